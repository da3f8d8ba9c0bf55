import { eventually } from '@croupier/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { query } from '@croupier/kit';
import { aPlayer, startGames, type GamesUnderTest, type Person } from '../testing/games-room.testing.ts';
import { done } from '../testing/scripted-ledger.testing.ts';
import { seedDemo } from './seed-demo.ts';
import { syncCatalogue } from './sync-catalogue.ts';

let games: GamesUnderTest;
const admin: Person = { userId: aPlayer().userId, roles: ['ADMIN'] };
beforeAll(async () => {
  games = await startGames();
});
afterAll(() => games?.stop());

const GAMES = `query ($filter: GameFilter, $first: Int! = 20, $after: String) { games(filter: $filter, first: $first, after: $after) {
  totalCount pageInfo { hasNextPage endCursor } edges { node { id code slug title ru: title(locale: "ru-RU") genre volatility rtp thumbnailUrl enabled demo currencies tags provider { id name title enabled dialect } } } } }`;
interface Page {
  totalCount: number;
  pageInfo: { hasNextPage: boolean; endCursor: string };
  edges: { node: { id: string; code: string; slug: string } }[];
}
async function list(variables: object = {}, person?: Person): Promise<Page> {
  const answer = await games.graph(GAMES, person, variables);
  expect(answer.errors).toBeUndefined();
  return (answer.data as unknown as { games: Page }).games;
}
const slugs = async (filter: object, person?: Person) =>
  (await list({ filter }, person)).edges.map(({ node }) => node.slug);
const CONFIGURE =
  'mutation ($input: ConfigureProviderInput!) { configureProvider(input: $input) { name title enabled dialect } }';
const told = (subject: string) =>
  query<{ payload: Record<string, unknown> }>(
    games.ctx().em,
    'select payload from outbox where subject = ? order by id',
    [subject],
  );

test('anybody sees the demo games, in two languages', async () => {
  const { totalCount, edges } = await list();
  expect(totalCount).toBe(3);
  expect(edges[1]!.node).toEqual({
    ...{
      id: expect.any(String),
      code: 'dice',
      slug: 'dice',
      title: 'Dice',
      ru: 'Кости',
      genre: 'INSTANT',
      volatility: 'MEDIUM',
      rtp: '99.00',
      enabled: true,
      demo: true,
    },
    ...{
      thumbnailUrl: `${games.studio.url}/thumbnails/dice.svg`,
      currencies: expect.arrayContaining(['EUR', 'TON']),
      tags: [],
    },
    provider: { id: 'sandbox', name: 'sandbox', title: 'Croupier Sandbox', enabled: true, dialect: 'croupier' },
  });
});

test('filters, search and pages', async () => {
  expect(await slugs({ genre: 'SLOT' })).toEqual(['slots']);
  expect(await slugs({ volatility: 'LOW' })).toEqual(['coinflip']);
  expect(await slugs({ provider: 'nobody' })).toEqual([]);
  expect(await slugs({ search: 'КОСТИ' })).toEqual(['dice']);
  expect(await slugs({ search: 'golden' })).toEqual(['slots']);
  expect(await slugs({ search: 'орел' })).toEqual(['coinflip']);
  expect(await slugs({ search: 'goldne' })).toEqual(['slots']);
  expect(await slugs({ search: 'барбаны' })).toEqual(['slots']);
  expect(await slugs({ search: 'zolotie' })).toEqual(['slots']);
  expect(await slugs({ currency: 'TON' })).toHaveLength(3);
  expect(await slugs({ currency: 'CHF' })).toEqual([]);
  expect(await slugs({ tag: 'none' })).toEqual([]);
  for (const search of ['%', '_', '\\', "'", '\u0000%']) expect(await slugs({ search })).toEqual([]);
  const first = await list({ first: 2 });
  expect(first.pageInfo.hasNextPage).toBe(true);
  expect((await list({ first: 2, after: first.pageInfo.endCursor })).edges.map(({ node }) => node.slug)).toEqual([
    'slots',
  ]);
});

test('seeding and syncing again change nothing and tell nothing; a new listing is told', async () => {
  const before = (await told('games.game_changed.v1')).length;
  expect(before).toBe(3);
  await seedDemo(games.ctx(), games.studio.url);
  expect(await told('games.game_changed.v1')).toHaveLength(before);
  expect(await syncCatalogue(games.ctx())).toBe(0);
  const dice = {
    code: 'dice',
    title: { en: 'Dice II', ru: 'Кости' },
    genre: 'INSTANT',
    volatility: 'MEDIUM',
    rtp: '98.00',
    thumbnail: '/t.svg',
    currencies: ['EUR'],
  };
  games.studio.games = { provider: 'sandbox', games: [dice, { ...dice, code: 'odd', genre: 'UNHEARD' }] };
  expect(await syncCatalogue(games.ctx())).toBe(1);
  expect(await syncCatalogue(games.ctx())).toBe(1);
  const events = (await told('games.game_changed.v1')).slice(before).map(({ payload }) => payload);
  const about = { provider: 'sandbox', genre: 'INSTANT' };
  expect(events).toHaveLength(3);
  expect(events[0]).toMatchObject({ ...about, code: 'dice', slug: 'dice', title: 'Dice II', enabled: true });
  expect(events.slice(1).map(({ code, enabled }) => [code, enabled])).toEqual([
    ['coinflip', false],
    ['slots', false],
  ]);
  expect(await slugs({})).toEqual(['dice']);
  await seedDemo(games.ctx(), games.studio.url);
  expect((await list()).totalCount).toBe(3);
});

