import { query } from '@croupier/kit';
import { eventually } from '@croupier/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aPlayer, startGames, type GamesUnderTest } from '../testing/games-room.testing.ts';
import type { Told } from '../testing/scripted-ledger.testing.ts';
import { closeOpenRounds } from './close-open-rounds.ts';
import { finishOpenRounds } from './finish-open-rounds.ts';

let games: GamesUnderTest;
const player = aPlayer();
beforeAll(async () => {
  games = await startGames();
});
afterAll(() => games?.stop());

const bet = (reference: string, roundId: string, at: string): Told => ({
  ...{ kind: 'BET' as const, userId: player.userId, reference, betReference: reference, roundId, gameId: 'dice' },
  ...{ amount: '1.00', at },
});
const closing = () =>
  games.ledger
    .commands()
    .flatMap((command) => command.operations.map((operation) => ({ scope: command.scope, ...operation })));

test('a round in which nothing happened for long, and that its studio does not know, is ended once; one with a newer bet, and a closed one, are left alone', async () => {
  const now = Date.now();
  const hoursAgo = (hours: number) => new Date(now - hours * 3_600_000).toISOString();
  games.ledger.write(
    bet('o-1', 'left-open', hoursAgo(50)),
    bet('o-2', 'played-on', hoursAgo(50)),
    bet('o-3', 'played-on', hoursAgo(1)),
    bet('o-4', 'young', hoursAgo(47)),
    bet('o-5', 'over', hoursAgo(60)),
    ...[{ kind: 'ROUND_CLOSED', userId: player.userId, roundId: 'over', currency: null, transactionId: null } as const],
  );
  const statuses = () => query(games.ctx().em, 'select reference, status from round order by reference');
  const open = (reference: string) => ({ reference, status: 'OPEN' });
  await eventually(async () =>
    expect(await statuses()).toEqual([
      open('left-open'),
      { reference: 'over', status: 'CLOSED' },
      open('played-on'),
      open('young'),
    ]),
  );
  games.ledger.messages.length = 0;
  expect(await closeOpenRounds(games.ctx(), 48)).toBe(0);
  expect(await finishOpenRounds(games.ctx(), 48 * 60)).toBe(0);
  // As little as of one that it does not know can be said of one whose calls do not tell its end.
  await query(games.ctx().em, `update round_question set answer = 'UNSAID' where answer = 'UNKNOWN'`);
  expect(await closeOpenRounds(games.ctx(), 48)).toBe(1);
  expect(closing()).toEqual([{ scope: 'studio:sandbox', kind: 'end_round', roundId: 'left-open' }]);
  games.ledger.write({
    ...{ kind: 'ROUND_CLOSED', userId: player.userId, roundId: 'left-open' },
    ...{ currency: null, transactionId: null },
  });
  await eventually(async () => expect(await statuses()).toContainEqual({ reference: 'left-open', status: 'CLOSED' }));
  expect(await closeOpenRounds(games.ctx(), 48)).toBe(0);
  games.ledger.judge = () => ({ status: 'TRY_AGAIN', message: 'busy' });
  expect(await closeOpenRounds(games.ctx(), 1)).toBe(0);
});
