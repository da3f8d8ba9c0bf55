/**
 * `npm run build`: what production runs. Every workspace that has a `croupier-built` entry gets its src/ as JavaScript in
 * dist/, file by file and without tests; the web app gets dist/server.js with its pages beside it. Types are not checked
 * here: `npm run check` does. Run what it makes with `node --conditions=croupier-built --enable-source-maps FILE`.
 */
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { buildWebIfStale, REPOSITORY } from '@croupier/infra';
import ts from 'typescript';

const FOR_TESTS = /\.(test|testing)\.tsx?$|(^|\/)(test|testing|fixtures)\//;
const OPTIONS: ts.CompilerOptions = {
  ...ts.readConfigFile(join(REPOSITORY, 'tsconfig.json'), (path) => readFileSync(path, 'utf8')).config.compilerOptions,
  target: ts.ScriptTarget.ES2023,
  // Every workspace is "type": "module", which a transpiler that sees one file alone cannot know.
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: undefined,
  noEmit: false,
  allowImportingTsExtensions: false,
  rewriteRelativeImportExtensions: true,
  sourceMap: true,
};

/** `files` of `folder` become JavaScript in `to`. */
interface Part {
  name: string;
  folder: string;
  files: string[];
  to: string;
}

const startedAt = Date.now();
const web = join(REPOSITORY, 'web');
const webBuilt = existsSync(join(web, 'server.ts')) ? buildWebIfStale({}) : undefined;
webBuilt?.catch(() => undefined); // awaited below
const parts = [...workspaces(), ...(webBuilt ? [webServer()] : [])];
const problems = parts.flatMap(transpile);
if (problems.length > 0) fail(problems);
if (webBuilt) {
  const isNew = await webBuilt;
  // server.js looks for the pages where server.ts does: beside itself.
  cpSync(join(web, 'build'), join(web, 'dist', 'build'), { recursive: true });
  console.log(`web: pages ${isNew ? 'built' : 'are up to date'}`);
}
console.log(`built in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);

function workspaces(): Part[] {
  const { workspaces: patterns } = readJson('package.json') as { workspaces: string[] };
  const folders = patterns.flatMap((pattern) => globSync(pattern, { cwd: REPOSITORY })).sort();
  return folders.filter(hasBuiltEntry).map((name) => part(name, ['src/**/*.ts', 'seeds/**/*.ts']));
}

function hasBuiltEntry(folder: string): boolean {
  const manifest = join(folder, 'package.json');
  return existsSync(join(REPOSITORY, manifest)) && JSON.stringify(readJson(manifest)).includes('"croupier-built"');
}

function webServer(): Part {
  return part('web', ['server.ts', 'server/**/*.ts']);
}

function part(name: string, patterns: string[]): Part {
  const folder = join(REPOSITORY, name);
  const files = patterns
    .flatMap((pattern) => globSync(pattern, { cwd: folder }))
    .filter((file) => !FOR_TESTS.test(file));
  return { name, folder, files, to: join(folder, 'dist') };
}

/** Writes dist/ anew. Answers what is wrong, a line each. */
function transpile({ name, folder, files, to }: Part): string[] {
  rmSync(to, { recursive: true, force: true });
  const found = files.flatMap((file) => {
    const target = join(to, file.replace(/^src\//, '').replace(/\.ts$/, '.js'));
    const source = join(folder, file);
    const compilerOptions = { ...OPTIONS, sourceRoot: relative(dirname(target), dirname(source)) };
    const output = ts.transpileModule(readFileSync(source, 'utf8'), {
      fileName: source,
      compilerOptions,
      reportDiagnostics: true,
    });
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, withoutSrc(output.outputText, file));
    writeFileSync(`${target}.map`, output.sourceMapText ?? '');
    const said = (output.diagnostics ?? []).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
    return said.map((text) => `${name}: ${file}: ${text}`);
  });
  console.log(`${name}: ${files.length} files`);
  return [...found, ...importsOfNothing(to)];
}

/** src/ is dist/ itself and seeds/ is dist/seeds/, so what is imported from one to the other stands a folder nearer. */
function withoutSrc(code: string, file: string): string {
  if (file.startsWith('seeds/')) return code.replace(/(["'])\.\.\/src\//g, '$1../');
  if (!file.startsWith('src/')) return code;
  const up = '../'.repeat(file.split('/').length - 2);
  const seeds = `${up || './'}seeds/`;
  return code.replaceAll(`"../${up}seeds/`, `"${seeds}`).replaceAll(`'../${up}seeds/`, `'${seeds}`);
}

/** Relative imports that lead to no file of the build, for example to something that only tests may use. */
function importsOfNothing(folder: string): string[] {
  return globSync('**/*.js', { cwd: folder }).flatMap((file) => {
    const path = join(folder, file);
    const imported = ts.preProcessFile(readFileSync(path, 'utf8')).importedFiles.map(({ fileName }) => fileName);
    const lost = imported.filter((name) => name.startsWith('.') && !existsSync(resolve(dirname(path), name)));
    return lost.map((name) => `${relative(REPOSITORY, path)} imports ${name}, which is not in the build`);
  });
}

function readJson(path: string): object {
  return JSON.parse(readFileSync(join(REPOSITORY, path), 'utf8')) as object;
}

function fail(lines: string[]): never {
  console.error(lines.join('\n'));
  process.exit(1);
}
