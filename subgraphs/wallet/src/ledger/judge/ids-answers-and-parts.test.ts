import type { CallbackPolicy } from '@croupier/contracts';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Finding } from '../../proof/finding.ts';
import { verifyLedger } from '../../proof/verify-ledger.ts';
import { type Books, openBooks } from '../../testing/books.testing.ts';
import { aPlayer, bet, rollback, win } from '../../testing/plays.testing.ts';
import { type LogRow, storedEntry } from '../log.ts';
import type { LedgerOperation } from '../operation.ts';

let books: Books;
beforeAll(async () => {
  books = await openBooks();
});
afterAll(async () => {
  expect(await books.broken()).toEqual([]);
  const findings: Finding[] = [];
  await verifyLedger({
    ...{ databaseUrl: books.database.appUrl, anchors: null },
    report: (finding) => void findings.push(finding),
  });
  expect(findings).toEqual([]);
  await books.close();
});

const id = () => randomUUID();

describe('a studio whose ids are each player’s own', () => {
  const own = { txScope: 'PER_PLAYER' } as const;
  const opened = async (policy: Partial<CallbackPolicy> = own) => {
    const scope = `studio:${id()}`;
    const players = [await aPlayer(books.ledger, '10.00'), await aPlayer(books.ledger, '10.00')];
    return {
      ...{ scope, players },
      line: (player: number, ...operations: LedgerOperation[]) =>
        books.lineUnder(policy, players[player]!, scope, ...operations),
    };
  };

  test('takes one id from several players, each once, and settles and rolls back each one’s own', async () => {
    const { line } = await opened();
    for (const player of [0, 1, 0, 1]) expect(await line(player, bet('b', '4.00'))).toBe('DONE 6.00/0.00/0.00');
    expect(await line(0, bet('b', '5.00'))).toBe('DUPLICATE_TRANSACTION 6.00/0.00/0.00');
    expect(await line(1, bet('b', '5.00'))).toBe('DUPLICATE_TRANSACTION 6.00/0.00/0.00');
    for (const player of [1, 0, 1]) expect(await line(player, win('w', 'b', '1.00'))).toBe('DONE 7.00/0.00/0.00');
    for (const player of [1, 1, 0]) expect(await line(player, rollback('x', 'never'))).toBe('DONE 7.00/0.00/0.00');
    for (const player of [0, 1]) expect(await line(player, bet('never', '1.00'))).toBe('ROLLED_BACK 7.00/0.00/0.00');
  });

  test('takes each one’s wins back with the bet, and a late bet is accepted and reversed for each', async () => {
    const { line } = await opened({
      ...own,
      rollbackAfterSettle: 'REVERSE_ALL',
      betAfterTombstone: 'ACCEPT_AND_REVERSE',
    });
    for (const player of [0, 1]) {
      await line(player, bet('b', '4.00'));
      expect(await line(player, win('w', 'b', '9.00'))).toBe('DONE 15.00/0.00/0.00');
    }
    for (const player of [1, 0, 1, 0]) expect(await line(player, rollback('x', 'b'))).toBe('DONE 10.00/0.00/0.00');
    for (const player of [0, 1]) await line(player, rollback('y', 'late'));
    for (const player of [1, 0, 1, 0]) expect(await line(player, bet('late', '4.00'))).toBe('DONE 10.00/0.00/0.00');
    expect(await line(1, bet('late', '5.00'))).toBe('DUPLICATE_TRANSACTION 10.00/0.00/0.00');
  });

  test('finds what was claimed before its ids were each player’s own: a paid bet is a repeat and not a second stake', async () => {
    const { scope, players, line } = await opened();
    expect(await books.line(players[0]!, scope, bet('b', '4.00'))).toBe('DONE 6.00/0.00/0.00');
    expect(await books.line(players[1]!, scope, bet('b', '4.00'))).toBe('DUPLICATE_TRANSACTION 10.00/0.00/0.00');
    expect(await line(0, bet('b', '4.00'))).toBe('DONE 6.00/0.00/0.00');
    expect(await line(1, bet('b', '4.00'))).toBe('DONE 6.00/0.00/0.00');
    // A process that does not know of the change yet charges nobody twice.
    expect(await books.line(players[0]!, scope, bet('b', '4.00'))).toBe('DONE 6.00/0.00/0.00');
    expect(await books.line(players[1]!, scope, bet('b', '4.00'))).toBe('DUPLICATE_TRANSACTION 6.00/0.00/0.00');
  });

  test('pays every one of many players who come at once with the same id', async () => {
    const scope = `studio:${id()}`;
    const players = await Promise.all(Array.from({ length: 12 }, () => aPlayer(books.ledger, '10.00')));
    const say = (userId: string) => books.lineUnder(own, userId, scope, bet('b', '4.00'));
    expect(new Set(await Promise.all([...players, ...players].map(say)))).toEqual(new Set(['DONE 6.00/0.00/0.00']));
  });
});

