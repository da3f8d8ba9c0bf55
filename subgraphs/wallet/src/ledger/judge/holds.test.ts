import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Books, openBooks } from '../../testing/books.testing.ts';
import { aPlayer, bet, BOOKMAKER, commandOf, deposit, gate, hold, PSP, STUDIO } from '../../testing/plays.testing.ts';
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
const settle = (
  bet: string,
  outcome: 'WIN' | 'LOSE' | 'VOID' | 'CASHOUT',
  payout: string | null = null,
): LedgerOperation => ({ kind: 'settle_bet', bet, outcome, payout });
const refund = (bet: string): LedgerOperation => ({ kind: 'refund_bet', bet });

describe('a withdrawal', () => {
  const withdrawal = (reference: string, amount: string) => hold(reference, amount, { purpose: 'WITHDRAWAL' });
  const end = (kind: 'capture' | 'release', reference: string, of: string): LedgerOperation => ({
    kind,
    reference,
    hold: of,
  });

  test('is held, then captured once, however often and under whatever reference it is captured', async () => {
    const userId = await aPlayer(books.ledger, '100.00');
    const line = (operation: LedgerOperation) => books.line(userId, PSP, operation);
    const [a, c] = [id(), id()];
    expect(await line(withdrawal(a, '40.00'))).toBe('DONE 60.00/0.00/40.00');
    expect(await line(withdrawal(a, '40.00'))).toBe('DONE 60.00/0.00/40.00');
    expect(await line(withdrawal(a, '41.00'))).toBe('DUPLICATE_TRANSACTION 60.00/0.00/40.00');
    expect(await line(withdrawal(id(), '60.01'))).toBe('INSUFFICIENT_FUNDS 60.00/0.00/40.00');
    expect(await line(end('capture', c, a))).toBe('DONE 60.00/0.00/0.00');
    expect(await line(end('capture', c, a))).toBe('DONE 60.00/0.00/0.00');
    expect(await line(end('capture', id(), a))).toBe('DONE 60.00/0.00/0.00');
    expect(await line(end('release', id(), a))).toBe('ALREADY_SETTLED 60.00/0.00/0.00');
    expect(await line(end('release', id(), 'unknown'))).toBe('TRANSACTION_NOT_FOUND 60.00/0.00/0.00');
  });

  test('is released to real, and works for people who excluded themselves and not for blocked ones', async () => {
    const userId = await aPlayer(books.ledger, '100.00', { status: 'SELF_EXCLUDED' });
    const line = (operation: LedgerOperation) => books.line(userId, PSP, operation);
    const a = id();
    expect(await line(withdrawal(a, '100.00'))).toBe('DONE 0.00/0.00/100.00');
    expect(await line(end('release', id(), a))).toBe('DONE 100.00/0.00/0.00');
    await line(gate({ number: 2, status: 'BLOCKED' }));
    expect(await line(withdrawal(id(), '1.00'))).toBe('PLAYER_BLOCKED 100.00/0.00/0.00');
  });

  test('is captured in part: the rest returns to real in the same transaction', async () => {
    const scope = `psp:${id()}`;
    const userId = await aPlayer(books.ledger, '100.00');
    const line = (operation: LedgerOperation) => books.line(userId, scope, operation);
    const capture = (reference: string, of: string, amount?: string): LedgerOperation => ({
      kind: 'capture',
      reference,
      hold: of,
      ...(amount === undefined ? {} : { amount }),
    });
    const [a, b, c] = [id(), id(), id()];
    await line(withdrawal(a, '40.00'));
    expect(await line(capture(c, a, '40.01'))).toBe('INSUFFICIENT_FUNDS 60.00/0.00/40.00');
    expect(await line(capture(c, a, '1.001'))).toBe('WRONG_CURRENCY 60.00/0.00/40.00');
    await expect(line(capture(c, a, '-1.00'))).rejects.toThrow('a capture takes something');
    await expect(line(capture(c, a, '0.00'))).rejects.toThrow('a capture takes something');
    expect(await line(capture(c, a, '25.00'))).toBe('DONE 75.00/0.00/0.00');
    expect(await line(capture(c, a, '25.0'))).toBe('DONE 75.00/0.00/0.00');
    expect(await line(capture(c, a))).toBe('DUPLICATE_TRANSACTION 75.00/0.00/0.00');
    expect(await line(capture(id(), a, '25.00'))).toBe('DONE 75.00/0.00/0.00');
    expect(await line(capture(id(), a, '15.00'))).toBe('ALREADY_SETTLED 75.00/0.00/0.00');
    expect(await line(capture(id(), a))).toBe('ALREADY_SETTLED 75.00/0.00/0.00');
    expect(await line(end('release', id(), a))).toBe('ALREADY_SETTLED 75.00/0.00/0.00');
    expect(await books.house('PSP_CLEARING', scope)).toBe('2500');
    const { rows } = await books.pool.query(
      `select amount_minor::int as amount, real_change::int as real, locked_change::int as locked
       from transaction where user_id = $1 and kind in ('CAPTURE', 'RELEASE')`,
      [userId],
    );
    expect(rows).toEqual([{ amount: 2500, real: 1500, locked: -4000 }]);
    await line(withdrawal(b, '10.00'));
    const whole = id();
    expect(await line(capture(whole, b, '10.00'))).toBe('DONE 65.00/0.00/0.00');
    expect(await line(capture(whole, b))).toBe('DONE 65.00/0.00/0.00');
  });

  test('that has an end is released by it, once, and never after a capture; a repeat does not move the end', async () => {
    const userId = await aPlayer(books.ledger, '100.00');
    const line = (...operations: LedgerOperation[]) => books.line(userId, PSP, ...operations);
    const until = (reference: string, inMs: number) =>
      hold(reference, '10.00', { purpose: 'WITHDRAWAL', expiresAt: new Date(Date.now() + inMs).toISOString() });
    const expire = (of: string): LedgerOperation => ({ kind: 'expire_hold', hold: of });
    const [over, later, raced, endless] = [id(), id(), id(), id()];
    await line(until(over, -1), until(later, 60_000), until(raced, -1), withdrawal(endless, '10.00'));
    expect(await line(until(later, -1))).toBe('DONE 60.00/0.00/40.00');
    expect(await line(expire(later))).toBe('DONE 60.00/0.00/40.00');
    expect(await line(expire(endless))).toBe('DONE 60.00/0.00/40.00');
    expect(await line(expire(over))).toBe('DONE 70.00/0.00/30.00');
    expect(await line(expire(over))).toBe('DONE 70.00/0.00/30.00');
    expect(await line(end('release', id(), over))).toBe('DONE 70.00/0.00/30.00');
    expect(await line(end('capture', id(), over))).toBe('ALREADY_SETTLED 70.00/0.00/30.00');
    const both = await Promise.all([line(end('capture', id(), raced)), line(expire(raced))]);
    expect(both).toEqual(['DONE 70.00/0.00/20.00', 'ALREADY_SETTLED 70.00/0.00/20.00']);
    expect(await line(expire('unknown'))).toMatch(/^TRANSACTION_NOT_FOUND/);
    const stake = hold(id(), '1.00', { expiresAt: new Date().toISOString() });
    await expect(books.line(userId, BOOKMAKER, stake)).rejects.toThrow('only a withdrawal expires');
  });

  test('of another player is not found', async () => {
    const [one, other] = [await aPlayer(books.ledger), await aPlayer(books.ledger)];
    const a = id();
    await books.line(one, PSP, withdrawal(a, '1.00'));
    expect(await books.line(other, PSP, end('release', id(), a))).toBe('TRANSACTION_NOT_FOUND 1000.00/0.00/0.00');
    expect(await books.line(one, BOOKMAKER, settle(a, 'WIN', '2.00'))).toMatch(/^TRANSACTION_NOT_FOUND/);
  });
});

