import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { giveDemoMoney } from '../../../seeds/give-demo-money.ts';
import { type Books, openBooks } from '../../testing/books.testing.ts';
import { aPlayer, bet, commandOf, deposit, gate, PSP, rollback, STUDIO, win } from '../../testing/plays.testing.ts';
import type { LedgerOperation } from '../operation.ts';

let books: Books;
let clock = Date.parse('2026-03-10T12:00:00Z');
beforeAll(async () => {
  books = await openBooks({ now: () => clock });
});
afterAll(async () => {
  expect(await books.broken()).toEqual([]);
  await books.close();
});

const grant = (more: object): LedgerOperation =>
  ({
    ...{
      kind: 'grant_bonus',
      reference: randomUUID(),
      bonusKind: 'MONEY',
      currency: 'EUR',
      amount: '10.00',
      rounds: 0,
    },
    ...{ gameCode: null, stake: null, wageringMultiple: 0, expiresAt: null, ...more },
  }) as LedgerOperation;
const verdicts = (more: object) => ({ verdicts: { token: null, game: null, sessionCurrency: null, ...more } });
const id = () => randomUUID();

describe('a bet', () => {
  test('is judged in the order of the interface: claim, token, player, game, currency, round, status, limits, funds', async () => {
    const userId = await aPlayer(books.ledger, '10.00');
    const line = (operation: LedgerOperation) => books.line(userId, STUDIO, operation);
    const paid = id();
    await line(bet(paid, '1.00'));
    const bad = verdicts({ token: 'INVALID_TOKEN', game: 'UNKNOWN_GAME', sessionCurrency: 'USD' });
    expect(await line(bet(paid, '1.00', bad))).toBe('DONE 9.00/0.00/0.00');
    expect(await line(bet(paid, '2.00', bad))).toBe('DUPLICATE_TRANSACTION 9.00/0.00/0.00');
    expect(await line(bet(id(), '99.00', bad))).toBe('INVALID_TOKEN null');
    expect(await line(bet(id(), '99.00', verdicts({ token: 'TOKEN_EXPIRED', game: 'UNKNOWN_GAME' })))).toBe(
      'TOKEN_EXPIRED 9.00/0.00/0.00',
    );
    expect(await books.line(id(), STUDIO, bet(id(), '99.00', verdicts({ game: 'UNKNOWN_GAME' })))).toBe(
      'UNKNOWN_PLAYER null',
    );
    expect(await books.line('nobody', STUDIO, bet(id(), '1.00'))).toBe('UNKNOWN_PLAYER null');
    await line({ kind: 'end_round', roundId: 'round' });
    expect(await line(bet(id(), '99.00', verdicts({ game: 'UNKNOWN_GAME', sessionCurrency: 'USD' })))).toBe(
      'UNKNOWN_GAME 9.00/0.00/0.00',
    );
    expect(await line(bet(id(), '99.00', verdicts({ sessionCurrency: 'USD' })))).toBe('WRONG_CURRENCY 9.00/0.00/0.00');
    expect(await line(bet(id(), '99.00', { currency: 'USD' }))).toBe('WRONG_CURRENCY 9.00/0.00/0.00');
    expect(await line(bet(id(), '99.00'))).toBe('ROUND_CLOSED 9.00/0.00/0.00');
    await books.line(
      userId,
      PSP,
      gate({
        number: 2,
        status: 'BLOCKED',
        limits: [{ kind: 'WAGER', period: 'DAY', amount: '0.00', currency: 'EUR', minutes: null }],
      }),
    );
    expect(await line(bet(id(), '99.00', { roundId: 'r2' }))).toBe('PLAYER_BLOCKED 9.00/0.00/0.00');
    await books.line(
      userId,
      PSP,
      gate({ number: 3, limits: [{ kind: 'WAGER', period: 'DAY', amount: '0.00', currency: 'EUR', minutes: null }] }),
    );
    expect(await line(bet(id(), '99.00', { roundId: 'r2' }))).toBe('LIMIT_REACHED 9.00/0.00/0.00');
    await books.line(userId, PSP, gate({ number: 4 }));
    expect(await line(bet(id(), '9.01', { roundId: 'r2' }))).toBe('INSUFFICIENT_FUNDS 9.00/0.00/0.00');
    expect(await line(bet(id(), '9.00', { roundId: 'r2' }))).toBe('DONE 0.00/0.00/0.00');
  });

  test('that is refused changes no row', async () => {
    const limits = [
      { kind: 'SESSION_TIME' as const, period: 'DAY' as const, amount: null, currency: null, minutes: 60 },
    ];
    const userId = await aPlayer(books.ledger, '1.00', { limits });
    await books.line(userId, 'bonus', grant({ wageringMultiple: 5 }));
    const rows = async () => {
      const tables = ['wallet', 'player_gate', 'gate_counter', 'bonus', 'bet_outcome', 'transaction', 'claim'];
      return Promise.all(
        tables.map(
          async (table) => (await books.pool.query(`select * from ${table} where user_id = $1`, [userId])).rows,
        ),
      );
    };
    const before = await rows();
    expect(await books.line(userId, STUDIO, bet(id(), '11.01'))).toBe('INSUFFICIENT_FUNDS 1.00/10.00/0.00');
    expect(await books.line(userId, STUDIO, bet(id(), '5.00'), win(id(), 'unknown', '1.00'))).toBe(
      'TRANSACTION_NOT_FOUND 1.00/10.00/0.00',
    );
    expect(await rows()).toEqual(before);
  });

  test('far beyond anybody’s funds is refused without an overflow', async () => {
    const userId = await aPlayer(books.ledger, '1.00');
    expect(await books.line(userId, STUDIO, bet(id(), '999999999999999999.99'))).toBe(
      'INSUFFICIENT_FUNDS 1.00/0.00/0.00',
    );
  });

  test('that was refused for funds is judged afresh under the same id', async () => {
    const userId = await aPlayer(books.ledger, '1.00');
    const reference = id();
    expect(await books.line(userId, STUDIO, bet(reference, '2.00'))).toBe('INSUFFICIENT_FUNDS 1.00/0.00/0.00');
    await books.line(userId, PSP, deposit(id(), '1.00'));
    expect(await books.line(userId, STUDIO, bet(reference, '2.00'))).toBe('DONE 0.00/0.00/0.00');
  });

  test('of another player under a known id is a duplicate', async () => {
    const [one, other] = [await aPlayer(books.ledger), await aPlayer(books.ledger)];
    const reference = id();
    await books.line(one, STUDIO, bet(reference, '1.00'));
    expect(await books.line(other, STUDIO, bet(reference, '1.00'))).toBe('DUPLICATE_TRANSACTION 1000.00/0.00/0.00');
    expect(await books.line(other, 'studio:other', bet(reference, '1.00'))).toBe('DONE 999.00/0.00/0.00');
  });

  test('and its win in one command are all or none', async () => {
    const userId = await aPlayer(books.ledger, '10.00');
    const both = (reference: string, game: 'UNKNOWN_GAME' | null) => [
      bet(reference, '10.00'),
      win(`${reference}-w`, reference, '4.00', verdicts({ game })),
    ];
    expect(await books.line(userId, STUDIO, ...both('a1', 'UNKNOWN_GAME'))).toBe('UNKNOWN_GAME 10.00/0.00/0.00');
    expect(await books.line(userId, STUDIO, ...both('a1', null))).toBe('DONE 4.00/0.00/0.00');
    expect(await books.line(userId, STUDIO, ...both('a1', null))).toBe('DONE 4.00/0.00/0.00');
  });
});