const rowsOf = async (sql: string, userId: string) => (await books.pool.query(sql, [userId])).rows;
const bonus = (more: object): LedgerOperation =>
  ({
    ...{ kind: 'grant_bonus', reference: id(), bonusKind: 'MONEY', currency: 'EUR', amount: '10.00', rounds: 0 },
    ...{ gameCode: null, stake: null, wageringMultiple: 10, expiresAt: null, ...more },
  }) as LedgerOperation;

describe('a studio that wants the answer of then', () => {
  const then = { duplicateIdentical: 'REPLAY_STORED' } as const;
  const opened = async () => {
    const [userId, scope] = [await aPlayer(books.ledger, '10.00'), `studio:${id()}`];
    const under = (policy: Partial<CallbackPolicy>, ...operations: LedgerOperation[]) =>
      books.lineUnder(policy, userId, scope, ...operations);
    return { userId, under, line: (...operations: LedgerOperation[]) => under(then, ...operations) };
  };

  test('gets it for bets, wins and rollbacks, whatever happened since', async () => {
    const { line, under } = await opened();
    const [a, b] = [bet(id(), '4.00'), bet(id(), '1.00')];
    const [won, back] = [win(id(), a.reference, '3.00'), rollback(id(), b.reference)];
    const said: [LedgerOperation, string][] = [
      [a, 'DONE 6.00/0.00/0.00'],
      [won, 'DONE 9.00/0.00/0.00'],
      [b, 'DONE 8.00/0.00/0.00'],
      [back, 'DONE 9.00/0.00/0.00'],
    ];
    for (const [operation, answer] of said) expect(await line(operation)).toBe(answer);
    await under({}, bet(id(), '9.00'));
    for (const [operation, answer] of said.filter(([each]) => each !== b)) expect(await line(operation)).toBe(answer);
    expect(await line(b)).toBe('ROLLED_BACK 0.00/0.00/0.00');
    expect(await line(rollback(id(), b.reference))).toBe('DONE 9.00/0.00/0.00');
    expect(await line({ ...a, amount: '5.00' })).toBe('DUPLICATE_TRANSACTION 0.00/0.00/0.00');
    // Other studios are told the balance of now.
    expect(await under({}, a)).toBe('DONE 0.00/0.00/0.00');
  });

  test('gets that of a whole command, of a tombstone, of a late bet and of a repeat beside it', async () => {
    const { line, under } = await opened();
    const late = { ...then, betAfterTombstone: 'ACCEPT_AND_REVERSE' } as const;
    const [a, gone] = [bet(id(), '4.00'), bet(id(), '2.00')];
    const both = [
      a,
      win(id(), a.reference, '1.00', { roundClosed: true }),
      { kind: 'end_round', roundId: 'round' },
    ] as const;
    const back = rollback(id(), gone.reference);
    expect(await line(...both)).toBe('DONE 7.00/0.00/0.00');
    expect(await line(back)).toBe('DONE 7.00/0.00/0.00');
    await under({}, bet(id(), '1.00', { roundId: 'other' }));
    const elsewhere = { ...gone, roundId: 'other' };
    expect(await Promise.all([under(late, elsewhere), under(late, elsewhere)])).toEqual(
      Array(2).fill('DONE 6.00/0.00/0.00'),
    );
    await under({}, bet(id(), '1.00', { roundId: 'other' }));
    expect(await line(...both)).toBe('DONE 7.00/0.00/0.00');
    expect(await line(back)).toBe('DONE 7.00/0.00/0.00');
    expect(await under(late, elsewhere)).toBe('DONE 6.00/0.00/0.00');
  });

  test('gets the balance of now for what another policy had answered', async () => {
    const { line, under } = await opened();
    const a = bet(id(), '4.00');
    await under({}, a);
    await line(bet(id(), '1.00'));
    expect(await line(a)).toBe('DONE 5.00/0.00/0.00');
  });
});

