import { createClient } from 'graphql-ws';
import { eventually } from '@croupier/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { query } from '@croupier/kit';
import { WebSocket } from 'ws';
import { aPlayer, startGames, type GamesUnderTest, type Person } from '../testing/games-room.testing.ts';
import { configureProvider } from '../catalogue/configure-provider.ts';
import { addStudio } from '../testing/seat-at-studio.testing.ts';

let games: GamesUnderTest;
beforeAll(async () => {
  games = await startGames();
});
afterAll(() => games?.stop());

const bet = (player: Person, reference: string, roundId: string, amount: string) =>
  ({
    kind: 'BET',
    userId: player.userId,
    reference,
    betReference: reference,
    roundId,
    gameId: 'dice',
    amount,
  }) as const;
const win = (player: Person, betReference: string | null, roundId: string, amount: string) =>
  ({
    kind: 'WIN',
    userId: player.userId,
    reference: `w-${betReference ?? roundId}-${amount}`,
    betReference,
    roundId,
    gameId: 'dice',
    amount,
  }) as const;
const back = (player: Person, betReference: string, roundId: string | null, part: object = {}) =>
  ({
    kind: 'ROLLBACK',
    userId: player.userId,
    reference: `b-${betReference}`,
    betReference,
    roundId,
    amount: '0.00',
    ...part,
  }) as const;
const closed = (player: Person, roundId: string) =>
  ({ kind: 'ROUND_CLOSED', userId: player.userId, roundId, currency: null, transactionId: null }) as const;

const ROUNDS = `query ($filter: RoundFilter, $first: Int! = 20, $after: String) { rounds(filter: $filter, first: $first, after: $after) {
  pageInfo { hasNextPage endCursor }
  edges { node { id reference status staked { amount currency } paid { amount } openedAt closedAt currency game { code provider { name } } provider { title } user { id }
    bets { reference amount { amount } paid { amount } status settledAt } } } } }`;
const JACKPOTS = `{ rounds { edges { node { reference jackpotContribution jackpotPaid bets { jackpotContribution jackpotPaid } } } } }`;

interface Seen {
  id: string;
  reference: string;
  status: string;
  staked: { amount: string };
  paid: { amount: string };
  bets: { reference: string; status: string; paid: { amount: string } }[];
  [field: string]: unknown;
}
async function roundsOf(person: Person, variables: object = {}): Promise<Seen[]> {
  const answer = await games.graph(ROUNDS, person, variables);
  expect(answer.errors).toBeUndefined();
  return (answer.data as unknown as { rounds: { edges: { node: Seen }[] } }).rounds.edges.map(({ node }) => node);
}
const until = (person: Person, expected: object[]) =>
  eventually(async () => expect(await roundsOf(person)).toMatchObject(expected));

test('a round is staked, paid, closed, and shows its game, studio and player', async () => {
  const player = aPlayer();
  games.ledger.write(
    bet(player, 'a-1', 'r-1', '2.00'),
    bet(player, 'a-2', 'r-1', '3.00'),
    win(player, 'a-1', 'r-1', '4.50'),
  );
  await until(player, [
    {
      ...{
        reference: 'r-1',
        status: 'OPEN',
        staked: { amount: '5.00', currency: 'EUR' },
        paid: { amount: '4.50' },
        closedAt: null,
        currency: 'EUR',
      },
      ...{
        game: { code: 'dice', provider: { name: 'sandbox' } },
        provider: { title: 'Croupier Sandbox' },
        user: { id: player.userId },
      },
      bets: [
        { reference: 'a-1', status: 'SETTLED', paid: { amount: '4.50' }, amount: { amount: '2.00' } },
        { reference: 'a-2', status: 'OPEN', paid: { amount: '0.00' }, settledAt: null },
      ],
    },
  ]);
  games.ledger.write(win(player, null, 'r-1', '1.00'), closed(player, 'r-1'));
  await until(player, [
    {
      status: 'CLOSED',
      paid: { amount: '5.50' },
      bets: [{ paid: { amount: '4.50' } }, { status: 'SETTLED', paid: { amount: '1.00' } }],
    },
  ]);
});

