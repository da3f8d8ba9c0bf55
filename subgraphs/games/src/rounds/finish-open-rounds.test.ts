import { query } from '@croupier/kit';
import { eventually } from '@croupier/testkit';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { GamesContext } from '../room.ts';
import { aPlayer, startGames, type GamesUnderTest } from '../testing/games-room.testing.ts';
import { done } from '../testing/scripted-ledger.testing.ts';
import { closeOpenRounds } from './close-open-rounds.ts';
import { finishOpenRounds } from './finish-open-rounds.ts';

let games: GamesUnderTest;
const { userId } = aPlayer();
let opened = 0;
beforeAll(async () => {
  games = await startGames();
});
afterAll(() => games?.stop());
beforeEach(async () => {
  await forget();
  games.studio.requests.length = 0;
  games.studio.rounds = {};
  games.ledger.messages.length = 0;
  games.ledger.judge = () => done('tx-1');
});

async function forget(): Promise<void> {
  for (const table of ['bet', 'round', 'round_question']) await query(games.ctx().em, `delete from ${table}`);
}

/** Rounds of one bet each, an hour ago. */
async function openRounds(...references: string[]): Promise<void> {
  const at = new Date(Date.now() - 3_600_000).toISOString();
  const bet = { kind: 'BET' as const, userId, gameId: 'dice', amount: '1.00', at };
  const entries = references.map((roundId) => ({ ...bet, roundId, reference: `b-${(opened += 1)}` }));
  games.ledger.write(...entries.map((entry) => ({ ...entry, betReference: entry.reference })));
  await eventually(async () =>
    expect(await query(games.ctx().em, 'select 1 from round')).toHaveLength(references.length),
  );
}
const later = (minutes: number): GamesContext => ({
  ...games.ctx(),
  now: () => new Date(Date.now() + minutes * 60_000),
});
const asked = () => games.studio.requests.filter(({ path }) => path.startsWith('/rounds/')).map(({ path }) => path);
const operations = () => games.ledger.commands().flatMap((command) => command.operations);
const play = (roundId: string) => ({ playerId: userId, gameId: 'dice', roundId, sessionToken: 'gone', future: 1 });
const win = (roundId: string, more: object = {}) => ({
  finished: true,
  calls: [
    {
      operation: 'win',
      body: {
        ...play(roundId),
        ...{ transactionId: 'w-1', betTransactionId: 'b-1', amount: '1.98', currency: 'EUR', roundClosed: true },
        ...more,
      },
    },
  ],
});
const answers = () =>
  query(
    games.ctx().em,
    'select reference, answer from round_question join round on round.id = round_id order by reference',
  );

test('what a studio says of a round that was left open is done under the studio’s own ids', async () => {
  await openRounds('won', 'taken-back', 'over', 'going-on', 'nobody-knows');
  games.studio.rounds = {
    won: win('won'),
    'taken-back': {
      finished: true,
      calls: [
        { operation: 'rollback', body: { ...play('taken-back'), transactionId: 'x-1', betTransactionId: 'b-2' } },
      ],
    },
    over: { finished: true, calls: [] },
    'going-on': { finished: false, calls: [] },
  };
  expect(await finishOpenRounds(games.ctx(), 61)).toBe(0);
  expect(asked()).toEqual([]);
  expect(await finishOpenRounds(games.ctx(), 59)).toBe(3);
  expect(operations()).toHaveLength(3);
  expect(operations()).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ kind: 'win', reference: 'w-1', bet: 'b-1', amount: '1.98', roundClosed: true }),
      { kind: 'rollback', reference: 'x-1', bet: 'b-2' },
      { kind: 'end_round', roundId: 'over' },
    ]),
  );
  expect(await answers()).toEqual([
    { reference: 'going-on', answer: 'OPEN' },
    { reference: 'nobody-knows', answer: 'UNKNOWN' },
    { reference: 'over', answer: 'FINISHED' },
    { reference: 'taken-back', answer: 'FINISHED' },
    { reference: 'won', answer: 'FINISHED' },
  ]);
  // Only what its studio does not know is closed without its word.
  games.ledger.messages.length = 0;
  expect(await closeOpenRounds(later(49 * 60), 48)).toBe(1);
  expect(operations()).toEqual([{ kind: 'end_round', roundId: 'nobody-knows' }]);
});

test('each round is asked for by one of several processes, later and later; a silent studio is asked again and nothing is closed', async () => {
  const references = Array.from({ length: 45 }, (_, index) => `r-${index}`);
  await openRounds(...references);
  games.studio.rounds = Object.fromEntries(references.map((each) => [each, { finished: true, calls: [] }]));
  const finished = await Promise.all([1, 2, 3].map(() => finishOpenRounds(games.ctx(), 15)));
  expect(finished.reduce((sum, each) => sum + each, 0)).toBe(45);
  expect(asked()).toHaveLength(45);
  expect(operations()).toHaveLength(45);

  await forget();
  games.studio.requests.length = 0;
  await openRounds('r-silent');
  games.studio.rounds = null;
  for (const minutes of [0, 1, 3, 5, 8]) await finishOpenRounds(later(minutes), 15);
  expect(asked()).toHaveLength(3);
  expect(await answers()).toEqual([{ reference: 'r-silent', answer: null }]);
  expect(await closeOpenRounds(later(49 * 60), 48)).toBe(0);
});

test('an end that the ledger refuses, or of another player, changes nothing and is told to a person once', async () => {
  await openRounds('refused', 'of-another', 'nonsense');
  games.studio.rounds = {
    refused: win('refused'),
    'of-another': win('of-another', { playerId: aPlayer().userId }),
    nonsense: { finished: true, calls: [{ operation: 'bet', body: play('nonsense') }] },
  };
  games.ledger.judge = () => ({ status: 'REFUSED', code: 'ALREADY_SETTLED', at: 0, wallet: null });
  for (const minutes of [0, 5]) expect(await finishOpenRounds(later(minutes), 15)).toBe(0);
  expect(operations().map((operation) => operation.kind)).toEqual(['win', 'win']);
  expect(await answers()).toEqual([
    { reference: 'nonsense', answer: null },
    { reference: 'of-another', answer: 'REFUSED' },
    { reference: 'refused', answer: 'REFUSED' },
  ]);
  const alerts = await query<{ payload: { kind: string; message: string } }>(
    games.ctx().em,
    `select payload from outbox where subject = 'games.alert_raised.v1' order by payload->>'message'`,
  );
  expect(alerts.map(({ payload }) => [payload.kind, payload.message.split(': ')[1]])).toEqual([
    ['ROUND_LEFT_OPEN', 'callbacks of another round'],
    ['ROUND_LEFT_OPEN', 'ALREADY_SETTLED'],
  ]);
  // A ledger that does not answer is no refusal.
  games.ledger.judge = () => ({ status: 'TRY_AGAIN', message: 'busy' });
  await query(games.ctx().em, 'update round_question set answer = null');
  await finishOpenRounds(later(60), 15);
  expect((await answers()).map(({ answer }) => answer)).toEqual([null, 'REFUSED', null]);
});
