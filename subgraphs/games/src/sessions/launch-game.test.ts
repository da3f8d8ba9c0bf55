import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { randomUUID } from 'node:crypto';
import { connectNats, createLog, ensureStream, query } from '@croupier/kit';
import { eventually } from '@croupier/testkit';
import { headers } from 'nats';
import { isSignedCall } from '../providers/signature.ts';
import { aPlayer, startGames, type GamesUnderTest } from '../testing/games-room.testing.ts';
import { done, EUR_WALLET } from '../testing/scripted-ledger.testing.ts';

let games: GamesUnderTest;
let gameId: string;
beforeAll(async () => {
  games = await startGames();
  const answer = await games.graph('{ game(slug: "dice") { id } }');
  gameId = (answer.data as unknown as { game: { id: string } }).game.id;
});
afterAll(() => games?.stop());
beforeEach(() => {
  games.ledger.messages.length = 0;
  games.studio.requests.length = 0;
  games.studio.answer = { status: 200, body: { url: `${games.studio.url}/game/dice?token=x` } };
  Object.assign(games.ledger, {
    silent: false,
    wallet: EUR_WALLET,
    playerKnown: true,
    status: 'ACTIVE',
    judge: () => done(null),
  });
});

const launch = (player = aPlayer(), input: object = {}) =>
  games.graph('mutation ($input: LaunchGameInput!) { launchGame(input: $input) { id url expiresAt } }', player, {
    input: { gameId, currency: 'EUR', ...input },
  });
interface Seen {
  games: { edges: { node: { slug: string } }[] };
  recentGames: { slug: string }[];
}
const sessions = async () =>
  Number((await query<{ count: string }>(games.ctx().em, 'select count(*) from game_session'))[0]!.count);
const codeOf = (answer: Awaited<ReturnType<typeof launch>>) => answer.errors?.[0]?.extensions.code;

test('a launch answers the page of the studio, which is told who plays, signed; the token is stored nowhere', async () => {
  const player = aPlayer();
  const answer = await launch(player);
  const session = (answer.data as unknown as { launchGame: { id: string; url: string; expiresAt: string } }).launchGame;
  expect(session.url).toBe(`${games.studio.url}/game/dice?token=x`);
  expect(Date.parse(session.expiresAt) - Date.now()).toBeGreaterThan(2 * 3600_000 - 10_000);
  const [request] = games.studio.requests;
  expect(request).toMatchObject({
    path: '/launch',
    body: { playerId: player.userId, gameId: 'dice', currency: 'EUR', mode: 'REAL' },
  });
  expect(
    isSignedCall(
      { path: '/launch', headers: request!.headers, body: Buffer.from(JSON.stringify(request!.body)) },
      'sandbox-secret',
      new Date(),
    ),
  ).toBe(true);
  const token = request!.body.token as string;
  expect(JSON.stringify(await query(games.ctx().em, 'select * from game_session'))).not.toContain(token);
  // It bets at once, and a second launch does not end it.
  await launch(player);
  expect((await games.callback('authenticate', { sessionToken: token })).body).toMatchObject({
    status: 'OK',
    playerId: player.userId,
  });
});

test('it opens the wallet that it needs, and only when it is missing', async () => {
  await launch();
  expect(games.ledger.commands()).toEqual([]);
  games.ledger.wallet = null;
  const player = aPlayer();
  expect(codeOf(await launch(player, { currency: 'TON' }))).toBeUndefined();
  expect(games.ledger.commands()).toMatchObject([
    { userId: player.userId, operations: [{ kind: 'open_wallet', currency: 'TON' }] },
  ]);
});

test('pretend money needs no wallet, and its token begins with demo.', async () => {
  games.ledger.wallet = null;
  expect(codeOf(await launch(aPlayer(), { mode: 'DEMO' }))).toBeUndefined();
  expect(games.ledger.commands()).toEqual([]);
  expect(games.studio.requests[0]!.body).toMatchObject({ mode: 'DEMO', token: expect.stringMatching(/^demo\./) });
  expect((await games.callback('authenticate', { sessionToken: games.studio.requests[0]!.body.token })).body).toEqual({
    status: 'INVALID_TOKEN',
  });
});

