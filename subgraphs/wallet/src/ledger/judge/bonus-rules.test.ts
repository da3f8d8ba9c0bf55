import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Books, openBooks } from '../../testing/books.testing.ts';
import { aPlayer, bet, BOOKMAKER, commandOf, hold, PSP, rollback, STUDIO, win } from '../../testing/plays.testing.ts';
import type { GrantTerms, LedgerOperation } from '../operation.ts';

let books: Books;
beforeAll(async () => {
  books = await openBooks({ spending: 'BONUS_FIRST' });
});
afterAll(async () => {
  expect(await books.broken()).toEqual([]);
  await books.close();
});

const id = () => randomUUID();
const NO_TERMS: GrantTerms = {
  ...{ mostBet: null, mostConversion: null, wageringBase: 'BONUS', deposit: '0' },
  ...{ contributions: {}, contribution: 100 },
};
/** A player with `real` EUR and a bonus of 10.00 EUR that has to be wagered twice. */
async function opened(real: string, terms: Partial<GrantTerms>) {
  const userId = await aPlayer(books.ledger, real);
  const bonusId = id();
  const grant: LedgerOperation = {
    ...{ kind: 'grant_bonus', reference: bonusId, bonusKind: 'MONEY', currency: 'EUR', amount: '10.00', rounds: 0 },
    ...{ gameCode: null, stake: null, wageringMultiple: 2, expiresAt: null, terms: { ...NO_TERMS, ...terms } },
  };
  expect(await books.line(userId, 'bonus', grant)).toMatch(/^DONE/);
  return {
    ...{ userId, bonusId },
    line: (...operations: LedgerOperation[]) => books.line(userId, STUDIO, ...operations),
    bookmaker: (...operations: LedgerOperation[]) => books.line(userId, BOOKMAKER, ...operations),
    psp: (...operations: LedgerOperation[]) => books.line(userId, PSP, ...operations),
    async progress() {
      const { rows } = await books.pool.query('select status, wagering_done_minor from bonus where id = $1', [bonusId]);
      return `${rows[0].status} ${rows[0].wagering_done_minor}`;
    },
    /** real and bonus money of a bet, as its transaction has it */
    async split(reference: string) {
      const sql = `select real_change, bonus_change, stake from transaction where user_id = $1 and reference = $2`;
      const [row] = (await books.pool.query(sql, [userId, reference])).rows;
      return [row.real_change, row.bonus_change, JSON.parse(row.stake).parts];
    },
  };
}

describe('bonus money first', () => {
  test('a stake takes bonus money, then real; how it was split is recorded and a rollback restores exactly that', async () => {
    const { bonusId, line, split } = await opened('20.00', {});
    const b = id();
    expect(await line(bet(b, '12.00'))).toBe('DONE 18.00/0.00/0.00');
    expect(await split(b)).toEqual(['-200', '-1000', [{ bonusId, minor: '1000' }]]);
    expect(await line(bet(id(), '18.01'))).toBe('INSUFFICIENT_FUNDS 18.00/0.00/0.00');
    expect(await line(rollback(id(), b))).toBe('DONE 20.00/10.00/0.00');
    const small = id();
    expect(await line(bet(small, '3.00'))).toBe('DONE 20.00/7.00/0.00');
    expect(await line(win(id(), small, '6.00'))).toBe('DONE 20.00/13.00/0.00');
  });
});