test('entries that are pushed again, and a log that is read from its beginning, count once and keep their ids', async () => {
  const player = aPlayer();
  games.ledger.write(bet(player, 'i-1', 'r-1', '2.00'), win(player, 'i-1', 'r-1', '1.00'));
  await until(player, [{ staked: { amount: '2.00' }, paid: { amount: '1.00' } }]);
  const before = await roundsOf(player);
  for (let times = 0; times < 3; times += 1) games.ledger.pushAgain();
  games.ledger.write(bet(player, 'i-2', 'r-2', '1.00'));
  await eventually(async () => expect(await roundsOf(player)).toHaveLength(2));
  expect((await roundsOf(player))[1]).toEqual(before[0]);

  const em = games.ctx().em;
  await query(em, `delete from projection_cursor where name = 'rounds'`);
  await query(em, 'delete from bet');
  await query(em, 'delete from round');
  games.ledger.write(bet(player, 'i-3', 'r-3', '1.00'));
  await eventually(async () => expect(await roundsOf(player)).toHaveLength(3));
  expect((await roundsOf(player))[2]).toEqual(before[0]);
});

test('a round whose every bet was rolled back is CANCELLED, takes bets again, and another player’s round of that name is another', async () => {
  const player = aPlayer();
  const other = aPlayer();
  games.ledger.write(
    bet(player, 'c-1', 'r-9', '2.00'),
    bet(player, 'c-2', 'r-9', '3.00'),
    bet(other, 'c-3', 'r-9', '7.00'),
    back(player, 'c-1', null),
  );
  await until(player, [{ status: 'OPEN', staked: { amount: '3.00' } }]);
  games.ledger.write(back(player, 'c-2', 'r-9', { amount: '1.00', partial: true }));
  await until(player, [{ status: 'OPEN', staked: { amount: '2.00' }, bets: [{}, { amount: { amount: '2.00' } }] }]);
  games.ledger.write(back(player, 'c-2', 'r-9'));
  await until(player, [
    {
      status: 'CANCELLED',
      staked: { amount: '0.00' },
      closedAt: expect.any(String),
      bets: [{ status: 'ROLLED_BACK' }, { status: 'ROLLED_BACK' }],
    },
  ]);
  games.ledger.write(bet(player, 'c-4', 'r-9', '1.00'));
  await until(player, [{ status: 'OPEN', staked: { amount: '1.00' }, closedAt: null }]);
  await until(other, [{ status: 'OPEN', staked: { amount: '7.00' } }]);
  expect(await roundsOf(player, { filter: { status: 'CANCELLED' } })).toEqual([]);
});

