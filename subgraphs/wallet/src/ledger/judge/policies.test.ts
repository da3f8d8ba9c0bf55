import { type CallbackPolicy, CROUPIER_POLICY } from '@croupier/contracts';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Books, openBooks } from '../../testing/books.testing.ts';
import { aPlayer, bet, commandOf, gate, PSP, rollback, STUDIO, win } from '../../testing/plays.testing.ts';
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
const execute = (policy: Partial<CallbackPolicy>, scope: string, userId: string, operations: LedgerOperation[]) =>
  books.ledger.execute({ ...commandOf(userId, scope, ...operations), policy: { ...CROUPIER_POLICY, ...policy } });
const transactionOf = (result: Awaited<ReturnType<typeof execute>>, at = 0) => {
  if (result.status !== 'DONE') throw new Error(JSON.stringify(result));
  return result.results[at]!;
};
const lined = async (answer: ReturnType<typeof execute>): Promise<string> => {
  const result = await answer;
  if (result.status === 'TRY_AGAIN') return `TRY_AGAIN ${result.message}`;
  const wallet = result.wallet && `${result.wallet.real}/${result.wallet.bonus}/${result.wallet.locked}`;
  return `${result.status === 'REFUSED' ? result.code : 'DONE'} ${wallet}`;
};
/** A player's transactions with a wallet, oldest first. */
const posted = async (userId: string) =>
  (
    await books.pool.query(
      `select kind, real_change::int as real, bonus_change::int as bonus, reference, bet_reference, transaction_id, related_transaction_id
       from transaction where user_id = $1 and kind <> 'DEPOSIT' order by sequence`,
      [userId],
    )
  ).rows;
const rowsOf = async (userId: string, ...tables: string[]) =>
  Promise.all(
    tables.map(
      async (table) =>
        (await books.pool.query(`select to_jsonb(t) as row from ${table} t where user_id = $1 order by 1`, [userId]))
          .rows,
    ),
  );
const bonus = (reference: string, more: object = {}): LedgerOperation =>
  ({
    ...{ kind: 'grant_bonus', reference, bonusKind: 'MONEY', currency: 'EUR', amount: '10.00', rounds: 0 },
    ...{ gameCode: null, stake: null, wageringMultiple: 1, expiresAt: null, ...more },
  }) as LedgerOperation;
const freeRounds = { bonusKind: 'FREE_ROUNDS', amount: '0', rounds: 1, gameCode: 'dice', stake: '1.00' };
const limits = [
  { kind: 'WAGER' as const, period: 'DAY' as const, amount: '10.00', currency: 'EUR', minutes: null },
  { kind: 'SESSION_TIME' as const, period: 'DAY' as const, amount: null, currency: null, minutes: 60 },
];

describe('a bet after its rollback, where the studio wants it accepted and reversed', () => {
  const accepting = { betAfterTombstone: 'ACCEPT_AND_REVERSE' } as const;
  const line = (userId: string, ...operations: LedgerOperation[]) =>
    lined(execute(accepting, STUDIO, userId, operations));

  test('is placed and rolled back at once, and a repeat replays the bet that was', async () => {
    const userId = await aPlayer(books.ledger, '10.00', { limits });
    const [late, back] = [id(), id()];
    await line(userId, rollback(back, late));
    const first = transactionOf(await execute(accepting, STUDIO, userId, [bet(late, '4.00')]));
    expect(first.replayed).toBe(false);
    const entries = await posted(userId);
    expect(entries).toMatchObject([
      { kind: 'TOMBSTONE', bet_reference: late },
      { kind: 'BET', real: -400, reference: late, transaction_id: first.transactionId },
      { kind: 'ROLLBACK', real: 400, bet_reference: late, related_transaction_id: first.transactionId },
    ]);
    const again = transactionOf(await execute(accepting, STUDIO, userId, [bet(late, '4.00')]));
    expect(again).toEqual({ transactionId: first.transactionId, replayed: true });
    expect(await line(userId, bet(late, '5.00'))).toBe('DUPLICATE_TRANSACTION 10.00/0.00/0.00');
    expect(await line(userId, win(id(), late, '9.00'))).toBe('ROLLED_BACK 10.00/0.00/0.00');
    expect(await line(userId, win(id(), null, '9.00'))).toBe('ROLLED_BACK 10.00/0.00/0.00');
    expect(await line(userId, rollback(id(), late))).toBe('DONE 10.00/0.00/0.00');
    expect(await posted(userId)).toEqual(entries);
  });

  test('moves no counter, no wagering, no session time and no free round', async () => {
    const userId = await aPlayer(books.ledger, '10.00', { limits });
    await books.line(userId, 'bonus', bonus(id()), bonus(id(), freeRounds));
    await line(userId, bet(id(), '1.00'));
    const before = await rowsOf(userId, 'gate_counter', 'player_gate', 'bonus');
    const [late, free, beyond] = [id(), id(), id()];
    await line(userId, rollback(id(), late), rollback(id(), free), rollback(id(), beyond));
    // It would have done the wagering of the bonus, and turned it into real money.
    expect(await line(userId, bet(late, '9.00'))).toBe('DONE 9.00/10.00/0.00');
    expect(await line(userId, bet(free, '1.00', { free: true }))).toBe('DONE 9.00/10.00/0.00');
    expect(await line(userId, bet(beyond, '9.01'))).toBe('LIMIT_REACHED 9.00/10.00/0.00');
    expect(await rowsOf(userId, 'gate_counter', 'player_gate', 'bonus')).toEqual(before);
  });

  test('is judged like any other: what it may not do is refused and leaves nothing', async () => {
    const userId = await aPlayer(books.ledger, '10.00');
    const late = id();
    await line(userId, rollback(id(), late));
    const before = await posted(userId);
    const verdicts = { token: null, game: 'UNKNOWN_GAME' as const, sessionCurrency: null };
    expect(await line(userId, bet(late, '10.01'))).toBe('INSUFFICIENT_FUNDS 10.00/0.00/0.00');
    expect(await line(userId, bet(late, '1.00', { verdicts }))).toBe('UNKNOWN_GAME 10.00/0.00/0.00');
    expect(await line(userId, bet(late, '1.00', { currency: 'USD' }))).toBe('WRONG_CURRENCY 10.00/0.00/0.00');
    await books.line(userId, PSP, gate({ number: 2, status: 'BLOCKED' }));
    expect(await line(userId, bet(late, '1.00'))).toBe('PLAYER_BLOCKED 10.00/0.00/0.00');
    expect(await posted(userId)).toEqual(before);
    await books.line(userId, PSP, gate({ number: 3 }));
    expect(await line(userId, bet(late, '10.00'))).toBe('DONE 10.00/0.00/0.00');
  });

  test('that comes many times at once with its rollback happens once, and other players and policies see a tombstone', async () => {
    const userId = await aPlayer(books.ledger, '10.00');
    const late = id();
    const answers = await Promise.all([
      line(userId, rollback(id(), late)),
      ...Array.from({ length: 20 }, () => line(userId, bet(late, '4.00'))),
    ]);
    expect(new Set(answers)).toEqual(new Set(['DONE 10.00/0.00/0.00']));
    expect((await posted(userId)).map(({ kind }) => kind)).toEqual(['TOMBSTONE', 'BET', 'ROLLBACK']);
    expect(await books.line(userId, STUDIO, bet(late, '4.00'))).toBe('ROLLED_BACK 10.00/0.00/0.00');
    const other = await aPlayer(books.ledger, '10.00');
    expect(await line(other, bet(late, '4.00'))).toBe('DUPLICATE_TRANSACTION 10.00/0.00/0.00');
  });
});