describe('limits', () => {
  const wager = (amount: string) => ({
    kind: 'WAGER' as const,
    period: 'DAY' as const,
    amount,
    currency: 'EUR',
    minutes: null,
  });

  test('WAGER counts stakes and a rollback takes back exactly what its bet counted', async () => {
    const userId = await aPlayer(books.ledger, '100.00', { limits: [wager('10.00')] });
    const line = (operation: LedgerOperation) => books.line(userId, STUDIO, operation);
    const [a, b] = [id(), id()];
    expect(await line(bet(a, '6.00'))).toBe('DONE 94.00/0.00/0.00');
    expect(await line(bet(b, '4.01'))).toBe('LIMIT_REACHED 94.00/0.00/0.00');
    expect(await line(bet(b, '4.00'))).toBe('DONE 90.00/0.00/0.00');
    expect(await line(bet(id(), '0.01'))).toBe('LIMIT_REACHED 90.00/0.00/0.00');
    expect(await line(rollback(id(), a))).toBe('DONE 96.00/0.00/0.00');
    expect(await line(bet(id(), '6.00'))).toBe('DONE 90.00/0.00/0.00');
  });

  test('LOSS counts stakes less payouts, over all wallets at the day’s rate', async () => {
    const limit = { kind: 'LOSS' as const, period: 'MONTH' as const, amount: '10.00', currency: 'EUR', minutes: null };
    const userId = await aPlayer(books.ledger, '100.00', { limits: [limit] });
    await books.line(userId, PSP, deposit(id(), '100.00', { currency: 'USD' }));
    const line = (operation: LedgerOperation) => books.line(userId, STUDIO, operation);
    const a = id();
    await line(bet(a, '10.00'));
    expect(await line(bet(id(), '0.01'))).toMatch(/^LIMIT_REACHED/);
    await line(win(id(), a, '4.00'));
    // 4.00 EUR may still be lost: between 4.60 and 4.70 USD at the file's rate
    expect(await line(bet(id(), '4.70', { currency: 'USD', roundId: 'usd' }))).toBe('LIMIT_REACHED 100.00/0.00/0.00');
    expect(await line(bet(id(), '4.60', { currency: 'USD', roundId: 'usd' }))).toBe('DONE 95.40/0.00/0.00');
  });

  test('a limit that is set later counts what its period has seen before', async () => {
    const userId = await aPlayer(books.ledger, '100.00');
    const line = (operation: LedgerOperation) => books.line(userId, STUDIO, operation);
    const [a, b] = [id(), id()];
    await line(bet(a, '6.00'));
    await line(bet(b, '2.00'));
    await line(rollback(id(), b));
    await line(win(id(), a, '1.00'));
    const loss = { kind: 'LOSS' as const, period: 'WEEK' as const, amount: '9.00', currency: 'EUR', minutes: null };
    await line(gate({ number: 2, limits: [wager('10.00'), loss] }));
    expect(await line(bet(id(), '4.01'))).toBe('LIMIT_REACHED 95.00/0.00/0.00');
    expect(await line(bet(id(), '4.00'))).toBe('DONE 91.00/0.00/0.00');
    await line(gate({ number: 3, limits: [loss] }));
    expect(await line(bet(id(), '0.01'))).toBe('LIMIT_REACHED 91.00/0.00/0.00');
  });

  test('a day ends at the player’s midnight', async () => {
    const userId = await aPlayer(books.ledger, '100.00', { limits: [wager('10.00')], timeZone: 'Asia/Tokyo' });
    const line = (operation: LedgerOperation) => books.line(userId, STUDIO, operation);
    const present = clock;
    clock = Date.parse('2026-03-10T14:59:59Z');
    expect(await line(bet(id(), '10.00'))).toBe('DONE 90.00/0.00/0.00');
    expect(await line(bet(id(), '10.00'))).toBe('LIMIT_REACHED 90.00/0.00/0.00');
    clock = Date.parse('2026-03-10T15:00:00Z');
    expect(await line(bet(id(), '10.00'))).toBe('DONE 80.00/0.00/0.00');
    clock = present;
  });

  test('session time grows by the gaps between bets, at most five minutes each', async () => {
    const limit = { kind: 'SESSION_TIME' as const, period: 'DAY' as const, amount: null, currency: null, minutes: 7 };
    const userId = await aPlayer(books.ledger, '100.00', { limits: [limit] });
    const present = clock;
    const answers: string[] = [];
    // 0, 3, 6 (after a long break at most 5 more each time), and the rest of the day is over
    for (const minutes of [0, 3, 3, 60]) {
      clock += minutes * 60_000;
      answers.push((await books.line(userId, STUDIO, bet(id(), '1.00'))).split(' ')[0]!);
    }
    clock = present;
    expect(answers).toEqual(['DONE', 'DONE', 'DONE', 'LIMIT_REACHED']);
  });

  test('a deposit reserves its limit, gives it back when it fails, and captured money is never refused', async () => {
    const limit = {
      kind: 'DEPOSIT' as const,
      period: 'WEEK' as const,
      amount: '50.00',
      currency: 'EUR',
      minutes: null,
    };
    const userId = await aPlayer(books.ledger, '0.00', { limits: [limit] });
    const reserve = (reference: string, amount: string): LedgerOperation => ({
      kind: 'reserve_deposit',
      reference,
      amount,
      currency: 'EUR',
    });
    const line = (operation: LedgerOperation) => books.line(userId, PSP, operation);
    const [a, b] = [id(), id()];
    expect(await line(reserve(a, '30.00'))).toMatch(/^DONE/);
    expect(await line(reserve(a, '30.00'))).toMatch(/^DONE/);
    expect(await line(reserve(b, '20.01'))).toMatch(/^LIMIT_REACHED/);
    expect(await line({ kind: 'release_deposit', reference: id(), reservation: a })).toMatch(/^DONE/);
    expect(await line(reserve(b, '50.00'))).toMatch(/^DONE/);
    await line(gate({ number: 2, status: 'SELF_EXCLUDED', until: '2027-01-01T00:00:00Z', limits: [limit] }));
    expect(await line(reserve(id(), '1.00'))).toMatch(/^SELF_EXCLUDED/);
    expect(await line(deposit(`${b}-captured`, '50.00', { reservation: b }))).toBe('DONE 50.00/0.00/0.00');
    expect(await line({ kind: 'release_deposit', reference: id(), reservation: b })).toMatch(/^ALREADY_SETTLED/);
    expect(await line(deposit(`${a}-captured`, '30.00', { reservation: a }))).toBe('DONE 80.00/0.00/0.00');
    expect(await books.line(userId, STUDIO, bet(id(), '1.00'))).toMatch(/^PLAYER_BLOCKED/);
  });

  test('demo money counts for no limit, also for one that is set later', async () => {
    const userId = await aPlayer(books.ledger, '0.00');
    const { walletId } = await giveDemoMoney(books.ledger, userId, '1000.00', 'EUR');
    expect(await giveDemoMoney(books.ledger, userId, '1000.00', 'EUR')).toEqual({ walletId });
    const limit = { kind: 'DEPOSIT' as const, period: 'DAY' as const, amount: '50.00', currency: 'EUR', minutes: null };
    await books.line(userId, PSP, gate({ number: 2, limits: [limit] }));
    const reserve: LedgerOperation = { kind: 'reserve_deposit', reference: id(), amount: '50.00', currency: 'EUR' };
    expect(await books.line(userId, PSP, reserve)).toBe('DONE 1000.00/0.00/0.00');
  });

  test('an exclusion ends by itself at its moment', async () => {
    const userId = await aPlayer(books.ledger, '10.00');
    await books.line(
      userId,
      PSP,
      gate({ number: 2, status: 'COOLING_OFF', until: new Date(clock + 1000).toISOString() }),
    );
    expect(await books.line(userId, STUDIO, bet(id(), '1.00'))).toMatch(/^PLAYER_BLOCKED/);
    clock += 1000;
    expect(await books.line(userId, STUDIO, bet(id(), '1.00'))).toMatch(/^DONE/);
  });

  test('an older change of the gate changes nothing', async () => {
    const userId = await aPlayer(books.ledger, '10.00');
    await books.line(userId, PSP, gate({ number: 5, status: 'BLOCKED' }));
    await books.line(userId, PSP, gate({ number: 4, status: 'ACTIVE' }));
    expect(await books.line(userId, STUDIO, bet(id(), '1.00'))).toMatch(/^PLAYER_BLOCKED/);
  });
});

