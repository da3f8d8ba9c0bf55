/**
 * `npm run new subgraph NAME` and `npm run new provider NAME`: something that composes, starts and passes its test,
 * to be filled with what the business calls it. Changes nothing where the name is taken or unfit.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { providerFiles } from './new/provider-template.ts';
import { composeEntry, packageJson, subgraphFiles, supergraphEntry, type Names } from './new/subgraph-template.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FIRST_FREE_PORT = 4006;
const [kind, name = ''] = process.argv.slice(2);

function refuse(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

if (!['subgraph', 'provider'].includes(kind ?? '')) refuse('npm run new subgraph NAME, or npm run new provider NAME');
if (!/^[a-z][a-z0-9]{1,30}$/.test(name)) refuse('a name is small letters and digits, such as loyalty');

if (kind === 'subgraph') newSubgraph();
else newProvider();

function newSubgraph(): void {
  const folder = join(ROOT, 'subgraphs', name);
  if (existsSync(folder)) refuse(`subgraphs/${name} exists`);
  const { subgraphs } = parse(read('supergraph.yaml')) as { subgraphs: Record<string, { routing_url: string }> };
  const taken = Object.values(subgraphs).map(({ routing_url: url }) => Number(new URL(url).port));
  const names: Names = {
    name,
    type: name[0]!.toUpperCase() + name.slice(1),
    port: Math.max(FIRST_FREE_PORT - 1, ...taken) + 1,
  };
  writeFiles(folder, subgraphFiles(names));
  edit('supergraph.yaml', (text) => `${text.trimEnd()}\n${supergraphEntry(names)}`);
  edit('docker-compose.yml', (text) => text.replace(/^volumes:/m, `${composeEntry(names)}\nvolumes:`));
  edit('packages/infra/src/rooms.ts', (text) => text.replace(/(export type DatabaseRoom = [^;]+);/, `$1 | '${name}';`));
  edit('package-lock.json', (text) => withWorkspace(text, `subgraphs/${name}`, packageJson(name)));
  console.log(`subgraphs/${name} is there. Next: npm ci && npm run compose && npx vitest run subgraphs/${name}`);
}

function newProvider(): void {
  const folder = join(ROOT, 'subgraphs/games/src/providers', name);
  if (existsSync(folder)) refuse(`the provider ${name} exists`);
  writeFiles(folder, providerFiles({ name }));
  edit('subgraphs/games/src/providers/index.ts', (text) =>
    text
      .replace(
        /^import \{ croupier \}/m,
        `import { ${name} } from './${name}/${name}.provider.ts';\nimport { croupier }`,
      )
      .replace('[croupier', `[croupier, ${name}`),
  );
  edit('packages/contracts/src/policies.ts', (text) =>
    text.replace('  croupier: CROUPIER_POLICY,', `  croupier: CROUPIER_POLICY,\n  ${name}: CROUPIER_POLICY,`),
  );
  console.log(`subgraphs/games/src/providers/${name} is there. Next: npx vitest run subgraphs/games/src/providers`);
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

/** Throws where the edit found nothing to change: the file no longer looks as the template expects. */
function edit(file: string, change: (text: string) => string): void {
  const before = read(file);
  const after = change(before);
  if (after === before) throw new Error(`${file} could not be extended: add ${name} by hand`);
  writeFileSync(join(ROOT, file), after);
}

function writeFiles(folder: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

/** The lock file with one more workspace, so that `npm ci` accepts it without asking the registry. */
function withWorkspace(text: string, path: string, manifest: ReturnType<typeof packageJson>): string {
  const lock = JSON.parse(text) as { packages: Record<string, object> };
  const { name: packageName, version, dependencies } = manifest;
  lock.packages[path] = { name: packageName, version, dependencies };
  lock.packages[`node_modules/${packageName}`] = { resolved: path, link: true };
  const sorted = Object.fromEntries(Object.entries(lock.packages).sort(([left], [right]) => (left < right ? -1 : 1)));
  return `${JSON.stringify({ ...lock, packages: sorted }, null, 2)}\n`;
}
