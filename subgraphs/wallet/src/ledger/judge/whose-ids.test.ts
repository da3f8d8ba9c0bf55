import type { CallbackPolicy } from '@croupier/contracts';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Finding } from '../../proof/finding.ts';
import { verifyLedger } from '../../proof/verify-ledger.ts';
import { type Books, openBooks } from '../../testing/books.testing.ts';
import { aPlayer, bet, rollback, win } from '../../testing/plays.testing.ts';
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