test('a game that was closed is hidden from the lobby, shown to staff, stays closed after a sync, and is audited', async () => {
  const { id } = (await list({ filter: { search: 'coinflip' } })).edges[0]!.node;
  const set = (enabled: boolean, person?: Person) =>
    games.graph('mutation ($input: SetGameEnabledInput!) { setGameEnabled(input: $input) { enabled } }', person, {
      input: { gameId: id, enabled },
    });
  expect((await set(false)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  for (const role of ['PLAYER', 'SUPPORT', 'FINANCE', 'COMPLIANCE'] as const) {
    expect((await set(false, { userId: aPlayer().userId, roles: [role] })).errors?.[0]?.extensions.code).toBe(
      'FORBIDDEN',
    );
  }
  expect((await set(false, admin)).data).toEqual({ setGameEnabled: { enabled: false } });
  await seedDemo(games.ctx(), games.studio.url);
  expect(await slugs({ search: 'coinflip' })).toEqual([]);
  expect(await slugs({ search: 'coinflip' }, admin)).toEqual(['coinflip']);
  expect((await told('games.audited.v1')).at(-1)!.payload).toMatchObject({
    actorId: admin.userId,
    action: 'set-game-enabled',
    objectId: id,
    before: { enabled: true },
    after: { enabled: false },
  });
  await set(true, admin);
});

test('a provider is added and its secret changed at run time; the secret is sealed, audited as changed, and never answered', async () => {
  const signed = async (secret: string) => {
    const { signedHeaders } = await import('../providers/signature.ts');
    const body = JSON.stringify({ sessionToken: 'nobody' });
    const headers = signedHeaders(secret, '/providers/acme/balance', body, new Date());
    return (await fetch(`${games.subgraph.doorUrl}/providers/acme/balance`, { method: 'POST', headers, body })).status;
  };
  expect(await signed('acme-secret-1')).toBe(404);
  const create = { name: 'acme', title: 'Acme', dialect: 'croupier', secret: 'acme-secret-1' };
  expect((await games.graph(CONFIGURE, aPlayer(), { input: create })).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  expect((await games.graph(CONFIGURE, admin, { input: create })).data).toEqual({
    configureProvider: { name: 'acme', title: 'Acme', enabled: true, dialect: 'croupier' },
  });
  expect(await signed('acme-secret-1')).toBe(200);
  await games.graph(CONFIGURE, admin, { input: { name: 'acme', secret: 'acme-secret-2' } });
  await eventually(async () => expect(await signed('acme-secret-2')).toBe(200));
  expect(await signed('acme-secret-1')).toBe(401);
  const everything = JSON.stringify([
    await query(games.ctx().em, 'select * from provider'),
    await query(games.ctx().em, 'select * from outbox'),
  ]);
  expect(everything).not.toContain('acme-secret');
  expect((await told('games.audited.v1')).at(-1)!.payload).toMatchObject({
    action: 'configure-provider',
    objectId: 'acme',
    after: { secretChanged: true },
  });
});

test('a malformed configuration is refused and changes nothing', async () => {
  const count = async () => (await query(games.ctx().em, 'select * from provider')).length;
  const before = await count();
  const good = { name: 'other', dialect: 'croupier', secret: 'a-long-secret' };
  for (const more of [
    { name: 'Other!' },
    { dialect: 'klingon' },
    { dialect: null },
    { secret: null },
    { secret: 'short' },
    { url: 'file:///etc/passwd' },
    { title: ' ' },
  ]) {
    expect((await games.graph(CONFIGURE, admin, { input: { ...good, ...more } })).errors?.[0]?.extensions.code).toBe(
      'BAD_USER_INPUT',
    );
  }
  expect(await count()).toBe(before);
});

test('the cap of a provider’s promotions is released by the ledger, by an ADMIN alone, and audited', async () => {
  const release = (provider: string, person = admin) =>
    games.graph(`mutation { releaseProviderCap(input: { provider: "${provider}" }) { name } }`, person);
  const codeOf = async (answer: ReturnType<typeof release>) => (await answer).errors?.[0]?.extensions.code;
  expect(await codeOf(release('sandbox', aPlayer()))).toBe('FORBIDDEN');
  expect(await codeOf(release('nobody'))).toBe('NOT_FOUND');
  games.ledger.judge = () => ({ status: 'TRY_AGAIN', message: 'not now' });
  expect(await codeOf(release('sandbox'))).toBe('PROVIDER_UNAVAILABLE');
  games.ledger.messages.length = 0;
  games.ledger.judge = () => done(null, null);
  expect((await release('sandbox')).data).toEqual({ releaseProviderCap: { name: 'sandbox' } });
  expect(games.ledger.commands()).toMatchObject([{ scope: 'studio:sandbox', operations: [{ kind: 'release_cap' }] }]);
  expect((await told('games.audited.v1')).at(-1)!.payload).toMatchObject({
    actorId: admin.userId,
    action: 'release-provider-cap',
    objectId: 'sandbox',
  });
});