describe('a bookmaker’s bet', () => {
  test('beyond what its partner is allowed is not held, and a payout above the cap waits', async () => {
    const userId = await aPlayer(books.ledger, '100.00');
    const line = (operation: LedgerOperation) => books.line(userId, BOOKMAKER, operation);
    const capped = (payout: string) =>
      ({ ...settle(a, 'WIN', payout), mostPayouts: { EUR: '30.00' } }) as LedgerOperation;
    const a = id();
    expect(await line(hold(a, '10.00', { limit: 'LIMIT_REACHED' }))).toBe('LIMIT_REACHED 100.00/0.00/0.00');
    expect(await line(hold(a, '10.00'))).toBe('DONE 90.00/0.00/10.00');
    expect(await line(capped('30.01'))).toBe('CAP_REACHED 90.00/0.00/10.00');
    expect(await line(capped('30.00'))).toBe('DONE 120.00/0.00/0.00');
    expect(await line(settle(a, 'WIN', '30.01'))).toBe('DONE 120.01/0.00/0.00');
    expect(await line(capped('30.01'))).toBe('DONE 120.01/0.00/0.00');
  });

  test('is held, settled, re-settled to every outcome and back, exact after each step', async () => {
    const userId = await aPlayer(books.ledger, '100.00');
    const line = (operation: LedgerOperation) => books.line(userId, BOOKMAKER, operation);
    const a = id();
    expect(await line(hold(a, '10.00', { roundId: 'match', selection: 'home', odds: '2.5' }))).toBe(
      'DONE 90.00/0.00/10.00',
    );
    expect(await line(settle(a, 'LOSE'))).toBe('DONE 90.00/0.00/0.00');
    expect(await line(settle(a, 'LOSE'))).toBe('DONE 90.00/0.00/0.00');
    expect(await line(settle(a, 'WIN', '25.00'))).toBe('DONE 115.00/0.00/0.00');
    expect(await line(settle(a, 'WIN', '20.00'))).toBe('DONE 110.00/0.00/0.00');
    expect(await line(settle(a, 'VOID'))).toBe('DONE 100.00/0.00/0.00');
    expect(await line(settle(a, 'CASHOUT', '7.00'))).toBe('DONE 97.00/0.00/0.00');
    expect(await line(settle(a, 'CASHOUT', '7.001'))).toBe('WRONG_CURRENCY 97.00/0.00/0.00');
    expect(await line(refund(a))).toBe('DONE 100.00/0.00/0.00');
    expect(await line(refund(a))).toBe('DONE 100.00/0.00/0.00');
    expect(await line(settle(a, 'WIN', '25.00'))).toBe('REFUNDED 100.00/0.00/0.00');
    expect(await line(hold(a, '10.00', { roundId: 'match', selection: 'home', odds: '2.5' }))).toBe(
      'REFUNDED 100.00/0.00/0.00',
    );
    expect(await line(settle('unknown', 'WIN', '1.00'))).toBe('TRANSACTION_NOT_FOUND 100.00/0.00/0.00');
  });

  test('whose result is taken back waits for another, and each result with an id of its own happens once', async () => {
    const scope = `bookmaker:${id()}`;
    const userId = await aPlayer(books.ledger, '100.00');
    const line = (operation: LedgerOperation) => books.line(userId, scope, operation);
    const a = id();
    const named = (name: string, outcome: 'WIN' | 'LOSE' | 'VOID' | 'OPEN', payout: string | null = null) =>
      line({ kind: 'settle_bet', reference: `${a}-${name}`, bet: a, outcome, payout });
    expect(await line(hold(a, '10.00'))).toBe('DONE 90.00/0.00/10.00');
    expect(await named('back-of-nothing', 'OPEN')).toBe('DONE 90.00/0.00/10.00');
    const inDollars = { kind: 'settle_bet', bet: a, outcome: 'WIN', payout: '25.00', currency: 'USD' } as const;
    expect(await line(inDollars)).toBe('WRONG_CURRENCY 90.00/0.00/10.00');
    expect(await named('win', 'WIN', '25.00')).toBe('DONE 115.00/0.00/0.00');
    expect(await named('back', 'OPEN')).toBe('DONE 90.00/0.00/0.00');
    expect(await named('win', 'WIN', '25.00')).toBe('DONE 90.00/0.00/0.00');
    expect(await named('win', 'WIN', '26.00')).toBe('DUPLICATE_TRANSACTION 90.00/0.00/0.00');
    expect(await named('void', 'VOID')).toBe('DONE 100.00/0.00/0.00');
    expect(await named('back-2', 'OPEN')).toBe('DONE 90.00/0.00/0.00');
    expect(await named('back', 'OPEN')).toBe('DONE 90.00/0.00/0.00');
    expect(await named('lost', 'LOSE')).toBe('DONE 90.00/0.00/0.00');
    expect(await line({ kind: 'settle_bet', reference: a, bet: a, outcome: 'LOSE', payout: null })).toMatch(
      /^DUPLICATE_TRANSACTION/,
    );
    expect([await books.house('GAMING', scope), await books.house('DEBTS', scope)]).toEqual(['1000', '0']);
    expect(await line(refund(a))).toBe('DONE 100.00/0.00/0.00');
    expect(await named('late', 'WIN', '25.00')).toBe('REFUNDED 100.00/0.00/0.00');
  });

  test('that the bookmaker pays for holds nothing and counts for nothing; it pays what it wins, and a void is nothing', async () => {
    const scope = `bookmaker:${id()}`;
    const limits = [{ kind: 'WAGER' as const, period: 'DAY' as const, amount: '5.00', currency: 'EUR', minutes: null }];
    const userId = await aPlayer(books.ledger, '1.00', { limits });
    const line = (operation: LedgerOperation) => books.line(userId, scope, operation);
    const a = id();
    const free = hold(a, '10.00', { free: true });
    expect(await line(free)).toBe('DONE 1.00/0.00/0.00');
    expect(await line(free)).toBe('DONE 1.00/0.00/0.00');
    expect(await line(hold(a, '10.00'))).toBe('DUPLICATE_TRANSACTION 1.00/0.00/0.00');
    expect(await line(settle(a, 'WIN', '15.00'))).toBe('DONE 16.00/0.00/0.00');
    expect(await line(settle(a, 'VOID'))).toBe('DONE 1.00/0.00/0.00');
    expect(await line(refund(a))).toBe('DONE 1.00/0.00/0.00');
    expect(await books.house('GAMING', scope)).toBe('0');
    await expect(books.line(userId, PSP, hold(id(), '1.00', { free: true, purpose: 'WITHDRAWAL' }))).rejects.toThrow(
      'only a bet is free',
    );
    await books.line(userId, PSP, gate({ number: 2, status: 'BLOCKED' }));
    expect(await line(hold(id(), '10.00', { free: true }))).toMatch(/^PLAYER_BLOCKED/);
  });

  test('that is unknown when it is refunded leaves a tombstone: the late block is refused', async () => {
    const userId = await aPlayer(books.ledger, '100.00');
    const a = id();
    expect(await books.line(userId, BOOKMAKER, refund(a))).toBe('DONE 100.00/0.00/0.00');
    expect(await books.line(userId, BOOKMAKER, refund(a))).toBe('DONE 100.00/0.00/0.00');
    expect(await books.line(userId, BOOKMAKER, hold(a, '10.00'))).toBe('REFUNDED 100.00/0.00/0.00');
    expect(await books.line(userId, BOOKMAKER, settle(a, 'LOSE'))).toBe('REFUNDED 100.00/0.00/0.00');
  });

  test('whose winnings were spent leaves a debt and an alert; settled back, the debt is cancelled first', async () => {
    const scope = `bookmaker:${id()}`;
    const userId = await aPlayer(books.ledger, '10.00');
    const line = (operation: LedgerOperation) => books.line(userId, scope, operation);
    const a = id();
    await line(hold(a, '10.00'));
    expect(await line(settle(a, 'WIN', '30.00'))).toBe('DONE 30.00/0.00/0.00');
    await books.line(userId, STUDIO, bet(id(), '25.00'));
    expect(await line(settle(a, 'LOSE'))).toBe('DONE 0.00/0.00/0.00');
    expect([await books.house('DEBTS', scope), await books.house('GAMING', scope)]).toEqual(['-2500', '1000']);
    const { rows } = await books.pool.query(`select payload from outbox where payload->>'userId' = $1`, [userId]);
    expect(rows).toMatchObject([{ payload: { kind: 'DEBT', subjectId: a } }]);
    expect(rows[0].payload.message).toContain('25.00 EUR');
    // 30.00 again: 25.00 of it was never taken back
    expect(await line(settle(a, 'WIN', '30.00'))).toBe('DONE 5.00/0.00/0.00');
    expect([await books.house('DEBTS', scope), await books.house('GAMING', scope)]).toEqual(['0', '-2000']);
  });

  test('that is re-settled upwards never takes money, and a deposit does not pay an older debt', async () => {
    const scope = `bookmaker:${id()}`;
    const userId = await aPlayer(books.ledger, '10.00');
    const line = (operation: LedgerOperation) => books.line(userId, scope, operation);
    const a = id();
    await line(hold(a, '10.00'));
    await line(settle(a, 'WIN', '30.00'));
    await books.line(userId, STUDIO, bet(id(), '30.00'));
    expect(await line(settle(a, 'LOSE'))).toBe('DONE 0.00/0.00/0.00');
    await books.line(userId, PSP, deposit(id(), '50.00'));
    expect(await line(settle(a, 'LOSE'))).toBe('DONE 50.00/0.00/0.00');
    // 10.00 of the 30.00 that are owed
    expect(await line(settle(a, 'VOID'))).toBe('DONE 50.00/0.00/0.00');
    expect(await books.house('DEBTS', scope)).toBe('-2000');
    // again down by 10.00: that, and no more, is taken
    expect(await line(settle(a, 'LOSE'))).toBe('DONE 40.00/0.00/0.00');
    expect(await books.house('DEBTS', scope)).toBe('-2000');
    expect(await line(settle(a, 'WIN', '30.00'))).toBe('DONE 50.00/0.00/0.00');
    expect(await books.house('DEBTS', scope)).toBe('0');
  });

  test('of a dry run is judged as if it were placed, and nothing happens', async () => {
    const userId = await aPlayer(books.ledger, '10.00');
    const a = id();
    const dryRun = { ...commandOf(userId, BOOKMAKER, hold(a, '10.00')), dryRun: true };
    expect(await books.ledger.execute(dryRun)).toMatchObject({ status: 'DONE', wallet: { real: '10.00', version: 1 } });
    expect(await books.line(userId, BOOKMAKER, refund(a))).toBe('DONE 10.00/0.00/0.00');
    expect(await books.ledger.execute(dryRun)).toMatchObject({ status: 'REFUSED', code: 'REFUNDED' });
  });

  test('is judged like a bet', async () => {
    const limits = [{ kind: 'WAGER' as const, period: 'DAY' as const, amount: '5.00', currency: 'EUR', minutes: null }];
    const userId = await aPlayer(books.ledger, '100.00', { limits });
    const a = id();
    expect(await books.line(userId, BOOKMAKER, hold(id(), '5.01'))).toMatch(/^LIMIT_REACHED/);
    expect(await books.line(userId, BOOKMAKER, hold(a, '5.00'))).toMatch(/^DONE/);
    expect(await books.line(userId, BOOKMAKER, hold(id(), '0.01'))).toMatch(/^LIMIT_REACHED/);
    expect(await books.line(userId, BOOKMAKER, settle(a, 'VOID'))).toMatch(/^DONE/);
    expect(await books.line(userId, BOOKMAKER, hold(id(), '5.00'))).toMatch(/^DONE/);
    expect(await books.line(userId, BOOKMAKER, hold(id(), '1.00', { currency: 'USD' }))).toMatch(/^UNKNOWN_WALLET/);
    await books.line(userId, PSP, gate({ number: 2, status: 'COOLING_OFF' }));
    expect(await books.line(userId, BOOKMAKER, hold(id(), '0.01'))).toMatch(/^PLAYER_BLOCKED/);
  });
});
