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

test('a win after its rollback moves nothing: refused, or accepted where the studio wants late ones accepted', async () => {
  const userId = await aPlayer(books.ledger, '10.00');
  const [placed, late] = [id(), id()];
  await books.line(userId, STUDIO, bet(placed, '4.00'));
  const tombstone = transactionOf(await execute({}, STUDIO, userId, [rollback(id(), late)]));
  const before = await posted(userId);
  expect(await books.line(userId, STUDIO, win(late, placed, '9.00'))).toBe('ROLLED_BACK 6.00/0.00/0.00');
  const accepting = { betAfterTombstone: 'ACCEPT_AND_REVERSE' } as const;
  expect(await execute(accepting, STUDIO, userId, [win(late, placed, '9.00')])).toMatchObject({
    status: 'DONE',
    results: [{ transactionId: tombstone.transactionId, replayed: true }],
    wallet: { real: '6.00' },
  });
  expect(await posted(userId)).toEqual(before);
});

test('a rollback of an unknown bet that is refused and remembered is refused again, and so is its late bet', async () => {
  const userId = await aPlayer(books.ledger, '10.00');
  const [late, back] = [id(), id()];
  const line = (...operations: LedgerOperation[]) =>
    lined(execute({ rollbackUnknown: 'REFUSE_TOMBSTONE' }, STUDIO, userId, operations));
  for (const reference of [back, back, id()])
    expect(await line(rollback(reference, late))).toBe('TRANSACTION_NOT_FOUND 10.00/0.00/0.00');
  expect(await line(bet(late, '4.00'))).toBe('ROLLED_BACK 10.00/0.00/0.00');
  expect((await posted(userId)).map(({ kind }) => kind)).toEqual(['TOMBSTONE']);
});

test('a rollback that names another amount than its bet’s takes nothing back where amounts must match', async () => {
  const userId = await aPlayer(books.ledger, '10.00');
  const [a, back] = [id(), id()];
  const matching = { rollbackAmount: 'MUST_MATCH' } as const;
  const line = (...operations: LedgerOperation[]) => lined(execute(matching, STUDIO, userId, operations));
  await line(bet(a, '4.00'));
  for (const amount of ['3.99', '4.01', '0', '4.001', '400'])
    expect(await line({ ...rollback(back, a), amount })).toBe('TRANSACTION_NOT_FOUND 6.00/0.00/0.00');
  expect(await line({ ...rollback(back, a), amount: '4.0' })).toBe('DONE 10.00/0.00/0.00');
  // A repeat is judged by its claim, and a studio that must not match is not listened to.
  expect(await line({ ...rollback(back, a), amount: '9.99' })).toBe('DONE 10.00/0.00/0.00');
  const b = id();
  await line(bet(b, '4.00'));
  expect(await books.line(userId, STUDIO, { ...rollback(id(), b), amount: '3.99' })).toBe('DONE 10.00/0.00/0.00');
  // Of an unknown bet, and of a free round, there is nothing to compare with.
  expect(await line({ ...rollback(id(), id()), amount: '3.99' })).toBe('DONE 10.00/0.00/0.00');
  await books.line(userId, 'bonus', bonus(id(), freeRounds));
  const free = id();
  await line(bet(free, '1.00', { free: true }));
  expect(await line({ ...rollback(id(), free), amount: '1.00' })).toBe('DONE 10.00/0.00/0.00');
});

test.each(['ROLLED_BACK', 'TRANSACTION_NOT_FOUND', 'ALREADY_SETTLED'] as const)(
  'a win of a bet that was rolled back is %s where the studio wants to hear that',
  async (winAfterRollback) => {
    const userId = await aPlayer(books.ledger, '10.00');
    const [placed, unknown, roundId] = [id(), id(), id()];
    const line = (...operations: LedgerOperation[]) => lined(execute({ winAfterRollback }, STUDIO, userId, operations));
    await line(bet(placed, '4.00', { roundId }));
    await line(rollback(id(), placed), rollback(id(), unknown));
    for (const named of [placed, unknown, null])
      expect(await line(win(id(), named, '9.00', { roundId }))).toBe(`${winAfterRollback} 10.00/0.00/0.00`);
  },
);

test('where rounds are settled as a whole, one win settles its round and closes it, whatever bet it names', async () => {
  const userId = await aPlayer(books.ledger, '10.00');
  const [a, b, won, roundId] = [id(), id(), id(), id()];
  const line = (...operations: LedgerOperation[]) =>
    lined(execute({ settlement: 'ROUND_WISE' }, STUDIO, userId, operations));
  await line(bet(a, '1.00', { roundId }), bet(b, '1.00', { roundId }));
  expect(await line(win(won, a, '5.00', { roundId }))).toBe('DONE 13.00/0.00/0.00');
  expect(await line(win(won, a, '5.00', { roundId }))).toBe('DONE 13.00/0.00/0.00');
  expect(await line(win(id(), b, '5.00', { roundId }))).toBe('ROUND_CLOSED 13.00/0.00/0.00');
  for (const each of [a, b]) expect(await line(rollback(id(), each))).toBe('ALREADY_SETTLED 13.00/0.00/0.00');
});