describe('products do not mix', () => {
  test('a game neither spends nor wagers a SPORTS bonus, nor is it bound by its largest stake', async () => {
    const { line, progress } = await opened('5.00', { product: 'SPORTS', mostBet: '2.00' });
    expect(await line(bet(id(), '5.00'))).toBe('DONE 0.00/10.00/0.00');
    expect(await line(bet(id(), '1.00'))).toBe('INSUFFICIENT_FUNDS 0.00/10.00/0.00');
    expect(await progress()).toBe('ACTIVE 0');
  });

  test.each([{}, { product: 'CASINO' as const }])('a bookmaker’s stake is nothing to a bonus of %j', async (terms) => {
    const { bookmaker, progress } = await opened('50.00', { mostBet: '1.00', ...terms });
    expect(await bookmaker(hold(id(), '30.00'))).toBe('DONE 20.00/10.00/30.00');
    expect(await bookmaker(hold(id(), '20.01'))).toBe('INSUFFICIENT_FUNDS 20.00/10.00/30.00');
    expect(await progress()).toBe('ACTIVE 0');
  });

  test('a bookmaker’s stake wagers a SPORTS bonus, and a void takes exactly that back', async () => {
    const { bookmaker, progress } = await opened('50.00', { product: 'SPORTS', mostBet: '15.00' });
    const settle = (reference: string, outcome: 'LOSE' | 'VOID'): LedgerOperation => ({
      ...{ kind: 'settle_bet', bet: reference, outcome, payout: null },
    });
    expect(await bookmaker(hold(id(), '15.01'))).toBe('LIMIT_REACHED 50.00/10.00/0.00');
    const [a, b] = [id(), id()];
    await bookmaker(hold(a, '15.00'));
    expect(await progress()).toBe('ACTIVE 1500');
    // The second one completes it: what is left of the bonus is real money.
    expect(await bookmaker(hold(b, '5.00'))).toBe('DONE 40.00/0.00/20.00');
    expect(await progress()).toBe('COMPLETED 2000');
    expect(await bookmaker(settle(b, 'VOID'))).toBe('DONE 35.00/10.00/15.00');
    expect(await progress()).toBe('ACTIVE 1500');
    expect(await bookmaker(settle(a, 'LOSE'))).toBe('DONE 35.00/10.00/0.00');
    expect(await progress()).toBe('ACTIVE 1500');
  });
});

describe('a withdrawal while a bonus is not wagered', () => {
  const withdrawal = (amount: string, more: { forfeitBonus?: boolean } = {}) =>
    hold(id(), amount, { purpose: 'WITHDRAWAL', ...more });

  test('ends it after consent alone; the refusal says what would be lost and changes nothing', async () => {
    const { userId, bonusId, psp, progress } = await opened('20.00', { withdrawalForfeits: true });
    const refused = await books.ledger.execute(commandOf(userId, PSP, withdrawal('5.00')));
    expect(refused).toMatchObject({
      ...{ status: 'REFUSED', code: 'BONUS_ACTIVE', wallet: { real: '20.00', bonus: '10.00' } },
      forfeits: [{ bonus: bonusId, amount: '10.00', currency: 'EUR' }],
    });
    expect(await progress()).toBe('ACTIVE 0');
    // Who cannot withdraw that much loses nothing by asking.
    expect(await psp(withdrawal('20.01', { forfeitBonus: true }))).toBe('INSUFFICIENT_FUNDS 20.00/10.00/0.00');
    const asked = withdrawal('5.00', { forfeitBonus: true });
    expect(await psp(asked)).toBe('DONE 15.00/0.00/5.00');
    expect(await psp(asked)).toBe('DONE 15.00/0.00/5.00');
    expect(await progress()).toBe('FORFEITED 0');
    expect(await psp(withdrawal('5.00'))).toBe('DONE 10.00/0.00/10.00');
  });

  test('leaves it where it was not granted so, and once it is wagered', async () => {
    const plain = await opened('20.00', {});
    expect(await plain.psp(withdrawal('5.00'))).toBe('DONE 15.00/10.00/5.00');
    const wagered = await opened('20.00', { withdrawalForfeits: true });
    await wagered.line(bet(id(), '20.00'));
    expect(await wagered.progress()).toBe('COMPLETED 2000');
    expect(await wagered.psp(withdrawal('5.00'))).toBe('DONE 5.00/0.00/5.00');
  });
});
