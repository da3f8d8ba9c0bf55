/**
 * `npm run bugs`: the proof that the simulation would notice. Each patch of `bugs/` puts one deliberate bug into a copy of the working
 * tree, which must then break a promise within `--seeds N` lives (2 000). Ends with 1 where a bug goes unnoticed or a patch does not fit.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({ options: { seeds: { type: 'string', default: '2000' } } });

const copy = mkdtempSync(join(tmpdir(), 'croupier-bugs-'));
process.once('exit', () => rmSync(copy, { recursive: true, force: true }));
for (const folder of ['scripts', 'subgraphs', 'packages', 'bugs', 'package.json', 'tsconfig.json']) {
  const ours = (source: string): boolean => !/\/(node_modules|dist)$/.test(source);
  cpSync(join(REPOSITORY, folder), join(copy, folder), { recursive: true, filter: ours });
}
// Other people's modules are shared; our own packages are the copy's.
const modules = join(REPOSITORY, 'node_modules');
mkdirSync(join(copy, 'node_modules/@croupier'), { recursive: true });
for (const name of readdirSync(modules))
  if (name !== '@croupier') symlinkSync(join(modules, name), join(copy, 'node_modules', name));
for (const name of readdirSync(join(modules, '@croupier'))) {
  const folder = relative(REPOSITORY, realpathSync(join(modules, '@croupier', name)));
  symlinkSync(join(copy, folder), join(copy, 'node_modules/@croupier', name));
}
execFileSync('git', ['init', '--quiet'], { cwd: copy });

const simulate = (): { status: number | null; stderr: string } =>
  spawnSync(process.execPath, ['--import', 'tsx', 'scripts/simulate.ts', '--seeds', values.seeds], {
    ...{ cwd: copy, encoding: 'utf8' },
  });

let passed = 0;
let failed = 0;
const patches = readdirSync(join(REPOSITORY, 'bugs'))
  .filter((file) => file.endsWith('.patch'))
  .sort();
for (const patch of patches) {
  const file = join('bugs', patch);
  const fits = spawnSync('git', ['apply', file], { cwd: copy, encoding: 'utf8' });
  if (fits.status !== 0) {
    failed += 1;
    console.log(`${patch}: DOES NOT FIT: ${fits.stderr.trim()}`);
    continue;
  }
  const life = simulate();
  execFileSync('git', ['apply', '--reverse', file], { cwd: copy });
  const seed = /^seed \d+: .*/m.exec(life.stderr)?.[0];
  // A copy that does not even start would exit with 1 as well: a bug is found by a seed alone.
  const found = life.status === 1 && seed !== undefined;
  if (found) passed += 1;
  else failed += 1;
  console.log(`${patch}: ${found ? `found, ${seed}` : `NOT FOUND ${life.stderr.slice(-300)}`}`);
}
console.log(`${passed} found, ${failed} not found`);
process.exit(failed === 0 ? 0 : 1);
