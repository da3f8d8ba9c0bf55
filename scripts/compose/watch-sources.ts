import { readdirSync, statSync, watch } from 'node:fs';
import { join } from 'node:path';

/** What every subgraph's schema is made with. */
const SHARED = ['packages/kit/src', 'packages/contracts/src'];
/** Editors write in several steps. */
const SETTLE_MS = 200;

/**
 * First every name, then, for ever, the names of the subgraphs whose TypeScript has changed since the last time; all of them where shared code has.
 * What changes while the caller is busy comes with its next turn.
 */
export async function* watchSources(root: string, names: string[], signal?: AbortSignal): AsyncGenerator<string[]> {
  const changed = new Set(names);
  let wake = (): void => undefined;
  const followed = new Set<string>();
  // Folder by folder: Node's recursive watch on Linux loses files that an editor replaced.
  const follow = (folder: string, touched: string[]): void => {
    if (followed.has(folder) || !statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
    followed.add(folder);
    watch(folder, { signal }, (_event, file) => {
      if (file === null) return;
      follow(join(folder, file), touched);
      if (!file.endsWith('.ts') || file.endsWith('.test.ts')) return;
      for (const name of touched) changed.add(name);
      wake();
    }).on('close', () => followed.delete(folder));
    for (const inner of readdirSync(folder)) follow(join(folder, inner), touched);
  };
  for (const name of names) follow(join(root, `subgraphs/${name}/src`), [name]);
  for (const folder of SHARED) follow(join(root, folder), names);
  while (!signal?.aborted) {
    const settled = [...changed];
    changed.clear();
    yield settled;
    if (changed.size === 0) await new Promise<void>((resolve) => (wake = resolve));
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  }
}
