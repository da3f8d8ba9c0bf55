import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Books, openBooks } from '../../testing/books.testing.ts';
import { aPlayer, bet, rollback, STUDIO, win } from '../../testing/plays.testing.ts';
import type { GrantTerms, LedgerOperation } from '../operation.ts';

let books: Books;
let clock = Date.parse('2026-03-10T12:00:00Z');
beforeAll(async () => {
  books = await openBooks({ now: () => clock });
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
/** A player with a bonus of 10.00 EUR. */
async function opened(real: string, terms: Partial<GrantTerms>, more: object = {}) {
  const userId = await aPlayer(books.ledger, real);
  const bonusId = id();
  const grant = {
    ...{ kind: 'grant_bonus', reference: bonusId, bonusKind: 'MONEY', currency: 'EUR', amount: '10.00', rounds: 0 },
    ...{ gameCode: null, stake: null, wageringMultiple: 2, expiresAt: null, terms: { ...NO_TERMS, ...terms }, ...more },
  } as LedgerOperation;
  expect(await books.line(userId, 'bonus', grant)).toMatch(/^DONE/);
  return {
    ...{ userId, bonusId },
    line: (...operations: LedgerOperation[]) => books.line(userId, STUDIO, ...operations),
    end: () => books.line(userId, 'bonus', { kind: 'end_bonus', bonus: bonusId, status: 'FORFEITED' }),
    async row() {
      const { rows } = await books.pool.query('select * from bonus where id = $1', [bonusId]);
      return rows[0];
    },
    async kinds() {
      const { rows } = await books.pool.query(
        `select kind, amount_minor, coalesce(bonus_cost, 0) as bonus_cost, coalesce(debts, 0) as debts from transaction where user_id = $1 and scope = 'bonus' order by version`,
        [userId],
      );
      return rows.map((row) => `${row.kind} ${row.amount_minor} ${row.bonus_cost} ${row.debts}`);
    },
  };
}

test('a bet above the most bet of an active bonus is refused and changes nothing; it binds no longer than the bonus', async () => {
  const player = await opened('100.00', { mostBet: '5.00' });
  expect(await player.line(bet(id(), '5.01'))).toBe('LIMIT_REACHED 100.00/10.00/0.00');
  expect(await player.line(bet(id(), '5.00'))).toBe('DONE 95.00/10.00/0.00');
  expect((await player.row()).wagering_done_minor).toBe('500');
  await player.end();
  expect(await player.line(bet(id(), '5.01'))).toBe('DONE 89.99/0.00/0.00');
});

test('a most bet ends with the bonus’s time and with its completion', async () => {
  const expiring = await opened('100.00', { mostBet: '5.00' }, { expiresAt: clock + 1000 });
  expect(await expiring.line(bet(id(), '6.00'))).toMatch(/^LIMIT_REACHED/);
  clock += 1000;
  expect(await expiring.line(bet(id(), '6.00'))).toMatch(/^DONE/);
  const completed = await opened('100.00', { mostBet: '20.00' });
  expect(await completed.line(bet(id(), '20.00'))).toBe('DONE 90.00/0.00/0.00');
  expect(await completed.line(bet(id(), '20.01'))).toBe('DONE 69.99/0.00/0.00');
});

test('a stake counts by its game’s contribution, rounded down; a rollback takes back exactly what was counted', async () => {
  const player = await opened('100.00', { contributions: { roulette: 10, baccarat: 0 }, contribution: 50 });
  const done = async () => (await player.row()).wagering_done_minor;
  const [a, b] = [id(), id()];
  await player.line(bet(a, '9.99', { gameId: 'roulette' }));
  expect(await done()).toBe('99');
  await player.line(bet(b, '9.99', { gameId: 'baccarat' }));
  expect(await done()).toBe('99');
  await player.line(bet(id(), '1.00', { gameId: 'constructor' }));
  expect(await done()).toBe('149');
  await player.line(rollback(id(), a), rollback(id(), b));
  expect(await done()).toBe('50');
});

test('a bonus that gives a game nothing leaves its stake to the next one', async () => {
  const player = await opened('100.00', { contribution: 0 }, { expiresAt: clock + 60_000 });
  const next = {
    ...{ kind: 'grant_bonus', reference: id(), bonusKind: 'MONEY', currency: 'EUR', amount: '1.00', rounds: 0 },
    ...{ gameCode: null, stake: null, wageringMultiple: 2, expiresAt: null },
  } as LedgerOperation;
  await books.line(player.userId, 'bonus', next);
  expect(await player.line(bet(id(), '2.00'))).toBe('DONE 99.00/10.00/0.00');
  expect((await player.row()).wagering_done_minor).toBe('0');
});

test('a conversion pays at most its most, the rest returns to the bonus cost, and later wins cannot pass it', async () => {
  const player = await opened('0.00', { mostConversion: '6.00' }, { wageringMultiple: 1 });
  const [a, b] = [id(), id()];
  expect(await player.line(bet(a, '8.00'))).toBe('DONE 0.00/2.00/0.00');
  expect(await player.line(win(id(), a, '10.00'))).toBe('DONE 0.00/12.00/0.00');
  expect(await player.line(bet(b, '7.00'))).toBe('DONE 5.00/0.00/0.00');
  expect(await player.line(win(id(), b, '4.00'))).toBe('DONE 6.00/0.00/0.00');
  expect(await player.kinds()).toEqual(['BONUS_GRANT 1000 -1000 0', 'BONUS_CONVERSION 500 0 0']);
  expect(await player.row()).toMatchObject({ status: 'COMPLETED', converted_minor: '600', kept_back_minor: '300' });
  const other = await opened('20.00', { mostConversion: '6.00' });
  expect(await other.line(bet(id(), '20.00'))).toBe('DONE 6.00/0.00/0.00');
  expect(await other.kinds()).toEqual(['BONUS_GRANT 1000 -1000 0', 'BONUS_CONVERSION 600 0 0', 'FORFEITURE 400 400 0']);
});

test('wagering of deposit and bonus asks for both', async () => {
  const player = await opened('100.00', { wageringBase: 'DEPOSIT_AND_BONUS', deposit: '30.00' });
  expect(await player.row()).toMatchObject({ wagering_required_minor: '8000', granted_minor: '1000' });
});

describe('the rollback of a bet that had completed a bonus', () => {
  test('takes the converted money back into the bonus, which is wagered and converted again', async () => {
    const player = await opened('100.00', {});
    const a = id();
    await player.line(bet(id(), '15.00'));
    expect(await player.line(bet(a, '5.00'))).toBe('DONE 90.00/0.00/0.00');
    expect(await player.line(rollback(id(), a))).toBe('DONE 85.00/10.00/0.00');
    expect(await player.row()).toMatchObject({
      ...{ status: 'ACTIVE', balance_minor: '1000', wagering_done_minor: '1500' },
      ...{ converted_minor: '0', debt_minor: '0' },
    });
    expect(await player.line(bet(id(), '5.00'))).toBe('DONE 90.00/0.00/0.00');
  });

  test('takes no more than there is: the rest is a debt, which the next conversion pays first', async () => {
    const before = BigInt(await books.house('DEBTS', 'bonus'));
    const debts = async () => BigInt(await books.house('DEBTS', 'bonus')) - before;
    const player = await opened('20.00', {});
    const a = id();
    await player.line(bet(id(), '19.00'));
    expect(await player.line(bet(a, '1.00'))).toBe('DONE 10.00/0.00/0.00');
    expect(await player.line(bet(id(), '8.00'))).toBe('DONE 2.00/0.00/0.00');
    // 2.00 and the stake of 1.00 are there; 7.00 are not.
    expect(await player.line(rollback(id(), a))).toBe('DONE 0.00/10.00/0.00');
    expect(await debts()).toBe(-700n);
    expect(await player.row()).toMatchObject({ status: 'ACTIVE', balance_minor: '1000', debt_minor: '700' });
    const { rows } = await books.pool.query(
      `select payload->>'message' as message from outbox where payload->>'kind' = 'DEBT' and payload->>'subjectId' = $1`,
      [player.bonusId],
    );
    expect(rows).toEqual([{ message: expect.stringContaining('owing 7.00 EUR') }]);
    expect(await player.line(bet(id(), '1.00'))).toBe('DONE 2.00/0.00/0.00');
    expect(await debts()).toBe(0n);
    expect(await player.row()).toMatchObject({ status: 'COMPLETED', converted_minor: '900', debt_minor: '0' });
  });

  test('grants again what the most conversion had kept back', async () => {
    const player = await opened('20.00', { mostConversion: '6.00' });
    const a = id();
    expect(await player.line(bet(a, '20.00'))).toBe('DONE 6.00/0.00/0.00');
    expect(await player.line(rollback(id(), a))).toBe('DONE 20.00/10.00/0.00');
    expect((await player.kinds()).slice(3)).toEqual(['BONUS_CONVERSION 600 0 0', 'BONUS_GRANT 400 -400 0']);
    expect(await player.row()).toMatchObject({ status: 'ACTIVE', converted_minor: '0', kept_back_minor: '0' });
  });

  test('whatever was played: all bets rolled back in any order leave what there was before them', async () => {
    for (let round = 0; round < 6; round++) {
      const terms = { contributions: { roulette: 30 }, mostConversion: '4.00' };
      const player = await opened('12.00', terms, { wageringMultiple: 1 });
      const before = await player.row();
      const played: string[] = [];
      for (let at = 0; at < 12; at++) {
        const reference = id();
        const amount = `${(at + round) % 4}.${10 + at}`;
        const line = await player.line(bet(reference, amount, { gameId: at % 3 === 0 ? 'roulette' : 'dice' }));
        if (line.startsWith('DONE')) played.push(reference);
      }
      expect((await player.row()).status).toBe('COMPLETED');
      // Every third first, then the others from the last to the first.
      const order = [...played.filter((_, at) => at % 3 === round % 3), ...played.toReversed()];
      for (const reference of order) await player.line(rollback(`${reference}-x-${id()}`, reference));
      const after = await player.row();
      expect({ ...after, debt_minor: '0' }).toEqual(before);
      // A debt is as much as the wallet has more than it had.
      const { rows } = await books.pool.query('select real_minor, bonus_minor from wallet where user_id = $1', [
        player.userId,
      ]);
      expect(rows[0]).toEqual({ real_minor: `${1200n + BigInt(after.debt_minor)}`, bonus_minor: '1000' });
    }
  });
});

test('a tip is a stake that no wagering counts, and a repeat that is none is another bet', async () => {
  const player = await opened('100.00', {});
  const tip = id();
  expect(await player.line(bet(tip, '5.00', { tip: true }))).toBe('DONE 95.00/10.00/0.00');
  expect(await player.line(bet(tip, '5.00', { tip: true }))).toBe('DONE 95.00/10.00/0.00');
  expect(await player.line(bet(tip, '5.00'))).toBe('DUPLICATE_TRANSACTION 95.00/10.00/0.00');
  expect((await player.row()).wagering_done_minor).toBe('0');
  await player.line(bet(id(), '5.00'));
  expect((await player.row()).wagering_done_minor).toBe('500');
  expect(await player.line(rollback(id(), tip))).toBe('DONE 95.00/10.00/0.00');
  expect((await player.row()).wagering_done_minor).toBe('500');
});
