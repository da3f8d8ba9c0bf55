import { eventually } from '@croupier/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { aPlayer, startGames, type GamesUnderTest, type Person } from '../testing/games-room.testing.ts';
import { done, EUR_WALLET } from '../testing/scripted-ledger.testing.ts';
import { hold, result } from '../testing/told-bets.testing.ts';
import { type BookmakerBetPush, bookmakerBetTopic } from './project-bookmaker-bets.ts';

let games: GamesUnderTest;
const player = aPlayer();
beforeAll(async () => {
  games = await startGames();
});
afterAll(() => games?.stop());
beforeEach(() => {
  games.ledger.messages.length = 0;
  Object.assign(games.ledger, {
    silent: false,
    wallet: EUR_WALLET,
    playerKnown: true,
    status: 'ACTIVE',
    judge: () => done('tx-1'),
  });
});

const body = (more: object = {}) => ({
  partner_id: 'demo-bookmaker',
  partner_player_id: player.userId,
  bet_id: 'b-1',
  ...more,
});
const message = expect.any(String) as string;
const operations = () => games.ledger.commands().map((command) => command.operations[0]);

describe('answers have exactly the keys of the table', () => {
  test('check_bet asks how the very same hold would be judged, and moves nothing', async () => {
    const bet = body({ amount: 10, round_id: 'm-1' });
    expect((await games.bookmaker('check_bet', bet)).body).toEqual({ status: 'approved', message, bet_id: 'b-1' });
    await games.bookmaker('block_funds', bet);
    const [checked, blocked] = games.ledger.commands();
    expect(checked).toMatchObject({ dryRun: true });
    expect(blocked).not.toHaveProperty('dryRun');
    expect(checked!.operations).toEqual(blocked!.operations);
    games.ledger.judge = () => ({ status: 'REFUSED', code: 'LIMIT_REACHED', at: 0, wallet: null });
    expect((await games.bookmaker('check_bet', bet)).body).toEqual({
      status: 'declined',
      message,
      bet_id: 'b-1',
      code: 'LIMIT_REACHED',
    });
  });

  test('block_funds is a hold in the partner’s own scope; a number counts by its digits', async () => {
    const raw = `{"partner_id":"demo-bookmaker","partner_player_id":"${player.userId}","bet_id":90071992547409931234,"amount":10.10,"odds":1.850,"selection":1,"round_id":"m-1","x":{"y":[1e400]}}`;
    expect(await games.bookmaker('block_funds', raw)).toMatchObject({
      status: 200,
      body: { status: 'blocked', message, bet_id: '90071992547409931234' },
    });
    expect(games.ledger.commands()).toMatchObject([{ scope: 'bookmaker:demo-bookmaker', userId: player.userId }]);
    expect(operations()).toEqual([
      {
        kind: 'hold',
        purpose: 'BOOKMAKER_BET',
        reference: '90071992547409931234',
        amount: '10.10',
        currency: 'EUR',
        roundId: 'm-1',
        selection: '1',
        odds: '1.850',
      },
    ]);
    await games.bookmaker('block_funds', body({ amount: '0.5', currency: 'TON' }));
    expect(operations()[1]).toMatchObject({
      amount: '0.500000000',
      currency: 'TON',
      roundId: null,
      selection: null,
      odds: null,
    });
  });

  test('update_bet_status and refund', async () => {
    expect((await games.bookmaker('update_bet_status', body({ status: 'win', payout: 18.5 }))).body).toEqual({
      status: 'updated',
      message,
      bet_id: 'b-1',
    });
    for (const status of ['lose', 'void']) await games.bookmaker('update_bet_status', body({ status }));
    await games.bookmaker('update_bet_status', body({ status: 'cashout', payout: '3' }));
    expect((await games.bookmaker('refund', body())).body).toEqual({ status: 'refunded', message, bet_id: 'b-1' });
    expect(operations()).toEqual([
      { kind: 'settle_bet', bet: 'b-1', outcome: 'WIN', payout: '18.5' },
      { kind: 'settle_bet', bet: 'b-1', outcome: 'LOSE', payout: null },
      { kind: 'settle_bet', bet: 'b-1', outcome: 'VOID', payout: null },
      { kind: 'settle_bet', bet: 'b-1', outcome: 'CASHOUT', payout: '3' },
      { kind: 'refund_bet', bet: 'b-1' },
    ]);
  });

  test.each([
    ['INSUFFICIENT_FUNDS', 'INSUFFICIENT_FUNDS'],
    ['PLAYER_BLOCKED', 'PLAYER_BLOCKED'],
    ['SELF_EXCLUDED', 'PLAYER_BLOCKED'],
    ['LIMIT_REACHED', 'LIMIT_REACHED'],
    ['UNKNOWN_PLAYER', 'UNKNOWN_PLAYER'],
    ['TRANSACTION_NOT_FOUND', 'UNKNOWN_BET'],
    ['DUPLICATE_TRANSACTION', 'DUPLICATE_BET'],
    ['REFUNDED', 'REFUNDED'],
    ['UNKNOWN_WALLET', 'INSUFFICIENT_FUNDS'],
  ] as const)('the ledger’s %s is declined with %s', async (refusal, code) => {
    games.ledger.judge = () => ({ status: 'REFUSED', code: refusal, at: 0, wallet: null });
    const answer = await games.bookmaker('block_funds', body({ amount: 1 }));
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ status: 'declined', message, bet_id: 'b-1', code });
  });
});

