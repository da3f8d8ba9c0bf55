import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Books, openBooks } from '../../testing/books.testing.ts';
import { aPlayer, bet, STUDIO, win } from '../../testing/plays.testing.ts';
import type { LedgerOperation } from '../operation.ts';

let books: Books;
beforeAll(async () => {
  books = await openBooks();
});
afterAll(async () => {
  expect(await books.broken()).toEqual([]);
  await books.close();
});

const verdicts = (more: object) => ({ verdicts: { token: null, game: null, sessionCurrency: null, ...more } });
const id = () => randomUUID();

describe('what the operator allows a provider', () => {
  test('a bet beyond its limit and a payout above its cap are refused and change nothing; repeats of what was done are not', async () => {
    const userId = await aPlayer(books.ledger, '10.00');
    const line = (operation: LedgerOperation) => books.line(userId, STUDIO, operation);
    const [placed, paid] = [id(), id()];
    const over = verdicts({ limit: 'LIMIT_REACHED' });
    const above = verdicts({ limit: 'CAP_REACHED' });
    expect(await line(bet(placed, '1.00', over))).toBe('LIMIT_REACHED 10.00/0.00/0.00');
    expect(await line(bet(placed, '1.00'))).toBe('DONE 9.00/0.00/0.00');
    expect(await line(bet(placed, '1.00', over))).toBe('DONE 9.00/0.00/0.00');
    expect(await line(win(paid, id(), '5.00', above))).toMatch(/^TRANSACTION_NOT_FOUND/);
    expect(await line(win(paid, placed, '5.00', above))).toBe('CAP_REACHED 9.00/0.00/0.00');
    expect(await line(win(paid, placed, '5.00'))).toBe('DONE 14.00/0.00/0.00');
    expect(await line(win(paid, placed, '5.00', above))).toBe('DONE 14.00/0.00/0.00');
  });

  test('its promotions of a day end at its own cap', async () => {
    const scope = `studio:${id()}`;
    const userId = await aPlayer(books.ledger, '0.00');
    const pay = (amount: string) =>
      books.line(userId, scope, win(id(), null, amount, { promotion: true, roundId: id(), promotionsPerDay: '50.00' }));
    expect(await pay('50.01')).toMatch(/^CAP_REACHED/);
    expect(await pay('50.00')).toMatch(/^DONE/);
    expect(await pay('0.01')).toMatch(/^CAP_REACHED/);
  });

  test('free rounds that it gives are spent by its free bets; taken back, what they won stays', async () => {
    const userId = await aPlayer(books.ledger, '1.00');
    const line = (operation: LedgerOperation, scope = STUDIO) => books.line(userId, scope, operation);
    const [grant, first] = [id(), id()];
    const given = { kind: 'grant_free_rounds', reference: grant, rounds: 3, gameId: 'dice' } as const;
    const terms = { amount: '0.50', currency: 'EUR', expiresAt: '2099-01-01T00:00:00.000Z' };
    const end = { kind: 'end_free_rounds', grant } as const;
    expect(await line(end)).toMatch(/^TRANSACTION_NOT_FOUND/);
    expect(await line({ ...given, ...terms })).toBe('DONE 1.00/0.00/0.00');
    expect(await line({ ...given, ...terms })).toBe('DONE 1.00/0.00/0.00');
    expect(await line({ ...given, ...terms, rounds: 4 })).toMatch(/^DUPLICATE_TRANSACTION/);
    expect(await line(bet(id(), '0.51', { free: true, gameId: 'dice' }))).toMatch(/^INSUFFICIENT_FUNDS/);
    expect(await line(bet(first, '0.50', { free: true, gameId: 'dice' }))).toBe('DONE 1.00/0.00/0.00');
    expect(await line(win(id(), first, '2.00', { gameId: 'dice' }))).toBe('DONE 1.00/2.00/0.00');
    expect(await line(end, 'studio:another')).toMatch(/^TRANSACTION_NOT_FOUND/);
    expect(await line(end)).toBe('DONE 1.00/2.00/0.00');
    expect(await line(end)).toBe('DONE 1.00/2.00/0.00');
    expect(await line(bet(id(), '0.50', { free: true, gameId: 'dice' }))).toMatch(/^INSUFFICIENT_FUNDS/);
    expect(await books.line(id(), STUDIO, { ...given, ...terms, reference: id() })).toMatch(/^UNKNOWN_PLAYER/);
  });
});