describe('a studio that takes bets back in part', () => {
  const partial = { rollbackAmount: 'PARTIAL' } as const;
  const opened = async (more = {}) => {
    const [userId, scope] = [await aPlayer(books.ledger, '10.00', more), `studio:${id()}`];
    const under = (policy: Partial<CallbackPolicy>, ...operations: LedgerOperation[]) =>
      books.lineUnder(policy, userId, scope, ...operations);
    return { userId, under, line: (...operations: LedgerOperation[]) => under(partial, ...operations) };
  };
  const part = (named: string, amount: string, reference: string = id()) => ({ ...rollback(reference, named), amount });

  test('gets each part once, up to what is left, and then the rest', async () => {
    const { userId, line, under } = await opened();
    const [a, first] = [id(), id()];
    await line(bet(a, '4.00'));
    expect(await line(part(a, '1.00', first))).toBe('DONE 7.00/0.00/0.00');
    expect(await line(part(a, '1', first))).toBe('DONE 7.00/0.00/0.00');
    expect(await under({}, part(a, '1.00', first))).toBe('DONE 7.00/0.00/0.00');
    expect(await line(part(a, '2.00', first))).toBe('DUPLICATE_TRANSACTION 7.00/0.00/0.00');
    for (const amount of ['3.01', '0', '1.001'])
      expect(await line(part(a, amount))).toBe('TRANSACTION_NOT_FOUND 7.00/0.00/0.00');
    expect(await line(part(a, '1.00'), part(a, '0.50'))).toBe('DONE 8.50/0.00/0.00');
    // A repeat of the bet is one, and a win settles what is left of it.
    expect(await line(bet(a, '4.00'))).toBe('DONE 8.50/0.00/0.00');
    expect(await line(part(a, '1.50'))).toBe('DONE 10.00/0.00/0.00');
    expect(await line(part(a, '1.00'))).toBe('DONE 10.00/0.00/0.00');
    expect(await line(bet(a, '4.00'))).toBe('ROLLED_BACK 10.00/0.00/0.00');
    const log = await rowsOf(
      `select real_change::int as "real", stake::json->>'partial' as partial from transaction where user_id = $1 and kind = 'ROLLBACK' order by sequence`,
      userId,
    );
    expect(log.map((row) => [row.real, row.partial])).toEqual([
      [100, 'true'],
      [100, 'true'],
      [50, 'true'],
      [150, null],
    ]);
  });

  test('is refused a part of a bet that a win has settled; all of it goes by the rest of the policy', async () => {
    const { line, under } = await opened();
    const a = id();
    await line(bet(a, '4.00'));
    await line(part(a, '1.00'));
    expect(await line(win(id(), a, '3.00'))).toBe('DONE 10.00/0.00/0.00');
    expect(await line(part(a, '1.00'))).toBe('ALREADY_SETTLED 10.00/0.00/0.00');
    expect(await line(part(a, '3.00'))).toBe('ALREADY_SETTLED 10.00/0.00/0.00');
    expect(await under({ ...partial, rollbackAfterSettle: 'REVERSE_ALL' }, part(a, '3.00'))).toBe(
      'DONE 10.00/0.00/0.00',
    );
  });

  test.each([
    ['stay open', 50, 'DONE 0.50/5.00/0.00'],
    ['are completed by the bet and opened again', 10, 'DONE 1.00/4.50/0.00'],
  ])(
    'gets from each bucket its share, and all parts together restore bonuses that %s, wagering and counters exactly',
    async (_what, wageringMultiple, half) => {
      const limit = { kind: 'WAGER' as const, period: 'DAY' as const, amount: '50.00', currency: 'EUR', minutes: null };
      const { userId, line } = await opened({ limits: [limit] });
      for (const amount of ['1.00', '2.00', '4.00'])
        await books.line(userId, 'bonus', bonus({ amount, wageringMultiple }));
      await line(bet(id(), '9.00'));
      const standing = () =>
        rowsOf(
          `select (select jsonb_agg(to_jsonb(b) order by b.id) from bonus b where b.user_id = c.user_id), minor::int as counted from gate_counter c where user_id = $1`,
          userId,
        );
      const before = await standing();
      const a = id();
      // 1.00 of real money, and bonus money of several grants.
      expect(await line(bet(a, '5.00'))).toBe('DONE 0.00/3.00/0.00');
      expect(await line(part(a, '2.50'))).toBe(half);
      expect(await standing()).toMatchObject([{ counted: 1150 }]);
      for (const amount of ['0.01', '0.03', '0.07', '1.11']) await line(part(a, amount));
      expect(await line(part(a, '1.28'))).toBe('DONE 1.00/7.00/0.00');
      expect(await standing()).toEqual(before);
    },
  );

  test('gets a free round back as a whole, and of an unknown bet a tombstone of all of it', async () => {
    const { userId, line } = await opened();
    await books.line(
      userId,
      'bonus',
      bonus({ bonusKind: 'FREE_ROUNDS', amount: '0', rounds: 1, gameCode: 'dice', stake: '1.00' }),
    );
    const [free, unknown] = [id(), id()];
    await line(bet(free, '1.00', { free: true }));
    expect(await line(part(free, '0.50'))).toBe('DONE 10.00/0.00/0.00');
    expect(await rowsOf(`select rounds_left from bonus where user_id = $1`, userId)).toEqual([{ rounds_left: 1 }]);
    expect(await line(part(unknown, '0.50'))).toBe('DONE 10.00/0.00/0.00');
    expect(await line(bet(unknown, '1.00'))).toBe('ROLLED_BACK 10.00/0.00/0.00');
  });
});

