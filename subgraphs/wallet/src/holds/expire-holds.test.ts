import { openOrm } from '@croupier/kit';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LedgerOperation } from '../ledger/operation.ts';
import { ormFor } from '../orm.ts';
import type { WalletContext } from '../room.ts';
import { type Books, openBooks } from '../testing/books.testing.ts';
import { aPlayer, hold, PSP } from '../testing/plays.testing.ts';
import { expireHolds } from './expire-holds.ts';

let books: Books;
let orm: Awaited<ReturnType<typeof openOrm>>;
beforeAll(async () => {
  books = await openBooks();
  orm = await openOrm(ormFor(books.database.appUrl));
});
afterAll(async () => {
  expect(await books.broken()).toEqual([]);
  await orm.close();
  await books.close();
});

const run = () => expireHolds({ em: orm.em.fork(), room: { ledger: books.ledger } } as unknown as WalletContext);
const held = (reference: string, amount: string, inMs: number | null): LedgerOperation =>
  hold(reference, amount, {
    purpose: 'WITHDRAWAL',
    expiresAt: inMs === null ? null : new Date(Date.now() + inMs).toISOString(),
  });
const statuses = async (userId: string) =>
  (
    await books.pool.query('select reference, status from hold where user_id = $1 order by placed_at, reference', [
      userId,
    ])
  ).rows;

test('what is open after its end is released once, and nothing else is', async () => {
  const userId = await aPlayer(books.ledger, '100.00');
  const [over, later, forever, paid] = ['a', 'b', 'c', 'd'].map((letter) => `${letter}-${randomUUID()}`) as [
    string,
    string,
    string,
    string,
  ];
  const line = (...operations: LedgerOperation[]) => books.line(userId, PSP, ...operations);
  await line(held(over, '1.00', -1), held(later, '2.00', 60_000), held(forever, '4.00', null), held(paid, '8.00', -1));
  await line({ kind: 'capture', reference: randomUUID(), hold: paid });
  await Promise.all([run(), run()]);
  await run();
  expect(await statuses(userId)).toEqual([
    { reference: over, status: 'RELEASED' },
    { reference: later, status: 'OPEN' },
    { reference: forever, status: 'OPEN' },
    { reference: paid, status: 'CAPTURED' },
  ]);
  expect(await line({ kind: 'expire_hold', hold: over })).toBe('DONE 86.00/0.00/6.00');
  const { rows } = await books.pool.query(
    `select kind, bet_reference from transaction where user_id = $1 and kind in ('RELEASE', 'CAPTURE') order by sequence`,
    [userId],
  );
  expect(rows).toEqual([
    { kind: 'CAPTURE', bet_reference: paid },
    { kind: 'RELEASE', bet_reference: over },
  ]);
});
