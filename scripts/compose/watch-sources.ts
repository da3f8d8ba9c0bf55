import { existsSync, watch } from 'node:fs';
import { join, sep } from 'node:path';

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
  const follow = (folder: string, touched: string[]): void => {
    if (!existsSync(join(root, folder))) return;
    watch(join(root, folder), { recursive: true, signal }, (_event, file) => {
      if (file === null || !file.endsWith('.ts') || file.endsWith('.test.ts') || file.includes(`node_modules${sep}`))
        return;
      for (const name of touched) changed.add(name);
      wake();
    });
  };
  for (const name of names) follow(`subgraphs/${name}/src`, [name]);
  for (const folder of SHARED) follow(folder, names);
  while (!signal?.aborted) {
    const settled = [...changed];
    changed.clear();
    yield settled;
    if (changed.size === 0) await new Promise<void>((resolve) => (wake = resolve));
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  }
}