test('what studios tell of jackpots stands in the log, is no part of a repeat, and is taken back with its bet and its wins', async () => {
  const [userId, scope] = [await aPlayer(books.ledger, '10.00'), `studio:${id()}`];
  const line = (...operations: LedgerOperation[]) =>
    books.lineUnder({ rollbackAmount: 'PARTIAL', rollbackAfterSettle: 'REVERSE_ALL' }, userId, scope, ...operations);
  const [a, b, c] = [id(), id(), id()];
  const jackpot = '0.000000000001';
  await line(bet(a, '1.00', { jackpot }));
  expect(await line(bet(a, '1.00', { jackpot: '9' }))).toBe('DONE 9.00/0.00/0.00');
  await line(win(b, a, '5.00', { jackpot: '4.5' }));
  await line(win(c, null, '1.00', { jackpot: '1', promotion: true }));
  await line(rollback(id(), a));
  await line(bet(`${a}-2`, '1.00', { jackpot }));
  await line({ ...rollback(id(), `${a}-2`), amount: '0.50' });
  await line(rollback(id(), `${a}-2`));
  const { rows } = await books.pool.query<LogRow>(
    `select * from transaction where user_id = $1 and kind <> 'DEPOSIT' order by sequence`,
    [userId],
  );
  const told = rows.map(storedEntry).map((entry) => [entry.kind, entry.jackpot, entry.partial]);
  expect(told).toEqual([
    ['BET', jackpot, undefined],
    ['WIN', '4.5', undefined],
    ['WIN', '1', undefined],
    ['ROLLBACK', jackpot, undefined],
    ['RESETTLEMENT', '4.5', undefined],
    ['BET', jackpot, undefined],
    ['ROLLBACK', undefined, true],
    ['ROLLBACK', jackpot, undefined],
  ]);
});
