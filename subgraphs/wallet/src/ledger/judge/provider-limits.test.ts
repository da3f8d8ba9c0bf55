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
});
