import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Books, openBooks } from '../../testing/books.testing.ts';
import { aPlayer, bet, deposit, gate, PSP, STUDIO } from '../../testing/plays.testing.ts';
import type { LedgerOperation } from '../operation.ts';

let books: Books;
beforeAll(async () => {
  books = await openBooks();
});
afterAll(async () => {
  expect(await books.broken()).toEqual([]);
  await books.close();
});

const id = () => randomUUID();
const chargeback = (reference: string, of: string, amount?: string): LedgerOperation => ({
  ...{ kind: 'chargeback', reference, deposit: of },
  ...(amount === undefined ? {} : { amount }),
});
const won = (reference: string, of: string): LedgerOperation => ({
  ...{ kind: 'reverse_chargeback', reference, chargeback: of },
});

/** A player whose only money is a deposit of 50.00 EUR. */
async function opened() {
  const userId = await aPlayer(books.ledger, '0.00');
  const paid = id();
  const scope = `psp:${id()}`;
  const line = (...operations: LedgerOperation[]) => books.line(userId, scope, ...operations);
  expect(await line(deposit(paid, '50.00'))).toBe('DONE 50.00/0.00/0.00');
  return {
    ...{ userId, paid, scope, line },
    play: (amount: string) => books.line(userId, STUDIO, bet(id(), amount)),
    house: async () => [await books.house('PSP_CLEARING', scope), await books.house('DEBTS', scope)],
    async alerts() {
      const sql = `select payload from outbox where subject = 'wallet.alert_raised.v1' and payload->>'userId' = $1`;
      return (await books.pool.query(sql, [userId])).rows.map((row) => row.payload);
    },
  };
}

test('a chargeback takes the deposit back, once, however often it is told', async () => {
  const { paid, line, house, alerts } = await opened();
  const c = id();
  expect(await line(chargeback(c, paid))).toBe('DONE 0.00/0.00/0.00');
  expect(await line(chargeback(c, paid))).toBe('DONE 0.00/0.00/0.00');
  expect(await line(chargeback(c, paid, '1.00'))).toBe('DUPLICATE_TRANSACTION 0.00/0.00/0.00');
  expect(await line(chargeback(id(), paid))).toBe('ALREADY_SETTLED 0.00/0.00/0.00');
  expect(await house()).toEqual(['0', '0']);
  expect(await alerts()).toEqual([]);
});

test('what was played away is a debt: real stops at zero and the operator hears of it', async () => {
  const { userId, paid, line, play, house, alerts } = await opened();
  await play('30.00');
  expect(await line(chargeback(id(), paid))).toBe('DONE 0.00/0.00/0.00');
  expect(await house()).toEqual(['0', '-3000']);
  expect(await alerts()).toMatchObject([{ kind: 'DEBT', userId, subjectId: paid }]);
  // A deposit does not pay an older debt.
  expect(await line(deposit(id(), '5.00'))).toBe('DONE 5.00/0.00/0.00');
});

test('a chargeback that was won cancels the debt first and gives back what was really taken', async () => {
  const { paid, line, play, house } = await opened();
  await play('30.00');
  const c = id();
  await line(chargeback(c, paid));
  const w = id();
  expect(await line(won(w, c))).toBe('DONE 20.00/0.00/0.00');
  expect(await line(won(w, c))).toBe('DONE 20.00/0.00/0.00');
  expect(await line(won(id(), c))).toBe('DONE 20.00/0.00/0.00');
  expect(await line(won(w, id()))).toBe('DUPLICATE_TRANSACTION 20.00/0.00/0.00');
  expect(await house()).toEqual(['-5000', '0']);
  // The dispute may be opened again.
  expect(await line(chargeback(id(), paid, '50.00'))).toBe('DONE 0.00/0.00/0.00');
});

test('parts never come to more than the deposit, also within one batch', async () => {
  const { userId, paid, line, scope } = await opened();
  expect(await line(chargeback(id(), paid, '50.01'))).toBe('INSUFFICIENT_FUNDS 50.00/0.00/0.00');
  expect(await line(chargeback(id(), paid, '0.001'))).toBe('WRONG_CURRENCY 50.00/0.00/0.00');
  await expect(line(chargeback(id(), paid, '0.00'))).rejects.toThrow();
  const parts = await Promise.all(Array.from({ length: 8 }, () => line(chargeback(id(), paid, '20.00'))));
  expect(parts.filter((each) => each.startsWith('DONE'))).toHaveLength(2);
  expect(await line(chargeback(id(), paid))).toBe('DONE 0.00/0.00/0.00');
  expect(await books.house('PSP_CLEARING', scope)).toBe('0');
  const fresh = id();
  // A deposit and its chargeback in one command.
  expect(await line(deposit(fresh, '7.00'), chargeback(id(), fresh, '2.00'))).toBe('DONE 5.00/0.00/0.00');
  expect((await books.pool.query('select 1 from chargeback where user_id = $1', [userId])).rows).toHaveLength(4);
});

test('an unknown deposit, another’s, or what is no deposit is refused and changes nothing', async () => {
  const alice = await opened();
  const bob = await opened();
  const none = /^TRANSACTION_NOT_FOUND/;
  expect(await alice.line(chargeback(id(), id()))).toMatch(none);
  expect(await alice.line(won(id(), id()))).toMatch(none);
  expect(await books.line(alice.userId, bob.scope, chargeback(id(), bob.paid))).toMatch(none);
  const c = id();
  await bob.line(chargeback(c, bob.paid));
  expect(await books.line(alice.userId, bob.scope, won(id(), c))).toMatch(none);
  expect(await alice.line(chargeback(id(), alice.paid, '1.00'))).toBe('DONE 49.00/0.00/0.00');
});

test('a blocked player’s deposit is charged back as any other', async () => {
  const { userId, paid, line } = await opened();
  await books.line(userId, PSP, gate({ number: 2, status: 'BLOCKED' }));
  expect(await line(chargeback(id(), paid))).toBe('DONE 0.00/0.00/0.00');
});
