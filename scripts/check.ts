/** `npm run check`: types, lint, import rules, formatting, and the drift of everything that is generated. Runs all, then says what failed. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const node = ['--import', 'tsx'];
const steps: { what: string; command: string; args: string[]; when?: string }[] = [
  { what: 'types', command: 'tsc', args: ['--noEmit', '-p', 'tsconfig.json'] },
  { what: 'types of web', command: 'tsc', args: ['--noEmit', '-p', 'web'], when: 'web/tsconfig.json' },
  { what: 'lint', command: 'eslint', args: ['.', '--max-warnings', '0'] },
  {
    what: 'import rules',
    command: 'depcruise',
    args: [
      'packages',
      'subgraphs',
      'gateway',
      'e2e',
      'bench',
      'scripts',
      '--config',
      '.dependency-cruiser.cjs',
      '--output-type',
      'err',
    ],
  },
  { what: 'formatting', command: 'prettier', args: ['--check', '--log-level', 'warn', '.'] },
  { what: 'lock file', command: 'node', args: [...node, 'scripts/fill-lockfile.ts', '--check'] },
  {
    what: 'composition and its drift',
    command: 'node',
    args: [...node, 'scripts/compose.ts', '--check'],
    when: 'scripts/compose.ts',
  },
  { what: 'breaking changes of the schema', command: 'node', args: [...node, 'scripts/schema.ts', 'check'] },
  { what: 'drift of contract schemas', command: 'node', args: [...node, 'scripts/contract-schemas.ts', '--check'] },
];

const failed: string[] = [];
for (const { what, command, args, when } of steps) {
  if (when && !existsSync(when)) continue;
  const startedAt = Date.now();
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${what} (${((Date.now() - startedAt) / 1000).toFixed(1)} s)`);
  if (status !== 0) failed.push(what);
}
if (failed.length > 0) {
  console.error(`check failed: ${failed.join(', ')}`);
  process.exit(1);
}
