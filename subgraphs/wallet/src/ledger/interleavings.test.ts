import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Books, openBooks } from '../testing/books.testing.ts';
import { ROW_NAMES } from '../simulation/policy-rows.ts';
import { liveInterleaved } from '../testing/interleaved-life.testing.ts';
import { IdleSessions } from '../testing/scheduled-store.testing.ts';
import { postgresStore } from './postgres-store.ts';
import { realClock } from './store.ts';

const LIVES = Math.ceil((process.env.CROUPIER_SUITE_SIZE === 'large' ? 10_000 : 300) / ROW_NAMES.length);

let books: Books;
let sessions: IdleSessions;
beforeAll(async () => {
  books = await openBooks();
  sessions = new IdleSessions(postgresStore(books.database.appUrl, realClock));
});
afterAll(async () => {
  await sessions.close();
  expect(await books.broken()).toEqual([]);
  await books.close();
});

test.each(ROW_NAMES)(
  `${LIVES} interleavings of several processes over PostgreSQL, with connections that break around a commit, go as the model says by the policy of: %s`,
  async (row) => {
    const total = { commands: 0, entries: 0, mishaps: 0 };
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 0, max: 2 ** 31 - 1 }), async (scheduler, seed) => {
        const { violation, ...life } = await liveInterleaved(scheduler, row, seed, sessions);
        expect(violation).toBeNull();
        for (const key of ['commands', 'entries', 'mishaps'] as const) total[key] += life[key];
      }),
      { numRuns: LIVES, endOnFailure: true },
    );
    process.stdout.write(`interleavings of ${row}: ${LIVES} lives, ${JSON.stringify(total)}\n`);
    // Lives in which nothing happens prove nothing.
    expect(total.entries).toBeGreaterThan(4 * LIVES);
    expect(total.mishaps).toBeGreaterThan(LIVES / 10);
  },
  3_600_000,
);