describe('a rollback of a bet that wins have settled, where the studio wants all of it reversed', () => {
  const reversing = { rollbackAfterSettle: 'REVERSE_ALL' } as const;
  const opened = async (real: string, more = {}) => {
    const [userId, scope] = [await aPlayer(books.ledger, real, more), `studio:${id()}`];
    return {
      ...{ userId, scope },
      line: (...operations: LedgerOperation[]) => lined(execute(reversing, scope, userId, operations)),
      house: async () => Promise.all(['GAMING', 'DEBTS', 'BONUS_COST'].map((account) => books.house(account, scope))),
    };
  };
  const granted = async (userId: string, more: object = {}) => {
    const bonusId = id();
    await books.line(userId, 'bonus', bonus(bonusId, more));
    return bonusId;
  };
  const bonusRow = async (bonusId: string) =>
    (
      await books.pool.query(
        `select status, balance_minor::int as balance, wagering_required_minor::int as required, rounds_left from bonus where id = $1`,
        [bonusId],
      )
    ).rows[0];

  test('gives the stake back, then takes each win back, and a repeat replays', async () => {
    const { userId, scope, line, house } = await opened('100.00');
    const [a, back] = [id(), id()];
    await line(bet(a, '10.00'));
    await line(win(id(), a, '25.00'));
    await line(win(id(), a, '0.00'));
    expect(await books.line(userId, scope, rollback(back, a))).toBe('ALREADY_SETTLED 115.00/0.00/0.00');
    const first = transactionOf(await execute(reversing, scope, userId, [rollback(back, a)]));
    const [placed, won, zero, ...reversal] = await posted(userId);
    expect(reversal).toMatchObject([
      { kind: 'ROLLBACK', real: 1000, related_transaction_id: placed.transaction_id },
      { kind: 'RESETTLEMENT', real: -2500, bet_reference: a, related_transaction_id: won.transaction_id },
      { kind: 'RESETTLEMENT', real: 0, bet_reference: a, related_transaction_id: zero.transaction_id },
    ]);
    expect(first).toEqual({ transactionId: reversal[0].transaction_id, replayed: false });
    expect(transactionOf(await execute(reversing, scope, userId, [rollback(back, a)]))).toEqual({
      ...first,
      replayed: true,
    });
    expect(await line(rollback(id(), a))).toBe('DONE 100.00/0.00/0.00');
    expect(await line(bet(a, '10.00'))).toBe('ROLLED_BACK 100.00/0.00/0.00');
    expect(await line(win(id(), a, '1.00'))).toBe('ROLLED_BACK 100.00/0.00/0.00');
    expect(await house()).toEqual(['0', '0', '0']);
  });

  test('sees the wins of its own batch and of its own command', async () => {
    const { line } = await opened('100.00');
    const [a, b] = [id(), id()];
    const answers = await Promise.all([
      line(bet(a, '10.00')),
      line(win(id(), a, '25.00')),
      line(win(id(), a, '5.00')),
      line(rollback(id(), a)),
    ]);
    expect(answers.at(-1)).toBe('DONE 100.00/0.00/0.00');
    expect(await line(bet(b, '10.00'), win(id(), b, '30.00'), rollback(id(), b))).toBe('DONE 100.00/0.00/0.00');
  });

  test('of a whole round names the wins too: each is taken back once, whatever the repeat', async () => {
    const { line } = await opened('100.00');
    const [a, w, backs] = [id(), id(), [id(), id()]];
    await line(bet(a, '10.00'), win(w, a, '25.00'));
    const round = () => line(rollback(backs[0]!, a), rollback(backs[1]!, w));
    expect(await round()).toBe('DONE 100.00/0.00/0.00');
    expect(await round()).toBe('DONE 100.00/0.00/0.00');
    // Alone, a win cannot be rolled back.
    const b = id();
    await line(bet(b, '10.00'), win(id(), b, '25.00'));
    expect(await line(rollback(id(), w))).toBe('TRANSACTION_NOT_FOUND 115.00/0.00/0.00');
  });

  test('stops at zero: what was spent is a debt and an alert', async () => {
    const { userId, line, house } = await opened('10.00');
    const a = id();
    await line(bet(a, '10.00'));
    await line(win(id(), a, '30.00'));
    await books.line(userId, STUDIO, bet(id(), '28.00'));
    expect(await line(rollback(id(), a))).toBe('DONE 0.00/0.00/0.00');
    expect(await house()).toEqual(['0', '-1800', '0']);
    const { rows } = await books.pool.query(`select payload from outbox where payload->>'userId' = $1`, [userId]);
    expect(rows).toMatchObject([{ payload: { kind: 'DEBT' } }]);
    expect(rows[0].payload.message).toContain('18.00 EUR');
  });

  test('restores the counters exactly, also for a limit that is set later', async () => {
    const loss = { kind: 'LOSS' as const, period: 'DAY' as const, amount: '10.00', currency: 'EUR', minutes: null };
    const { userId, line } = await opened('100.00', { limits: [limits[0]!, loss] });
    const a = id();
    await line(bet(a, '10.00'));
    await line(win(id(), a, '25.00'));
    await line(rollback(id(), a));
    const counters = async () =>
      (
        await books.pool.query(`select kind, minor::int as minor from gate_counter where user_id = $1 order by 1`, [
          userId,
        ])
      ).rows;
    const nothing = [
      { kind: 'LOSS', minor: 0 },
      { kind: 'WAGER', minor: 0 },
    ];
    expect(await counters()).toEqual(nothing);
    await books.line(userId, PSP, gate({ number: 2 }));
    await books.line(userId, PSP, gate({ number: 3, limits: [limits[0]!, loss] }));
    expect(await counters()).toEqual(nothing);
  });

  test('takes bonus winnings from their bonus, and the house bears those that are gone', async () => {
    const { userId, line, house } = await opened('1.00');
    await granted(userId, { wageringMultiple: 50 });
    const [a, b] = [id(), id()];
    await line(bet(a, '2.00'));
    expect(await line(win(id(), a, '4.00'))).toBe('DONE 2.00/11.00/0.00');
    expect(await line(rollback(id(), a))).toBe('DONE 1.00/10.00/0.00');
    expect(await house()).toEqual(['0', '0', '0']);
    await line(bet(b, '2.00'));
    await line(win(id(), b, '4.00'));
    // All of it is lost; only the stake's own bonus money is there to take from.
    await books.line(userId, STUDIO, bet(id(), '13.00'));
    expect(await line(rollback(id(), b))).toBe('DONE 0.00/0.00/0.00');
    expect(await house()).toEqual(['0', '-100', '-100']);
  });

  test('of a bonus that has died since costs the house what the player had won as bonus', async () => {
    const { userId, line, house } = await opened('1.00');
    const bonusId = await granted(userId);
    const a = id();
    await line(bet(a, '2.00'));
    await line(win(id(), a, '4.00'));
    await books.line(userId, 'bonus', { kind: 'end_bonus', bonus: bonusId, status: 'FORFEITED' });
    expect(await line(rollback(id(), a))).toBe('DONE 1.00/0.00/0.00');
    // The stake's bonus part 1.00 returns to the house; of the win, 2.00 had been paid as bonus money and forfeited.
    expect(await house()).toEqual(['0', '0', '-100']);
  });

  test('takes winnings of a bonus that it opens again from what the bonus had paid out', async () => {
    const { userId, line, house } = await opened('5.00');
    const bonusId = await granted(userId, { wageringMultiple: 2 });
    const a = id();
    await line(bet(a, '10.00'));
    expect(await line(win(id(), a, '20.00'))).toBe('DONE 10.00/15.00/0.00');
    expect(await books.line(userId, STUDIO, bet(id(), '10.00'))).toBe('DONE 15.00/0.00/0.00');
    // The bonus is open again with the 15.00 that it had paid out; of the win 10.00 was real, and 5.00 of that is gone.
    expect(await line(rollback(id(), a))).toBe('DONE 0.00/10.00/0.00');
    expect(await house()).toEqual(['0', '-500', '0']);
    expect(await bonusRow(bonusId)).toMatchObject({ status: 'ACTIVE', balance: 1000 });
  });

  test('of the bet that had completed its bonus takes what the win was paid as real money from the bonus', async () => {
    const { userId, line, house } = await opened('5.00');
    const bonusId = await granted(userId);
    const a = id();
    await line(bet(a, '15.00'));
    expect(await line(win(id(), a, '30.00'))).toBe('DONE 30.00/0.00/0.00');
    expect(await line(rollback(id(), a))).toBe('DONE 5.00/10.00/0.00');
    expect(await house()).toEqual(['0', '0', '0']);
    expect(await bonusRow(bonusId)).toMatchObject({ status: 'ACTIVE', balance: 1000 });
  });

  test('gives a free round back and takes its winnings and their wagering from the grant', async () => {
    const { userId, line } = await opened('5.00');
    const bonusId = await granted(userId, { ...freeRounds, wageringMultiple: 3 });
    const before = await bonusRow(bonusId);
    const a = id();
    await line(bet(a, '1.00', { free: true }));
    expect(await line(win(id(), a, '7.50'))).toBe('DONE 5.00/7.50/0.00');
    expect(await bonusRow(bonusId)).toMatchObject({ balance: 750, required: 2250, rounds_left: 0 });
    expect(await line(rollback(id(), a))).toBe('DONE 5.00/0.00/0.00');
    expect(await bonusRow(bonusId)).toEqual(before);
  });

  test('is refused where a win settled several bets of the round, and changes nothing', async () => {
    const { userId, line } = await opened('10.00');
    const [a, b] = [id(), id()];
    await line(bet(a, '1.00'));
    await line(bet(b, '1.00'));
    await line(win(id(), a, '2.00'));
    await line(win(id(), null, '3.00'));
    const before = await posted(userId);
    expect(await line(rollback(id(), a))).toBe('ALREADY_SETTLED 13.00/0.00/0.00');
    expect(await line(rollback(id(), b))).toBe('ALREADY_SETTLED 13.00/0.00/0.00');
    expect(await posted(userId)).toEqual(before);
  });
});
