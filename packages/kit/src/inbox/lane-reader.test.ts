import type { LedgerEntry } from '@croupier/contracts';
import { eventually } from '@croupier/testkit';
import { afterEach, describe, expect, it } from 'vitest';
import { LaneReader } from './lane-reader.ts';

const entries = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => ({ sequence: from + index }) as LedgerEntry);

/** A log, a cursor, and batches as they were applied. */
function aLane({ gatherMs = 0, most = 100 } = {}) {
  const lane = {
    log: [] as LedgerEntry[],
    cursor: 0,
    batches: [] as number[],
    reads: 0,
    failures: 0,
    fails: false,
    apply: async (batch: LedgerEntry[]) => {
      await new Promise((resolve) => setImmediate(resolve));
      if (lane.fails) throw new Error('the database is away');
      const fresh = batch.filter(({ sequence }) => sequence > lane.cursor);
      if (fresh.length === 0) return true;
      if (fresh[0]!.sequence !== lane.cursor + 1) return false;
      lane.cursor = fresh.at(-1)!.sequence;
      lane.batches.push(fresh.length);
      return true;
    },
  };
  const reader = new LaneReader({
    gatherMs,
    most,
    page: most,
    apply: lane.apply,
    readOn: async () => {
      lane.reads++;
      return lane.log.filter(({ sequence }) => sequence > lane.cursor).slice(0, most);
    },
    onFailure: () => lane.failures++,
  });
  return { lane, reader };
}

describe('the reader of a lane', () => {
  let stop = async (): Promise<void> => undefined;
  const made = (options?: { gatherMs?: number; most?: number }) => {
    const { lane, reader } = aLane(options);
    stop = () => reader.stop();
    return { lane, reader };
  };
  afterEach(() => stop());

  it('works on a lone push at once', async () => {
    const { lane, reader } = made({ gatherMs: 60_000 });
    reader.take(entries(1, 2));
    await eventually(async () => expect(lane.batches).toEqual([2]));
  });

  it('takes together what comes within the pause', async () => {
    const { lane, reader } = made({ gatherMs: 200 });
    for (let sequence = 1; sequence <= 100; sequence++) {
      reader.take(entries(sequence, sequence));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await eventually(async () => expect(lane.cursor).toBe(100));
    expect(lane.batches.length).toBeLessThan(10);
    expect(lane.reads).toBe(0);
  });

  it('a full batch does not wait, and none is larger', async () => {
    const { lane, reader } = made({ gatherMs: 60_000, most: 10 });
    reader.take(entries(1, 40));
    await eventually(async () => expect(lane.batches).toEqual([10, 10, 10, 10]));
  });

  it('reads from the log what is missing between two pushes, and goes on with the pushes', async () => {
    const { lane, reader } = made();
    lane.log = entries(1, 20);
    reader.take(entries(1, 2));
    reader.take(entries(9, 10));
    reader.take(entries(10, 11)); // a repeat, and one more
    await eventually(async () => expect(lane.cursor).toBe(20));
    const { reads } = lane;
    lane.log = entries(1, 30);
    reader.take(entries(21, 30));
    await eventually(async () => expect(lane.cursor).toBe(30));
    expect(lane.reads).toBe(reads);
  });

  it('keeps a bounded number of entries and reads the others from the log', async () => {
    const { lane, reader } = made({ most: 1_000 });
    lane.log = entries(1, 12_000);
    for (let from = 1; from < 12_000; from += 1_000) reader.take(entries(from, from + 999));
    await eventually(async () => expect(lane.cursor).toBe(12_000));
    expect(lane.reads).toBeGreaterThan(0);
  });

  it('after a failure the next push takes up what was dropped', async () => {
    const { lane, reader } = made();
    lane.log = entries(1, 6);
    lane.fails = true;
    reader.take(entries(1, 5));
    await eventually(async () => expect(lane.failures).toBe(1));
    await eventually(async () => expect(reader.isBusy).toBe(false));
    lane.fails = false;
    reader.take(entries(6, 6));
    await eventually(async () => expect(lane.cursor).toBe(6));
  });
});
