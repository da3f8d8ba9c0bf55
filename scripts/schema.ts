/**
 * `npm run schema -- check [--base REV]`: what changed for callers of the graph and of the partners' contract since a revision.
 *
 * Prints the changelog. A breaking change fails (1) unless docs/schema-changes.md records it with its reason; 2 where it could not be asked so.
 * Without --base: the last release (tag v…), else where this branch left main, else the commit before.
 *
 * `npm run schema -- usage [GATEWAY…]`: who asks for which field, by the metrics of these gateways since they started
 * (http://127.0.0.1:4000 where none is named), against the graph of this revision.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { loadSupergraph } from '../gateway/src/supergraph/load-supergraph.ts';
import { compareSupergraphs, readRecords, type SchemaChange } from './schema/compare-schemas.ts';
import { fieldUseTable } from './schema/field-use.ts';

const USAGE = 'npm run schema -- check [--base REV], or usage [GATEWAY…]';
const GATEWAY = 'http://127.0.0.1:4000';
const SUPERGRAPH = 'gateway/supergraph.graphql';
const RECORDS = 'docs/schema-changes.md';
const root = fileURLToPath(new URL('..', import.meta.url));

process.exitCode = await main();

async function main(): Promise<number> {
  const { command, gateways, base: asked } = wanted();
  if (command === 'usage' && asked === undefined) return printFieldUse(gateways.length > 0 ? gateways : [GATEWAY]);
  if (command !== 'check' || gateways.length > 0 || asked === '' || asked?.startsWith('-')) return refuse(USAGE);
  const base = asked ?? usualBase();
  if (!base) return say('There is no revision to compare with: nothing was checked', 0);
  const before = git('show', `${base}:${SUPERGRAPH}`);
  if (before === null && asked !== undefined) return refuse(`${base} is no revision that holds ${SUPERGRAPH}`);
  if (before === null) return say(`${base} holds no ${SUPERGRAPH}: nothing was checked`, 0);
  const changes = await compareSupergraphs(before, readFileSync(join(root, SUPERGRAPH), 'utf8'));
  const file = join(root, RECORDS);
  return report(changes, existsSync(file) ? readRecords(readFileSync(file, 'utf8')) : new Set(), base);
}

async function printFieldUse(gateways: string[]): Promise<number> {
  const { schema } = loadSupergraph(readFileSync(join(root, SUPERGRAPH), 'utf8'), { open: true });
  const metrics: string[] = [];
  for (const gateway of gateways) {
    const answer = await fetch(new URL('/metrics', gateway)).catch(() => null);
    if (!answer?.ok) return refuse(`${gateway} does not tell its metrics`);
    metrics.push(await answer.text());
  }
  return say(fieldUseTable(schema, metrics), 0);
}

function report(changes: SchemaChange[], recorded: ReadonlySet<string>, base: string): number {
  for (const { level, side, message, key } of changes) {
    const note = level !== 'breaking' ? '' : recorded.has(key) ? ' (recorded)' : ' (NOT RECORDED)';
    console.log(`${level.padEnd(9)} ${side.padEnd(8)} ${message.replaceAll('\n', ' ')}${note}`);
  }
  const refused = changes.filter(({ level, key }) => level === 'breaking' && !recorded.has(key));
  console.log(`${changes.length} changes since ${base}, ${refused.length} breaking ones without a reason`);
  if (refused.length === 0) return 0;
  console.error(`Break nobody, or record why in ${RECORDS}, a line each:`);
  for (const { key } of refused) console.error(`- ${key}: WHY, AND WHAT CALLERS DO NOW`);
  return 1;
}

function wanted(): { command?: string; gateways: string[]; base?: string } {
  try {
    const { positionals, values } = parseArgs({ allowPositionals: true, options: { base: { type: 'string' } } });
    const [command, ...gateways] = positionals;
    return { command, gateways, base: values.base };
  } catch {
    return { gateways: [] };
  }
}

function usualBase(): string | null {
  const release = git('describe', '--tags', '--abbrev=0', '--match', 'v*');
  if (release) return release;
  const head = git('rev-parse', 'HEAD');
  for (const main of ['origin/main', 'main']) {
    const left = git('merge-base', 'HEAD', main);
    if (left && left !== head) return left;
  }
  return git('rev-parse', '--verify', '--quiet', 'HEAD~1');
}

/** What git prints, or null where it refuses. */
function git(...args: string[]): string | null {
  const { status, stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return status === 0 ? (args[0] === 'show' ? stdout : stdout.trim()) : null;
}

function refuse(message: string): number {
  console.error(message);
  return 2;
}

function say(message: string, status: number): number {
  console.log(message);
  return status;
}
