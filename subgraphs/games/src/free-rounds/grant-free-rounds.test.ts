import { randomUUID } from 'node:crypto';
import { query } from '@croupier/kit';
import { eventually } from '@croupier/testkit';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { aPlayer, startGames, type GamesUnderTest, type Person } from '../testing/games-room.testing.ts';
import { done } from '../testing/scripted-ledger.testing.ts';
import { tellPendingGrants } from './tell-pending-grants.ts';

let games: GamesUnderTest;
let gameId: string;
const frank: Person = { userId: randomUUID(), roles: ['FINANCE'] };
beforeAll(async () => {
  games = await startGames();
  const [dice] = await query<{ id: string }>(games.ctx().em, `select id from game where slug = 'dice'`);
  gameId = dice!.id;
});
afterAll(() => games?.stop());
beforeEach(() => {
  games.studio.requests.length = 0;
  games.studio.answer = { status: 200, body: {} };
  games.ledger.messages.length = 0;
  Object.assign(games.ledger, { playerKnown: true, status: 'ACTIVE', judge: () => done(null) });
});

const FIELDS = `id status rounds played stake { amount currency } expiresAt game { slug }`;
const run = async (mutation: string, input: object, person: Person = frank) => {
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
  const source = `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${FIELDS} } }`;
  const { data, errors } = await games.graph(source, person, { input });
  return errors?.[0]?.extensions.code ?? ((data as unknown as Record<string, Given>)[mutation] as Given);
};
interface Given {
  id: string;
  status: string;
  [field: string]: unknown;
}
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();
const wish = (more: object = {}) => ({
  ...{ userId: randomUUID(), gameId, rounds: 3, stake: { amount: '0.5', currency: 'EUR' } },
  ...{ expiresAt: inAnHour(), idempotencyKey: randomUUID(), ...more },
});
const grant = (more: object = {}, person?: Person) => run('grantFreeRounds', wish(more), person);
const listed = async (userId: string, person: Person = frank) => {
  const source = `query ($userId: ID) { freeRounds(userId: $userId) { edges { node { ${FIELDS} } } } }`;
  const { data, errors } = await games.graph(source, person, { userId });
  if (errors) return errors[0]!.extensions.code;
  return (data as unknown as { freeRounds: { edges: { node: Given }[] } }).freeRounds.edges.map(({ node }) => node);
};
const operations = () => games.ledger.commands().flatMap((command) => command.operations);
const paths = () => games.studio.requests.map(({ path }) => path).filter((path) => path !== '/games');

test('the ledger and the studio are told once, under one id; the player sees them, and who did it is written down', async () => {
  const input = wish();
  const given = (await run('grantFreeRounds', input)) as Given;
  expect(given).toMatchObject({ status: 'GRANTED', rounds: 3, played: 0, game: { slug: 'dice' } });
  const { id, stake } = given;
  expect(stake).toEqual({ amount: '0.50', currency: 'EUR' });
  expect(await run('grantFreeRounds', input)).toEqual(given);
  for (const other of [
    ...[{ rounds: 9 }, { userId: randomUUID() }, { stake: { amount: '0.51', currency: 'EUR' } }],
    { expiresAt: new Date(Date.now() + 60_000).toISOString() },
  ])
    expect(await run('grantFreeRounds', { ...input, ...other })).toBe('DUPLICATE_REFERENCE');
  expect(paths()).toEqual(['/free-rounds']);
  const told = { id, playerId: input.userId, gameId: 'dice', rounds: 3, stake: '0.50', currency: 'EUR' };
  expect(games.studio.requests.find(({ path }) => path === '/free-rounds')!.body).toMatchObject(told);
  expect(operations()).toMatchObject([{ kind: 'grant_free_rounds', reference: id, gameId: 'dice', amount: '0.50' }]);
  const player: Person = { userId: input.userId, roles: ['PLAYER'] };
  expect(await listed(input.userId, player)).toEqual([given]);
  expect(await listed(input.userId, aPlayer())).toBe('FORBIDDEN');
  const audits = await query(
    games.ctx().em,
    `select 1 from outbox where subject = 'games.audited.v1' and payload->>'objectId' = ?`,
    [id],
  );
  expect(audits).toHaveLength(1);
});