test('a provider that does not answer is PROVIDER_UNAVAILABLE and leaves no session', async () => {
  const before = await sessions();
  games.studio.answer = { status: 500, body: {} };
  expect(codeOf(await launch())).toBe('PROVIDER_UNAVAILABLE');
  games.studio.answer = { status: 200, body: { url: 'javascript:alert(1)' } };
  expect(codeOf(await launch())).toBe('PROVIDER_UNAVAILABLE');
  games.ledger.silent = true;
  expect(codeOf(await launch())).toBe('PROVIDER_UNAVAILABLE');
  expect(await sessions()).toBe(before);
});

test.each([
  ['BLOCKED', 'PLAYER_BLOCKED'],
  ['CLOSED', 'PLAYER_BLOCKED'],
  ['SELF_EXCLUDED', 'SELF_EXCLUDED'],
  ['COOLING_OFF', 'SELF_EXCLUDED'],
] as const)('a player who is %s gets %s, and the studio hears nothing', async (status, code) => {
  games.ledger.status = status;
  expect(codeOf(await launch())).toBe(code);
  expect(games.studio.requests).toEqual([]);
});

test('a game is launched and listed only where it is offered; in a country that nobody knows it is', async () => {
  const users = await connectNats(games.natsUrlOf('users'), createLog('test', 'fatal'));
  const player = aPlayer();
  const tell = async (country: string | null, changedAt: string) => {
    const told = { userId: player.userId, displayName: 'x', status: 'ACTIVE', statusUntil: null, roles: ['PLAYER'] };
    const payload = JSON.stringify({ ...told, kycStatus: 'APPROVED', country, changedAt });
    const head = headers();
    head.set('Nats-Msg-Id', randomUUID());
    await users.jetstream().publish('users.user_changed.v1', payload, { headers: head });
  };
  const country = async () =>
    (await query<{ country: string }>(games.ctx().em, 'select country from player_country')).map((row) => row.country);
  const offer = (countries: string[] | null, blocked: string[]) =>
    query(games.ctx().em, `update game set countries = ?::jsonb, blocked_countries = ?::jsonb where slug = 'dice'`, [
      ...[countries && JSON.stringify(countries), JSON.stringify(blocked)],
    ]);
  const outcome = async () => {
    const { data } = await games.graph('{ games { edges { node { slug } } } recentGames { slug } }', player);
    const { games: listed, recentGames } = data as unknown as Seen;
    const slugs = listed.edges.map(({ node }) => node.slug);
    return [codeOf(await launch(player)), slugs.includes('dice'), recentGames.some(({ slug }) => slug === 'dice')];
  };
  await ensureStream(users, 'users');
  await offer(null, ['LV']);
  await launch(player);
  expect(await outcome()).toEqual([undefined, true, true]);
  await tell('LV', '2026-11-20T10:00:00.000Z');
  await eventually(async () => expect(await country()).toEqual(['LV']), { timeoutMs: 20_000 });
  games.studio.requests.length = 0;
  expect(await outcome()).toEqual(['CONFLICT', false, false]);
  expect(games.studio.requests).toEqual([]);
  await offer(['LV', 'EE'], []);
  expect(await outcome()).toEqual([undefined, true, true]);
  await tell('FR', '2026-11-19T10:00:00.000Z');
  await tell(null, '2026-11-21T10:00:00.000Z');
  await tell('DE', '2026-11-21T11:00:00.000Z');
  await eventually(async () => expect(await country()).toEqual(['DE']));
  expect(await outcome()).toEqual(['CONFLICT', false, false]);
  expect(codeOf(await launch(aPlayer()))).toBeUndefined();
  await offer(null, []);
  await users.close();
}, 30_000);

test('refusals: nobody, staff, an unknown game, an unknown currency, one that the game does not take', async () => {
  expect(
    codeOf(
      await games.graph('mutation ($input: LaunchGameInput!) { launchGame(input: $input) { id } }', undefined, {
        input: { gameId, currency: 'EUR' },
      }),
    ),
  ).toBe('UNAUTHENTICATED');
  expect(codeOf(await launch({ userId: aPlayer().userId, roles: ['ADMIN'] }))).toBe('FORBIDDEN');
  expect(codeOf(await launch(aPlayer(), { gameId: 'dice' }))).toBe('NOT_FOUND');
  expect(codeOf(await launch(aPlayer(), { gameId: aPlayer().userId }))).toBe('NOT_FOUND');
  expect(codeOf(await launch(aPlayer(), { currency: 'XXX' }))).toBe('BAD_USER_INPUT');
  expect(codeOf(await launch(aPlayer(), { currency: 'CHF' }))).toBe('CURRENCY_MISMATCH');
  expect(games.studio.requests).toEqual([]);
});