test('a bad signature and an unknown partner are 401, another partner in the body 403, malformed 400; none reaches the ledger', async () => {
  const bet = body({ amount: 1 });
  expect((await games.bookmaker('block_funds', bet, { secret: 'bookmaker-secret-2' })).status).toBe(401);
  expect((await games.bookmaker('block_funds', bet, { timestamp: null })).status).toBe(401);
  expect((await games.bookmaker('block_funds', bet, { partner: 'nobody' })).status).toBe(401);
  expect((await games.bookmaker('block_funds', 'no json', { secret: 'x' })).status).toBe(401);
  expect(
    (await games.bookmaker('block_funds', bet, { partner: 'demo-bookmaker-2', secret: 'bookmaker-secret-2' })).status,
  ).toBe(403);
  const malformed: [string, object | string][] = [
    ...[-1, 0, '1.001', '01', '+1', ' 1', '', null, true, '1e2'].map((amount): [string, object] => [
      'block_funds',
      body({ amount }),
    ]),
    ['block_funds', `{"partner_id":"demo-bookmaker","partner_player_id":"x","bet_id":"b","amount":1e2}`],
    ...[
      { bet_id: '' },
      { bet_id: undefined },
      { bet_id: 'a\u0000' },
      { bet_id: 'x'.repeat(256) },
      { currency: 'XXX' },
      { odds: '-1.5' },
      { odds: '1,5' },
    ].map((more): [string, object] => ['block_funds', body({ amount: 1, ...more })]),
    ...[{ status: 'win' }, { status: 'lost' }, { status: 'win', payout: '-1' }, { status: 'cashout', payout: 'x' }].map(
      (more): [string, object] => ['update_bet_status', body(more)],
    ),
    ...['[]', 'no json', ''].map((text): [string, string] => ['check_bet', text]),
    ['recalculate_bets', { round_id: 'm-1' }],
    ['cancel', body()],
    ['constructor', body()],
  ];
  for (const [operation, sent] of malformed)
    expect({ operation, sent, status: (await games.bookmaker(operation, sent)).status }).toEqual({
      operation,
      sent,
      status: 400,
    });
  expect(games.ledger.commands()).toEqual([]);
});