test('what is asked several times at once is one grant, and another under its key is refused', async () => {
  const input = wish();
  const asked = await Promise.all([input, input, input].map((each) => run('grantFreeRounds', each)));
  expect(new Set((asked as Given[]).map(({ id }) => id)).size).toBe(1);
  expect(asked).toMatchObject([{ rounds: 3 }, { rounds: 3 }, { rounds: 3 }]);
  const key = { idempotencyKey: randomUUID() };
  const two = await Promise.all([3, 4].map((rounds) => run('grantFreeRounds', { ...input, ...key, rounds })));
  expect(two.filter((each) => each === 'DUPLICATE_REFERENCE')).toHaveLength(1);
});

test('a studio that does not answer leaves them pending; the repeat goes on, and the ledger is not told again', async () => {
  const input = wish();
  games.studio.answer = { status: 500, body: {} };
  expect(await run('grantFreeRounds', input)).toBe('PROVIDER_UNAVAILABLE');
  expect(await listed(input.userId)).toMatchObject([{ status: 'PENDING' }]);
  games.studio.answer = { status: 200, body: {} };
  expect(await run('grantFreeRounds', input)).toMatchObject({ status: 'GRANTED' });
  expect(operations()).toHaveLength(1);
});

test('pending ones are told again, later and later, until the studio takes them, they end or are taken back', async () => {
  const started = Date.now();
  const tellAfter = (minutes: number) =>
    tellPendingGrants({ ...games.ctx(), now: () => new Date(started + minutes * 60_000) });
  const tells = () => paths().filter((path) => path === '/free-rounds').length;
  await query(games.ctx().em, `update free_rounds set told_at = now() where told_at is null`);
  games.studio.answer = { status: 503, body: {} };
  const inTwoHours = new Date(started + 7_200_000).toISOString();
  const [input, ending, cancelled] = [wish({ expiresAt: inTwoHours }), wish(), wish({ expiresAt: inTwoHours })];
  for (const each of [input, ending, cancelled])
    expect(await run('grantFreeRounds', each)).toBe('PROVIDER_UNAVAILABLE');
  const statusOf = async ({ userId }: { userId: string }) => ((await listed(userId)) as Given[])[0]!.status;
  const [taken] = (await listed(cancelled.userId)) as Given[];
  games.studio.answer = { status: 404, body: {} };
  expect(await run('cancelFreeRounds', { id: taken!.id })).toMatchObject({ status: 'CANCELLED' });
  games.studio.answer = { status: 503, body: {} };
  games.studio.requests.length = 0;
  // Each is given the time of its first call; then 2, 4, 8 … minutes lie between.
  for (const [minutes, seen] of [
    [0.5, 0],
    [2, 2],
    [3, 2],
    [4.5, 4],
    [8, 4],
    [9, 6],
  ] as const) {
    expect(await tellAfter(minutes)).toBe(0);
    expect([minutes, tells()]).toEqual([minutes, seen]);
  }
  games.ledger.status = 'SELF_EXCLUDED';
  expect(await tellAfter(20)).toBe(0);
  games.ledger.status = 'ACTIVE';
  games.studio.answer = { status: 200, body: {} };
  expect(await Promise.all([tellAfter(70), tellAfter(70)])).toEqual(expect.arrayContaining([0, 1]));
  expect(await tellAfter(110)).toBe(0);
  expect(tells()).toBe(7);
  expect([await statusOf(input), await statusOf(ending), await statusOf(cancelled)]).toEqual([
    ...['GRANTED', 'PENDING', 'CANCELLED'],
  ]);
  expect(operations().filter(({ kind }) => kind === 'grant_free_rounds')).toHaveLength(3);
});

test('one that is taken back while its studio is told is taken back there too', async () => {
  const input = wish();
  games.studio.answer = { status: 503, body: {} };
  await run('grantFreeRounds', input);
  const [given] = (await listed(input.userId)) as Given[];
  games.studio.answer = { status: 200, body: {} };
  games.studio.requests.length = 0;
  // The ledger is asked between the taking and the telling.
  const ctx = { ...games.ctx(), now: () => new Date(Date.now() + 120_000) };
  const ask: typeof ctx.ask = async (contract, question) => {
    await query(games.ctx().em, 'update free_rounds set cancelled_at = now() where id = ?', [given!.id]);
    return games.ctx().ask(contract, question);
  };
  await tellPendingGrants({ ...ctx, ask });
  expect(paths()).toEqual(['/free-rounds', '/free-rounds/cancel']);
  expect(await listed(input.userId)).toMatchObject([{ status: 'CANCELLED' }]);
});