test('people see their own rounds; staff see everybody’s; pages follow each other', async () => {
  const player = aPlayer();
  const other = aPlayer();
  games.ledger.write(
    ...['1', '2', '3'].map((n) => bet(player, `p-${n}`, `r-${n}`, '1.00')),
    bet(other, 'p-4', 'r-1', '1.00'),
  );
  await eventually(async () => expect(await roundsOf(other)).toHaveLength(1));
  const staff: Person = { userId: aPlayer().userId, roles: ['SUPPORT'] };
  expect((await roundsOf(player)).map(({ reference }) => reference)).toEqual(['r-3', 'r-2', 'r-1']);
  expect((await roundsOf(staff, { filter: { userId: player.userId } })).length).toBe(3);
  expect((await games.graph(ROUNDS, player, { filter: { userId: other.userId } })).errors?.[0]?.extensions.code).toBe(
    'FORBIDDEN',
  );
  expect((await games.graph(ROUNDS)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  const page = await games.graph(ROUNDS, player, { first: 2 });
  const { pageInfo } = (page.data as unknown as { rounds: { pageInfo: { hasNextPage: boolean; endCursor: string } } })
    .rounds;
  expect(pageInfo.hasNextPage).toBe(true);
  expect((await roundsOf(player, { first: 2, after: pageInfo.endCursor })).map(({ reference }) => reference)).toEqual([
    'r-1',
  ]);
  for (const variables of [{ first: 0 }, { first: 101 }, { after: 'nonsense' }]) {
    expect((await games.graph(ROUNDS, player, variables)).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  }
  const [{ id }] = (await roundsOf(player)) as [Seen];
  const entity = (person: Person) =>
    games.graph('query ($r: [_Any!]!) { _entities(representations: $r) { ... on Round { reference } } }', person, {
      r: [{ __typename: 'Round', id }],
    });
  expect((await entity(player)).data).toEqual({ _entities: [{ reference: 'r-3' }] });
  expect((await entity(other)).data).toEqual({ _entities: [null] });
});

test('staff are shown the studio’s page of a round, where it has one, and players are not', async () => {
  const [player, sam]: Person[] = [aPlayer(), { userId: aPlayer().userId, roles: ['SUPPORT'] }];
  const name = await addStudio(games, 'softswiss');
  await configureProvider(
    { ...games.ctx(), identity: { kind: 'user', userId: 'an-admin', roles: ['ADMIN'], sessionId: 's' } },
    { name, url: games.studio.url.replace('//', '//our-id@') },
  );
  games.ledger.write({ ...bet(player!, 's-1', 'r-1', '1.00'), scope: `studio:${name}`, gameId: 'book' });
  games.ledger.write(bet(player!, 's-2', 'r-1', '1.00'));
  const rounds = await eventually(async () => {
    const seen = await roundsOf(player!);
    expect(seen).toHaveLength(2);
    return seen;
  });
  const idOf = (reference: string) => rounds.find(({ bets }) => bets[0]!.reference === reference)!.id;
  const [theirs, own] = [idOf('s-1'), idOf('s-2')];
  games.studio.rounds = { details: { url: 'https://studio.example/round/1' } };
  const page = async (person: Person, id: string) => {
    const { data, errors } = await games.graph('query ($id: ID!) { roundPage(id: $id) { url } }', person, { id });
    return errors?.[0]?.extensions.code ?? (data as unknown as { roundPage: { url: string } }).roundPage.url;
  };
  expect(await page(sam!, theirs)).toBe('https://studio.example/round/1');
  expect(games.studio.requests.at(-1)).toMatchObject({ body: { user_id: player!.userId, game_id: 'r-1' } });
  expect(await page(sam!, own)).toBe('CONFLICT');
  for (const id of [aPlayer().userId, 'no-id']) expect(await page(sam!, id)).toBe('NOT_FOUND');
  expect(await page(player!, theirs)).toBe('FORBIDDEN');
  games.studio.rounds = null;
  expect(await page(sam!, theirs)).toBe('PROVIDER_UNAVAILABLE');
});

test('roundUpdated tells a player of their own rounds alone', async () => {
  const player = aPlayer();
  const client = createClient({
    url: `${games.subgraph.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { identity: await games.identity(player) },
  });
  const seen: unknown[] = [];
  const stop = client.subscribe(
    {
      query: 'subscription { roundUpdated { reference status staked { amount } paid { amount } } }',
      extensions: { identity: await games.identity(player) },
    },
    {
      next: (value) => seen.push(value.data?.roundUpdated),
      error: (error) => seen.push(error),
      complete: () => undefined,
    },
  );
  let number = 0;
  await eventually(() => {
    number += 1;
    games.ledger.write(
      bet(aPlayer(), `other-${number}`, 'r-x', '1.00'),
      bet(player, `s-${number}`, `r-${number}`, '2.00'),
    );
    expect(seen.length).toBeGreaterThan(0);
  });
  games.ledger.write(win(player, `s-${number}`, `r-${number}`, '3.00'), closed(player, `r-${number}`));
  await eventually(() =>
    expect(seen.at(-1)).toEqual({
      reference: `r-${number}`,
      status: 'CLOSED',
      staked: { amount: '2.00' },
      paid: { amount: '3.00' },
    }),
  );
  expect(seen.every((round) => (round as { reference: string }).reference !== 'r-x')).toBe(true);
  stop();
  await client.dispose();
});

test('jackpots’ contributions and shares follow what the ledger took, exact to the last digit', async () => {
  const player = aPlayer();
  const { status } = await games.callback('win', {
    ...{ playerId: player.userId, transactionId: 'w-j', betTransactionId: 'j-1', roundId: 'jackpot', gameId: 'dice' },
    ...{ amount: '7.50', currency: 'EUR', jackpotWin: '7.123456789012' },
  });
  expect(status).toBe(200);
  const [said] = games.ledger.commands().at(-1)!.operations;
  expect(said).toMatchObject({ kind: 'win', jackpot: '7.123456789012' });
  const placed = (reference: string, more: object = {}) => ({ ...bet(player, reference, 'jackpot', '1.00'), ...more });
  games.ledger.write(placed('j-1', { jackpot: '0.005' }), placed('j-2', { jackpot: '0.000000000001' }), placed('j-3'));
  games.ledger.write({ ...win(player, 'j-1', 'jackpot', '7.50'), jackpot: '7.123456789012' });
  const seen = async () => (await games.graph(JACKPOTS, player)).data as unknown;
  const node = (round: string, contributions: string[]) => ({
    ...{ reference: 'jackpot', jackpotContribution: round, jackpotPaid: '7.123456789012' },
    bets: contributions.map((jackpotContribution, index) => ({
      jackpotContribution,
      jackpotPaid: index === 0 ? '7.123456789012' : '0',
    })),
  });
  const only = (each: object) => ({ rounds: { edges: [{ node: each }] } });
  await eventually(async () =>
    expect(await seen()).toEqual(only(node('0.005000000001', ['0.005', '0.000000000001', '0']))),
  );
  games.ledger.write(back(player, 'j-2', 'jackpot'));
  await eventually(async () => expect(await seen()).toEqual(only(node('0.005', ['0.005', '0.000000000001', '0']))));
});
