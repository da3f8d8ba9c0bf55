import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { watchSources } from './watch-sources.ts';

test('what changed comes in one turn: a subgraph for its own code, all for shared code, nothing for tests', async () => {
  const root = mkdtempSync(join(tmpdir(), 'croupier-watch-'));
  const stop = new AbortController();
  for (const folder of ['subgraphs/a/src/deep', 'subgraphs/b/src', 'packages/kit/src'])
    mkdirSync(join(root, folder), { recursive: true });
  try {
    const turns = watchSources(root, ['a', 'b'], stop.signal);
    expect((await turns.next()).value).toEqual(['a', 'b']);
    const next = turns.next();
    writeFileSync(join(root, 'subgraphs/b/src/x.test.ts'), '');
    writeFileSync(join(root, 'subgraphs/a/src/deep/x.ts'), '1');
    writeFileSync(join(root, 'subgraphs/a/src/deep/x.ts'), '2');
    expect((await next).value).toEqual(['a']);
    // as sed -i and many editors do: a new file in the old one's place, then a write into it
    writeFileSync(join(root, 'other'), '3');
    renameSync(join(root, 'other'), join(root, 'subgraphs/a/src/deep/x.ts'));
    expect((await turns.next()).value).toEqual(['a']);
    writeFileSync(join(root, 'subgraphs/a/src/deep/x.ts'), '4');
    expect((await turns.next()).value).toEqual(['a']);
    writeFileSync(join(root, 'packages/kit/src/x.ts'), '');
    expect((await turns.next()).value).toEqual(['a', 'b']);
  } finally {
    stop.abort();
    rmSync(root, { recursive: true, force: true });
  }
});