describe('a win', () => {
  test('in another currency than its bet, for an unknown game or a bet of another round is refused', async () => {
    const userId = await aPlayer(books.ledger, '10.00');
    await books.line(userId, PSP, deposit(id(), '1.00', { currency: 'USD' }));
    const line = (operation: LedgerOperation) => books.line(userId, STUDIO, operation);
    const a = id();
    await line(bet(a, '1.00'));
    expect(await line(win(id(), a, '1.00', { currency: 'USD' }))).toBe('WRONG_CURRENCY 9.00/0.00/0.00');
    expect(await line(win(id(), a, '1.00', verdicts({ game: 'UNKNOWN_GAME' })))).toBe('UNKNOWN_GAME 9.00/0.00/0.00');
    expect(await line(win(id(), a, '1.00', { roundId: 'elsewhere' }))).toBe('TRANSACTION_NOT_FOUND 9.00/0.00/0.00');
    expect(await line(win(id(), null, '1.00', { roundId: 'elsewhere' }))).toBe('TRANSACTION_NOT_FOUND 9.00/0.00/0.00');
    await line(gate({ number: 9, status: 'BLOCKED' }));
    expect(await line(win(id(), a, '1.00', verdicts({ token: 'INVALID_TOKEN' })))).toBe('DONE 10.00/0.00/0.00');
  });

  test('of a promotion needs no bet, up to the day’s cap, which alarms once', async () => {
    const scope = `studio:${id()}`;
    const [one, other] = [await aPlayer(books.ledger, '0.00'), await aPlayer(books.ledger, '0.00')];
    const pay = (userId: string, amount: string, more = {}) =>
      books.line(userId, scope, win(id(), null, amount, { promotion: true, roundId: id(), ...more }));
    expect(await pay(one, '60000.00')).toBe('DONE 60000.00/0.00/0.00');
    expect(await pay(one, '1.00', { currency: 'USD' })).toMatch(/^WRONG_CURRENCY/);
    const both = await Promise.all([pay(one, '30000.00'), pay(other, '30000.00')]);
    expect(both.map((line) => line.split(' ')[0]).sort()).toEqual(['CAP_REACHED', 'DONE']);
    expect(await pay(other, '30000.00')).toMatch(/^CAP_REACHED/);
    const { rows } = await books.pool.query(`select payload from outbox where payload->>'kind' = 'PROMOTION_CAP'`);
    expect(rows).toHaveLength(1);
    expect(await books.house('GAMING', scope)).toBe('-9000000');
    expect(await books.line(randomUUID(), scope, { kind: 'release_cap' })).toMatch(/^DONE/);
    expect(await pay(other, '90000.00')).toMatch(/^DONE/);
    expect(await pay(other, '30000.00')).toMatch(/^CAP_REACHED/);
  });
});

