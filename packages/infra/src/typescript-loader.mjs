/**
 * Lets Node run the repository's TypeScript in half of tsx's time: only our own files are touched, each is transpiled once per version of
 * its text, and what Node compiled is found again by the next process (docs/decisions/0013).
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire, enableCompileCache, registerHooks } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const CACHE = join(ROOT, 'node_modules', '.cache', 'croupier');
const settings = readFileSync(join(ROOT, 'tsconfig.json'), 'utf8');

enableCompileCache(join(CACHE, 'compiled'));
registerHooks({
  load(url, context, next) {
    if (!url.startsWith('file:') || !url.endsWith('.ts') || url.includes('/node_modules/')) return next(url, context);
    return { format: 'module', source: javascriptOf(fileURLToPath(url)), shortCircuit: true };
  },
});

/** @param {string} file */
function javascriptOf(file) {
  const text = readFileSync(file, 'utf8');
  const hash = createHash('sha256').update(settings).update('\0').update(text).digest('hex');
  const kept = join(CACHE, `${basename(file, '.ts')}-${hash}.js`);
  try {
    return readFileSync(kept, 'utf8');
  } catch {
    const code = transpile(file, text);
    keep(kept, code);
    return code;
  }
}

/** By tsx's own compiler, as tsx does it. @param {string} file @param {string} text */
function transpile(file, text) {
  const { transformSync } = createRequire(createRequire(import.meta.url).resolve('tsx'))('esbuild');
  const sourceMap = { sourcemap: 'inline', sourcesContent: false, sourcefile: basename(file) };
  const how = { loader: 'ts', format: 'esm', target: 'es2023', keepNames: true, tsconfigRaw: settings };
  return transformSync(text, { ...how, ...sourceMap }).code;
}

/** Moved into place in one step: several processes start at once. @param {string} path @param {string} code */
function keep(path, code) {
  try {
    mkdirSync(CACHE, { recursive: true });
    writeFileSync(`${path}.${process.pid}`, code);
    renameSync(`${path}.${process.pid}`, path);
  } catch {
    // Whoever may not write here, a service's user for one, transpiles again.
  }
}
