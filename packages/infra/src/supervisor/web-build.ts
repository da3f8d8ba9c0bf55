import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startChild } from '../child.ts';
import type { Watching } from '../child.ts';
import { REPOSITORY } from '../rooms.ts';

const NO_SOURCE = new Set(['build', 'node_modules', '.cache', 'e2e']);

/**
 * Builds the web app unless web/build was made from these very sources, for the same mode: pages in development send operations as
 * text, so that a changed one can be tried at once. Throws with its last words when it fails.
 */
export async function buildWebIfStale(
  watching: Watching,
  mode: 'production' | 'development' = 'production',
): Promise<boolean> {
  const web = join(REPOSITORY, 'web');
  const mark = join(web, 'build', '.hash');
  const hash = `${mode} ${hashOf(web)}`;
  if (existsSync(mark) && readFileSync(mark, 'utf8') === hash) return false;
  const child = await startChild({
    name: 'web build',
    command: process.execPath,
    args: [join(REPOSITORY, 'node_modules', '@remix-run', 'dev', 'dist', 'cli.js'), 'vite:build', '--mode', mode],
    cwd: web,
    env: { ...process.env, NODE_ENV: 'production' },
    ...watching,
  });
  const exit = await child.exited;
  if (exit.code !== 0) throw new Error(`the web app does not build:\n${child.lastLines()}`);
  writeFileSync(mark, hash);
  return true;
}

function hashOf(folder: string): string {
  const hash = createHash('sha256');
  for (const file of filesIn(folder)) hash.update(file.slice(folder.length)).update('\0').update(readFileSync(file));
  hash.update(readFileSync(join(REPOSITORY, 'package-lock.json')));
  return hash.digest('hex');
}

function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((left, right) => (left.name < right.name ? -1 : 1));
  return entries.flatMap((entry) => {
    if (NO_SOURCE.has(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : entry.isFile() ? [path] : [];
  });
}