describe('bonus money', () => {
  const opened = async (real: string, more = {}) => {
    const userId = await aPlayer(books.ledger, real);
    const operation = grant(more);
    await books.line(userId, 'bonus', operation);
    return {
      userId,
      bonusId: (operation as { reference: string }).reference,
      line: (...operations: LedgerOperation[]) => books.line(userId, STUDIO, ...operations),
    };
  };

  test('is spent after real money; a win follows its bet’s split with the odd cent to real; a rollback restores both', async () => {
    const { line } = await opened('1.00');
    const [a, b] = [id(), id()];
    expect(await line(bet(a, '4.00'))).toBe('DONE 0.00/7.00/0.00');
    expect(await line(rollback(id(), a))).toBe('DONE 1.00/10.00/0.00');
    expect(await line(bet(b, '3.00'))).toBe('DONE 0.00/8.00/0.00');
    // 1.00 of 2:1 is 0.66 bonus and 0.34 real
    expect(await line(win(id(), b, '1.00'))).toBe('DONE 0.34/8.66/0.00');
    expect(await line(bet(id(), '9.01'))).toBe('INSUFFICIENT_FUNDS 0.34/8.66/0.00');
    // The refusal took nothing from the bonus either.
    expect(await line(bet(id(), '9.00'))).toBe('DONE 0.00/0.00/0.00');
  });

  test('that has died takes its part of a win and of a rollback back to the house', async () => {
    const { userId, bonusId, line } = await opened('1.00');
    const [a, b] = [id(), id()];
    const cost = BigInt(await books.house('BONUS_COST', STUDIO));
    await line(bet(a, '2.00'));
    await line(bet(b, '2.00'));
    expect(await books.line(userId, 'bonus', { kind: 'end_bonus', bonus: bonusId, status: 'FORFEITED' })).toBe(
      'DONE 0.00/0.00/0.00',
    );
    expect(await line(win(id(), a, '4.00'))).toBe('DONE 2.00/0.00/0.00');
    expect(await line(rollback(id(), b))).toBe('DONE 2.00/0.00/0.00');
    expect(BigInt(await books.house('BONUS_COST', STUDIO)) - cost).toBe(400n);
    expect(await books.line(userId, 'bonus', { kind: 'end_bonus', bonus: bonusId, status: 'FORFEITED' })).toBe(
      'DONE 2.00/0.00/0.00',
    );
  });

  test('becomes real when its wagering is done; a rollback takes progress back', async () => {
    const { line } = await opened('100.00', { wageringMultiple: 2 });
    const a = id();
    expect(await line(bet(a, '19.99'))).toBe('DONE 80.01/10.00/0.00');
    expect(await line(rollback(id(), a))).toBe('DONE 100.00/10.00/0.00');
    expect(await line(bet(id(), '19.99'))).toBe('DONE 80.01/10.00/0.00');
    expect(await line(bet(id(), '0.01'))).toBe('DONE 90.00/0.00/0.00');
  });

  test('that the rolled-back bet itself had completed is open again, and the bet’s own buckets are restored', async () => {
    const { line } = await opened('5.00', { wageringMultiple: 1 });
    const a = id();
    expect(await line(bet(a, '15.00'))).toBe('DONE 0.00/0.00/0.00');
    expect(await line(rollback(id(), a))).toBe('DONE 5.00/10.00/0.00');
    expect(await line(bet(id(), '9.00'))).toBe('DONE 0.00/6.00/0.00');
    expect(await line(bet(id(), '1.00'))).toBe('DONE 5.00/0.00/0.00');
  });

  test('is not given to people who excluded themselves', async () => {
    const userId = await aPlayer(books.ledger, '1.00', { status: 'SELF_EXCLUDED' });
    expect(await books.line(userId, 'bonus', grant({}))).toBe('SELF_EXCLUDED 1.00/0.00/0.00');
  });

  test('free rounds pay for free bets of their game, their wins are bonus money, a rollback gives the round back', async () => {
    const { line } = await opened('5.00', {
      bonusKind: 'FREE_ROUNDS',
      amount: '0',
      rounds: 1,
      gameCode: 'dice',
      stake: '1.00',
    });
    const [a, b] = [id(), id()];
    expect(await line(bet(id(), '1.00', { free: true, gameId: 'slots' }))).toBe('INSUFFICIENT_FUNDS 5.00/0.00/0.00');
    expect(await line(bet(id(), '1.01', { free: true }))).toBe('INSUFFICIENT_FUNDS 5.00/0.00/0.00');
    expect(await line(bet(a, '1.00', { free: true }))).toBe('DONE 5.00/0.00/0.00');
    expect(await line(bet(b, '1.00', { free: true }))).toBe('INSUFFICIENT_FUNDS 5.00/0.00/0.00');
    expect(await line(rollback(id(), a))).toBe('DONE 5.00/0.00/0.00');
    expect(await line(bet(b, '1.00', { free: true }))).toBe('DONE 5.00/0.00/0.00');
    expect(await line(win(id(), b, '7.50'))).toBe('DONE 5.00/7.50/0.00');
    expect(await line(bet(id(), '12.50'))).toBe('DONE 0.00/0.00/0.00');
  });
});

test('money of nine digits stays exact', async () => {
  const userId = await aPlayer(books.ledger, '0.00');
  await books.line(userId, PSP, deposit(id(), '1.000000001', { currency: 'TON' }));
  const result = await books.ledger.execute(commandOf(userId, STUDIO, bet(id(), '0.000000002', { currency: 'TON' })));
  expect(result).toMatchObject({ status: 'DONE', wallet: { real: '0.999999999', currency: 'TON' } });
});