test('a stake beyond any wallet is judged, and a payout that is no amount of its bet’s currency is malformed', async () => {
  await games.bookmaker('block_funds', body({ amount: `1${'0'.repeat(21)}` }));
  expect(operations()).toMatchObject([{ amount: `${'9'.repeat(18)}.00` }]);
  games.ledger.judge = () => ({ status: 'REFUSED', code: 'WRONG_CURRENCY', at: 0, wallet: null });
  const update = body({ status: 'win', payout: '1.50' });
  expect((await games.bookmaker('update_bet_status', update)).status).toBe(400);
});

test('a part that does not answer is 503 with Retry-After', async () => {
  games.ledger.silent = true;
  const answers = await Promise.all([
    games.bookmaker('block_funds', body({ amount: 1 })),
    games.bookmaker('check_bet', body({ amount: 1 })),
  ]);
  for (const answer of answers) {
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('1');
  }
});

const BETS = `query ($filter: BookmakerBetFilter) { bookmakerBets(filter: $filter) { edges { node { partnerId betId status amount { amount } payout { amount currency } roundId selection odds user { id } settledAt } } } }`;
async function betsOf(person: Person, filter: object = {}) {
  const answer = await games.graph(BETS, person, { filter });
  expect(answer.errors).toBeUndefined();
  return (
    answer.data as unknown as { bookmakerBets: { edges: { node: { betId: string; status: string } }[] } }
  ).bookmakerBets.edges.map(({ node }) => node);
}

test('bookmakerBets shows what the ledger’s log tells, through re-settlements, to the player and to staff', async () => {
  const bettor = aPlayer();
  const told = new Map<string, number>();
  const pushes = games.ctx().live.follow<BookmakerBetPush>(bookmakerBetTopic(bettor.userId));
  void (async () => {
    for await (const { id } of pushes) told.set(id, (told.get(id) ?? 0) + 1);
  })();
  games.ledger.write(hold(bettor, 'p-1'), hold(bettor, 'p-2'), result(bettor, 'p-1', 'WIN', 'WIN', '18.57'));
  await eventually(async () =>
    expect(await betsOf(bettor)).toMatchObject([
      { betId: 'p-2', status: 'PENDING', payout: { amount: '0.00' }, settledAt: null },
      {
        betId: 'p-1',
        status: 'WON',
        amount: { amount: '10.00' },
        payout: { amount: '18.57', currency: 'EUR' },
        roundId: 'm-7',
        selection: 'home',
        odds: '1.857',
        user: { id: bettor.userId },
      },
    ]),
  );
  // Only 8.57 could be taken back: a debt, and yet the bet pays nothing. Settled back, the debt goes first.
  games.ledger.write(
    result(bettor, 'p-1', 'RESETTLEMENT', 'LOSE', '-8.57'),
    result(bettor, 'p-2', 'RELEASE', 'VOID', '10.00'),
  );
  await eventually(async () =>
    expect(await betsOf(bettor)).toMatchObject([
      { status: 'VOID', payout: { amount: '10.00' } },
      { status: 'LOST', payout: { amount: '0.00' } },
    ]),
  );
  games.ledger.write(
    result(bettor, 'p-1', 'RESETTLEMENT', 'WIN', '8.57'),
    result(bettor, 'p-2', 'RESETTLEMENT', 'REFUND', '0.00'),
  );
  await eventually(async () =>
    expect(await betsOf(bettor)).toMatchObject([
      { status: 'REFUNDED' },
      { status: 'WON', payout: { amount: '18.57' } },
    ]),
  );
  // The player hears of the bet, and of each result that it had.
  await eventually(() => expect([...told.values()].map((times) => times >= 3)).toEqual([true, true]));
  await pushes.return?.();
  expect(
    await betsOf(
      { userId: aPlayer().userId, roles: ['FINANCE'] },
      { userId: bettor.userId, status: 'WON', partnerId: 'demo-bookmaker' },
    ),
  ).toMatchObject([{ betId: 'p-1' }]);
  expect(await betsOf(aPlayer())).toEqual([]);
  expect((await games.graph(BETS, bettor, { filter: { userId: player.userId } })).errors?.[0]?.extensions.code).toBe(
    'FORBIDDEN',
  );
});