test('free bets are counted for the oldest that they fit, and taken back with their bet', async () => {
  const input = wish({ rounds: 1 });
  await run('grantFreeRounds', input);
  await run('grantFreeRounds', { ...input, rounds: 2, idempotencyKey: randomUUID() });
  const { userId } = input;
  const at = new Date(Date.now() + 1_000).toISOString();
  const bet = (reference: string, more: object = {}) => ({
    ...{ kind: 'BET' as const, userId, reference, betReference: reference, roundId: reference, gameId: 'dice', at },
    ...{ free: true, amount: '0.00', ...more },
  });
  const key = randomUUID();
  games.ledger.write(
    bet(`${key}-1`),
    bet(`${key}-2`),
    bet(`${key}-3`, { gameId: 'slots' }),
    bet(`${key}-4`, { free: false }),
  );
  const seen = async () => ((await listed(userId)) as Given[]).map(({ status, played }) => [status, played]);
  await eventually(async () =>
    expect(await seen()).toEqual([
      ['ACTIVE', 1],
      ['USED', 1],
    ]),
  );
  const back = {
    kind: 'ROLLBACK' as const,
    userId,
    reference: `${key}-x`,
    betReference: `${key}-2`,
    roundId: `${key}-2`,
  };
  games.ledger.write({ ...back, gameId: 'dice', free: true, at });
  await eventually(async () =>
    expect(await seen()).toEqual([
      ['GRANTED', 0],
      ['USED', 1],
    ]),
  );
});

test('taken back: the studio, then the ledger; a repeat does nothing, and what is over stays', async () => {
  const given = (await grant()) as Given;
  games.studio.requests.length = 0;
  games.studio.answer = { status: 503, body: {} };
  expect(await run('cancelFreeRounds', { id: given.id })).toBe('PROVIDER_UNAVAILABLE');
  games.studio.answer = { status: 404, body: {} };
  games.ledger.messages.length = 0;
  for (const _ of [1, 2])
    expect(await run('cancelFreeRounds', { id: given.id })).toMatchObject({ status: 'CANCELLED' });
  expect(paths()).toEqual(['/free-rounds/cancel', '/free-rounds/cancel']);
  expect(operations()).toEqual([{ kind: 'end_free_rounds', grant: given.id }]);
  games.studio.answer = { status: 200, body: {} };
  const old = (await grant()) as Given;
  await query(games.ctx().em, `update free_rounds set expires_at = now() - interval '1 second' where id = ?`, [old.id]);
  expect(await run('cancelFreeRounds', { id: old.id })).toBe('CONFLICT');
  expect(await run('cancelFreeRounds', { id: randomUUID() })).toBe('NOT_FOUND');
});

test('refusals leave nothing behind and tell nobody', async () => {
  const before = await query(games.ctx().em, 'select 1 from free_rounds');
  for (const person of [aPlayer(), { ...frank, roles: ['SUPPORT' as const] }])
    expect(await grant({}, person)).toBe('FORBIDDEN');
  expect(await grant({ userId: frank.userId })).toBe('FORBIDDEN');
  const bad = [{ rounds: 0 }, { rounds: 1_001 }, { stake: { amount: '0', currency: 'EUR' } }, { idempotencyKey: '' }];
  for (const more of [...bad, { expiresAt: new Date(0).toISOString() }, { expiresAt: '2099-01-01T00:00:00Z' }])
    expect(await grant(more)).toBe('BAD_USER_INPUT');
  for (const more of [{ userId: 'nobody' }, { gameId: randomUUID() }]) expect(await grant(more)).toBe('NOT_FOUND');
  expect(await grant({ stake: { amount: '1', currency: 'CHF' } })).toBe('CURRENCY_MISMATCH');
  games.ledger.status = 'SELF_EXCLUDED';
  expect(await grant()).toBe('SELF_EXCLUDED');
  games.ledger.status = 'ACTIVE';
  games.ledger.judge = () => ({ status: 'REFUSED', code: 'PLAYER_BLOCKED', at: 0, wallet: null });
  expect(await grant()).toBe('PLAYER_BLOCKED');
  games.ledger.judge = () => ({ status: 'TRY_AGAIN', message: 'busy' });
  expect(await grant()).toBe('PROVIDER_UNAVAILABLE');
  games.ledger.playerKnown = false;
  expect(await grant()).toBe('NOT_FOUND');
  expect(paths()).toEqual([]);
  expect(await query(games.ctx().em, 'select 1 from free_rounds')).toHaveLength(before.length);
});
