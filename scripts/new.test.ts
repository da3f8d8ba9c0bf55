import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeArguments } from '@croupier/infra';
import { afterAll, beforeAll, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
// The program itself: vitest's package has no address of its own inside vitest.
const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs');
let copy: string;

/** The repository as git knows it, beside the same packages; its own workspaces are linked. */
function copyRepository(): string {
  const target = mkdtempSync(join(tmpdir(), 'croupier-copy-'));
  const { stdout } = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  for (const file of stdout.split('\0').filter(Boolean))
    cpSync(join(ROOT, file), join(target, file), { recursive: true });
  mkdirSync(join(target, 'node_modules', '@croupier'), { recursive: true });
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    if (name !== '@croupier') symlinkSync(join(ROOT, 'node_modules', name), join(target, 'node_modules', name));
  }
  for (const [name, folder] of workspaces(target))
    symlinkSync(join(target, folder), join(target, 'node_modules', '@croupier', name));
  return target;
}

function workspaces(root: string): [string, string][] {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { link?: boolean; resolved?: string }>;
  };
  return Object.entries(packages)
    .filter(([path, entry]) => entry.link && path.startsWith('node_modules/@croupier/'))
    .map(([path, entry]) => [path.slice('node_modules/@croupier/'.length), entry.resolved!]);
}

function run(...command: string[]): { status: number | null; output: string } {
  const { VITEST: _vitest, VITEST_POOL_ID: _pool, VITEST_WORKER_ID: _worker, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(command[0]!, command.slice(1), {
    cwd: copy,
    env,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  return { status, output: `${stdout}${stderr}` };
}
const node = (file: string, ...args: string[]) => run(process.execPath, ...nodeArguments(file, args));

beforeAll(() => {
  copy = copyRepository();
}, 120_000);
afterAll(() => rmSync(copy, { recursive: true, force: true }));

it('a new subgraph composes, and it and a new provider start and pass their tests', () => {
  expect(node('scripts/new.ts', 'subgraph', 'Loyalty!')).toMatchObject({ status: 2 });
  expect(node('scripts/new.ts', 'subgraph', 'wallet')).toMatchObject({ status: 2 });
  for (const [kind, name] of [
    ['subgraph', 'loyalty'],
    ['provider', 'acme'],
  ] as const) {
    const made = node('scripts/new.ts', kind, name);
    expect(made, made.output).toMatchObject({ status: 0 });
  }
  expect(Object.fromEntries(workspaces(copy))).toMatchObject({ loyalty: 'subgraphs/loyalty' });
  symlinkSync(join(copy, 'subgraphs/loyalty'), join(copy, 'node_modules/@croupier/loyalty'));
  const composed = node('scripts/compose.ts');
  expect(composed, composed.output).toMatchObject({ status: 0 });
  expect(readFileSync(join(copy, 'gateway/supergraph.graphql'), 'utf8')).toContain('loyaltyEntries');
  const provider = 'subgraphs/games/src/providers/acme';
  const tested = run(process.execPath, VITEST, 'run', '--project', 'rooms', 'subgraphs/loyalty', provider);
  expect(tested, tested.output).toMatchObject({ status: 0 });
  // Two of the subgraph's and five of the provider's.
  expect(tested.output).toMatch(/7 passed/);
}, 180_000);
