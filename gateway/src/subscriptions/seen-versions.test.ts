import { expect, test } from 'vitest';
import { createSeenVersions } from './seen-versions.ts';

const versions = (entityId: string, ...some: number[]) => some.map((version) => ({ entityId, version }));

test('after an outage what was seen is not new, what was missed is; each entity by itself', () => {
  const seen = createSeenVersions();
  for (const mark of [...versions('a', 1, 2, 3), ...versions('b', 7)]) expect(seen.isNew(mark)).toBe(true);
  seen.expectRepeats();
  expect(versions('a', 3, 2, 5, 4, 6).map((mark) => seen.isNew(mark))).toEqual([false, false, true, false, true]);
  expect(versions('b', 7, 8).map((mark) => seen.isNew(mark))).toEqual([false, true]);
  expect(seen.isNew({ entityId: 'c', version: 0 })).toBe(true);
  expect(seen.isNew(null)).toBe(true);
});

test('without an outage nobody is doubted: a lower version is a new truth', () => {
  const seen = createSeenVersions();
  expect(versions('a', 5, 5, 1).map((mark) => seen.isNew(mark))).toEqual([true, true, true]);
});
