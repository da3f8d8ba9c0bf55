import type { Mark } from './marks.ts';

/**
 * The newest version of each entity that a reader was given. After an outage the subgraph begins with the present state: what the
 * reader has already is left out then, what is newer tells it what it missed.
 */
export interface SeenVersions {
  isNew(mark: Mark | null): boolean;
  /** The stream was asked anew. */
  expectRepeats(): void;
}

/** Longer than this nobody repeats himself; a version that is lower then is a new truth. */
const REPEATS_WITHIN_MS = 10_000;

export function createSeenVersions(): SeenVersions {
  // Most streams are about one entity: a table is made for the second.
  let first: Mark | null = null;
  let others: Map<string, number> | null = null;
  let repeating = false;
  let untilMs = 0;
  const versionOf = (entityId: string): number | undefined =>
    first?.entityId === entityId ? first.version : others?.get(entityId);
  const record = (mark: Mark): void => {
    if (!first || first.entityId === mark.entityId) first = mark;
    else (others ??= new Map()).set(mark.entityId, mark.version);
  };
  return {
    isNew(mark) {
      if (!mark) return true;
      if (repeating && untilMs === 0) untilMs = Date.now() + REPEATS_WITHIN_MS;
      if (repeating && Date.now() > untilMs) repeating = false;
      if (repeating && mark.version <= (versionOf(mark.entityId) ?? -1)) return false;
      record(mark);
      return true;
    },
    expectRepeats() {
      repeating = true;
      untilMs = 0;
    },
  };
}
