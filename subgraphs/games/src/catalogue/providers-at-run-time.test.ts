import { POLICIES } from '@croupier/contracts';
import { query, sealSecret } from '@croupier/kit';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { rememberPlayed } from './recent-games.ts';
import { resealSecrets } from './reseal-secrets.ts';
import { secretContext } from './secret-context.ts';
import { removeExpiredSessions } from '../sessions/remove-expired-sessions.ts';
import { openDemoSession } from '../sessions/open-demo-session.ts';
import { aPlayer, startGames, type GamesUnderTest, type Person } from '../testing/games-room.testing.ts';
import { done, EUR_WALLET } from '../testing/scripted-ledger.testing.ts';

let games: GamesUnderTest;
const admin: Person = { userId: aPlayer().userId, roles: ['ADMIN'] };
beforeAll(async () => {
  games = await startGames();
});
afterAll(() => games?.stop());
beforeEach(() => {
  games.ledger.messages.length = 0;
  games.ledger.judge = () => done('tx');
});

const configure = (input: object, person: Person = admin) =>
  games.graph('mutation ($input: ConfigureProviderInput!) { configureProvider(input: $input) { name } }', person, {
    input,
  });
const codeOf = async (answer: ReturnType<GamesUnderTest['graph']>) => (await answer).errors?.[0]?.extensions.code;
const rows = (sql: string, ...parameters: unknown[]) => query<Record<string, never>>(games.ctx().em, sql, parameters);
const euros = (amount: string) => [{ amount, currency: 'EUR' }];

test('a bookmaker is added at run time, is shown to ADMINs alone, and calls with its secret until it is disabled', async () => {
  const call = () => games.bookmaker('check_bet', {}, { partner: 'new-bookie', secret: 'a-new-secret-1' });
  expect((await call()).status).toBe(401);
  const input = { name: 'new-bookie', kind: 'BOOKMAKER', dialect: 'bookmaker', secret: 'a-new-secret-1' };
  expect(await codeOf(configure({ ...input, dialect: 'croupier' }))).toBe('BAD_USER_INPUT');
  expect(await codeOf(configure({ ...input, kind: 'STUDIO' }))).toBe('BAD_USER_INPUT');
  expect(await codeOf(configure(input))).toBeUndefined();
  expect((await call()).status).toBe(400);
  expect(await codeOf(configure({ name: 'new-bookie', kind: 'STUDIO' }))).toBe('BAD_USER_INPUT');
  const named = async (person?: Person) => {
    const answer = await games.graph('{ providers { name kind } }', person);
    return (answer.data as unknown as { providers: { name: string }[] }).providers.map(({ name }) => name);
  };
  expect(await named()).toEqual(['sandbox']);
  expect(await named(admin)).toEqual(['demo-bookmaker', 'demo-bookmaker-2', 'new-bookie', 'sandbox']);
  await configure({ name: 'new-bookie', enabled: false });
  expect((await call()).status).toBe(401);
});

test('what is for ADMINs is told to nobody else, and the secret to nobody', async () => {
  const source =
    '{ providers(kind: STUDIO) { name secretFingerprint secretKeyId url health { state } lastSync { added } } }';
  const told = (await games.graph(source, admin)).data as unknown as { providers: Record<string, string>[] };
  expect(told.providers[0]).toMatchObject({
    ...{ name: 'sandbox', url: games.studio.url, secretFingerprint: expect.stringMatching(/^[0-9a-f]{8}$/) },
    ...{ secretKeyId: expect.stringMatching(/^[0-9a-f]{8}$/), lastSync: { added: 3 }, health: { state: 'UP' } },
  });
  await configure({ name: 'sandbox', secret: 'sandbox-secret-2' });
  const changed = (await games.graph(source, admin)).data as unknown as typeof told;
  expect(changed.providers[0]!.secretFingerprint).not.toBe(told.providers[0]!.secretFingerprint);
  await configure({ name: 'sandbox', secret: 'sandbox-secret' });
  for (const field of [
    'secretFingerprint',
    'url',
    'mostBets { amount }',
    'heldPayouts { reference }',
    'health { state }',
  ])
    expect(await codeOf(games.graph(`{ providers { ${field} } }`, aPlayer()))).toBe('FORBIDDEN');
  for (const field of ['secret', 'secretSealed'])
    expect((await games.graph(`{ providers { ${field} } }`, admin)).data ?? null).toBeNull();
});

test('bad limits are refused and change nothing', async () => {
  const before = await rows(`select * from provider where name = 'sandbox'`);
  for (const input of [
    { mostBets: [{ amount: '1.001', currency: 'EUR' }] },
    { mostBets: [...euros('1.00'), ...euros('2.00')] },
    { mostBets: euros('0') },
    { mostBets: [{ amount: '1', currency: 'XXX' }] },
    { leastBets: euros('2.00'), mostBets: euros('1.00') },
    { currencies: ['EUR', 'eur'] },
    { promotionsPerDay: { amount: '1.00', currency: 'USD' } },
    { url: 'javascript:alert(1)' },
  ])
    expect(await codeOf(configure({ name: 'sandbox', title: 'Other', ...input }))).toBe('BAD_USER_INPUT');
  expect(await rows(`select * from provider where name = 'sandbox'`)).toEqual(before);
});

test('a provider’s own values replace those of its dialect’s policy, are told and audited, and may be given back', async () => {
  const source = '{ providers(kind: STUDIO) { name policy { name value own } } }';
  const own = async () => {
    const { data } = await games.graph(source, admin);
    const { policy } = (data as unknown as { providers: { policy: { name: string; value: string; own: boolean }[] }[] })
      .providers[0]!;
    expect(policy).toHaveLength(10);
    return policy.filter((each) => each.own).map(({ name, value }) => `${name} ${value}`);
  };
  const policyOf = () => games.ledger.commands().at(-1)!.policy;
  const set = (...policy: { name: string; value: string }[]) => codeOf(configure({ name: 'sandbox', policy }));
  const matching = { name: 'rollbackAmount', value: 'MUST_MATCH' };
  expect(await own()).toEqual([]);
  expect(await set(matching)).toBeUndefined();
  expect(await own()).toEqual(['rollbackAmount MUST_MATCH']);
  await games.callback('rollback', { playerId: 'p', transactionId: 'x', betTransactionId: 'b' });
  expect(policyOf()).toEqual({ ...POLICIES.croupier, rollbackAmount: 'MUST_MATCH' });
  const [entry] = await rows(
    `select payload from outbox where payload->>'action' = 'configure-provider' order by id desc limit 1`,
  );
  expect(entry).toMatchObject({
    payload: { before: { policy: {} }, after: { policy: { rollbackAmount: 'MUST_MATCH' } } },
  });
  for (const wrong of [
    [{ name: 'rollbackAmount', value: 'PARTIAL' }],
    [{ name: 'constructor', value: 'MUST_MATCH' }],
    [matching, matching],
  ])
    expect(await set(...wrong)).toBe('BAD_USER_INPUT');
  expect(await codeOf(configure({ name: 'demo-bookmaker', policy: [matching] }))).toBe('BAD_USER_INPUT');
  expect(await own()).toEqual(['rollbackAmount MUST_MATCH']);
  expect(await codeOf(configure({ name: 'sandbox', title: 'Croupier Sandbox' }))).toBeUndefined();
  expect(await own()).toEqual(['rollbackAmount MUST_MATCH']);
  expect(await codeOf(games.graph(source, aPlayer()))).toBe('FORBIDDEN');
  expect(await set()).toBeUndefined();
  expect(await own()).toEqual([]);
  // Bets that stand under a player's own id could not be settled any more.
  expect(await set({ name: 'txScope', value: 'PER_PLAYER' })).toBeUndefined();
  expect(await set()).toBe('BAD_USER_INPUT');
  expect(await own()).toEqual(['txScope PER_PLAYER']);
});

const bet = { playerId: 'p', transactionId: 't', roundId: 'r', gameId: 'dice', currency: 'EUR', sessionToken: 'x' };
const verdictOf = (): unknown => {
  const [operation] = games.ledger.commands().at(-1)!.operations;
  return operation && 'verdicts' in operation ? (operation.verdicts.limit ?? null) : null;
};

test('a bet outside its provider’s limits goes to the ledger with LIMIT_REACHED, others as before', async () => {
  await configure({ name: 'sandbox', leastBets: euros('0.50'), mostBets: euros('10.00') });
  const verdicts = [];
  for (const amount of ['0.49', '0.50', '10.00', '10.01']) {
    await games.callback('bet', { ...bet, amount });
    verdicts.push(verdictOf());
  }
  expect(verdicts).toEqual(['LIMIT_REACHED', null, null, 'LIMIT_REACHED']);
  await games.callback('bet', { ...bet, amount: '99.00', currency: 'USD' });
  expect(verdictOf()).toBeNull();
  await configure({ name: 'sandbox', leastBets: [], mostBets: null });
  await games.callback('bet', { ...bet, amount: '99.00' });
  expect(verdictOf()).toBeNull();
});

test('a payout above its cap waits with one alert until a person releases it: exactly that one is paid', async () => {
  await configure({
    name: 'sandbox',
    mostPayouts: euros('100.00'),
    promotionsPerDay: { amount: '50.00', currency: 'EUR' },
  });
  games.ledger.judge = ({ operations: [operation] }) =>
    operation?.kind === 'win' && operation.verdicts.limit
      ? { status: 'REFUSED', code: operation.verdicts.limit, at: 0, wallet: EUR_WALLET }
      : done('tx');
  const win = { ...bet, betTransactionId: 'b', transactionId: 'w', amount: '100.01' };
  const alerts = () => rows(`select 1 from outbox where payload->>'kind' = 'PAYOUT_CAP'`);
  for (const _ of [1, 2])
    expect(await games.callback('win', win)).toMatchObject({ status: 503, body: { status: 'TRY_AGAIN' } });
  expect(await alerts()).toHaveLength(1);
  expect((await games.callback('win', { ...win, transactionId: 'w2', amount: '100.00' })).status).toBe(200);
  const held = await games.graph('{ providers { heldPayouts { reference amount currency userId } } }', admin);
  expect((held.data as unknown as { providers: object[] }).providers.at(-1)).toEqual({
    heldPayouts: [{ reference: 'w', amount: '100.01', currency: 'EUR', userId: 'p' }],
  });
  await games.graph('mutation { releaseProviderCap(input: { provider: "sandbox" }) { name } }', admin);
  // Another amount or player under the released id waits afresh.
  expect((await games.callback('win', { ...win, amount: '900.00' })).status).toBe(503);
  expect((await games.callback('win', win)).status).toBe(503);
  await games.graph('mutation { releaseProviderCap(input: { provider: "sandbox" }) { name } }', admin);
  expect((await games.callback('win', { ...win, playerId: 'q' })).status).toBe(503);
  await games.graph('mutation { releaseProviderCap(input: { provider: "sandbox" }) { name } }', admin);
  expect((await games.callback('win', { ...win, playerId: 'q' })).status).toBe(200);
  await games.callback('win', { ...win, transactionId: 'w3', amount: '1.00', promotion: true });
  expect(games.ledger.commands().at(-1)!.operations).toMatchObject([{ promotionsPerDay: '50.00' }]);
  await configure({ name: 'sandbox', mostPayouts: [], promotionsPerDay: null });
});

test('secrets sealed by a former key, or before keys had names, are sealed anew and still open', async () => {
  const [former, next] = [games.secretsKey, randomBytes(32).toString('base64')];
  const room = { ...games.ctx().room, secretsKey: `${next},${former}` };
  const before = await rows('select name, secret_sealed from provider order by name');
  expect(await resealSecrets({ ...games.ctx(), room })).toBe(before.length);
  expect(await resealSecrets({ ...games.ctx(), room })).toBe(0);
  const studio = { kind: 'STUDIO' as const, name: 'sandbox' };
  const sealed = await rows(`select secret_sealed from provider where name = 'sandbox'`);
  expect(JSON.stringify(sealed)).not.toContain('sandbox-secret');
  // Back to this process's own key, as an operator would who goes back.
  room.secretsKey = `${former},${next}`;
  expect(await resealSecrets({ ...games.ctx(), room })).toBe(before.length);
  games.ctx().room.studios.forget();
  expect((await games.callback('balance', { sessionToken: 'nobody' })).status).toBe(200);
  await rows(
    `update provider set secret_sealed = ? where name = 'sandbox'`,
    sealSecret(next, 'x'.repeat(12), secretContext(studio)),
  );
  await expect(resealSecrets(games.ctx())).rejects.toThrow(/not among ours/);
  await configure({ name: 'sandbox', secret: 'sandbox-secret' });
});

test('a sync shows what would change before it changes it, and a studio that lists nothing changes nothing', async () => {
  const dice = {
    code: 'dice',
    title: { en: 'Dice', ru: 'Кости' },
    genre: 'INSTANT',
    volatility: 'MEDIUM',
    rtp: '97.00',
  };
  const listed = { ...dice, currencies: ['EUR'], tags: ['classic'], countries: ['LV', 'EE'] };
  const roulette = {
    ...listed,
    code: 'roulette',
    title: { en: 'Roulette', ru: 'Рулетка' },
    genre: 'TABLE',
    countries: null,
  };
  games.studio.games = { games: [listed, roulette] };
  const source = `mutation ($input: SyncProviderInput!) { syncProvider(input: $input) { applied added changed gone unchanged
    changes { kind code title fields { name before after } } } }`;
  const sync = async (apply: boolean) =>
    (
      (await games.graph(source, admin, { input: { provider: 'sandbox', apply } })).data as unknown as {
        syncProvider: object;
      }
    ).syncProvider;
  const shown = {
    ...{ added: 1, changed: 1, gone: 2, unchanged: 0 },
    changes: [
      {
        ...{ kind: 'CHANGED', code: 'dice', title: 'Dice' },
        fields: expect.arrayContaining([
          { name: 'rtp', before: '99.00', after: '97.00' },
          { name: 'tags', before: '', after: 'classic' },
          { name: 'countries', before: null, after: 'EE, LV' },
        ]),
      },
      expect.objectContaining({ kind: 'ADDED', code: 'roulette' }),
      { kind: 'GONE', code: 'coinflip', title: 'Coin flip', fields: [] },
      { kind: 'GONE', code: 'slots', title: 'Golden Reels', fields: [] },
    ],
  };
  const codes = async (filter: object = {}) => {
    const answer = await games.graph(
      'query ($filter: GameFilter) { games(filter: $filter) { edges { node { code } } } }',
      undefined,
      { filter },
    );
    return (answer.data as unknown as { games: { edges: { node: { code: string } }[] } }).games.edges.map(
      ({ node }) => node.code,
    );
  };
  expect(await sync(false)).toEqual({ applied: false, ...shown });
  expect(await codes()).toEqual(['coinflip', 'dice', 'slots']);
  expect(await sync(true)).toEqual({ applied: true, ...shown });
  expect(await codes()).toEqual(['dice', 'roulette']);
  expect(await codes({ tag: 'classic', country: 'LV' })).toEqual(['dice', 'roulette']);
  expect(await codes({ country: 'DE' })).toEqual(['roulette']);
  expect(await rows('select code from game order by code')).toHaveLength(4);
  // A bet on a game that went is refused, its win is not.
  expect(await codeOf(games.graph('{ games(filter: { country: "lv" }) { totalCount } }'))).toBe('BAD_USER_INPUT');
  games.studio.games = { games: [] };
  expect(await sync(true)).toMatchObject({ added: 0, changed: 0, gone: 0 });
  expect(await codes()).toEqual(['dice', 'roulette']);
  games.studio.games = {
    games: [listed, roulette, { ...listed, code: 'slots', title: { en: 'Golden Reels' }, genre: 'SLOT' }],
  };
  expect(await sync(true)).toMatchObject({ changed: 1, unchanged: 2, changes: [{ kind: 'RETURNED', code: 'slots' }] });
  games.studio.games = null;
  expect(await codeOf(games.graph(source, admin, { input: { provider: 'sandbox', apply: true } }))).toBe(
    'PROVIDER_UNAVAILABLE',
  );
  expect(await codeOf(games.graph(source, aPlayer(), { input: { provider: 'sandbox', apply: true } }))).toBe(
    'FORBIDDEN',
  );
});

test('favourites and the games one opened last are one’s own', async () => {
  const [alice, bob] = [aPlayer(), aPlayer()];
  const ids = Object.fromEntries((await rows('select code, id from game')).map(({ code, id }) => [code, id])) as Record<
    string,
    string
  >;
  const mark = (person: Person | undefined, code: string, verb = 'favouriteGame') =>
    games.graph(`mutation ($input: FavouriteGameInput!) { ${verb}(input: $input) { favourite } }`, person, {
      input: { gameId: ids[code] ?? code },
    });
  expect((await mark(alice, 'dice')).data).toEqual({ favouriteGame: { favourite: true } });
  await mark(alice, 'roulette');
  await mark(alice, 'roulette');
  await mark(bob, 'slots');
  const kept = async (person: Person, field: string) =>
    (
      (await games.graph(`{ found: ${field} { code favourite } }`, person)).data as unknown as {
        found: { code: string }[];
      }
    ).found.map(({ code }) => code);
  expect((await kept(alice, 'favouriteGames')).sort()).toEqual(['dice', 'roulette']);
  const only = await games.graph(
    '{ games(filter: { favourites: true }) { totalCount edges { node { code } } } }',
    alice,
  );
  expect(only.data).toEqual({
    games: { totalCount: 2, edges: [{ node: { code: 'dice' } }, { node: { code: 'roulette' } }] },
  });
  await mark(alice, 'dice', 'unfavouriteGame');
  expect(await kept(alice, 'favouriteGames')).toEqual(['roulette']);
  expect(await codeOf(mark(undefined, 'dice'))).toBe('UNAUTHENTICATED');
  expect(await codeOf(mark(admin, 'dice'))).toBe('FORBIDDEN');
  expect(await codeOf(mark(alice, 'nothing'))).toBe('NOT_FOUND');

  const launch = (code: string) =>
    games.graph('mutation ($input: LaunchGameInput!) { launchGame(input: $input) { id } }', alice, {
      input: { gameId: ids[code], currency: 'EUR' },
    });
  for (const code of ['dice', 'slots', 'dice']) expect(await codeOf(launch(code))).toBeUndefined();
  expect(await kept(alice, 'recentGames')).toEqual(['dice', 'slots']);
  expect(await kept(bob, 'recentGames')).toEqual([]);
  await rememberPlayed(games.ctx(), bob.userId, ids.coinflip!);
  expect(await kept(bob, 'recentGames')).toEqual([]);
});

test('games stand where an ADMIN puts them, on shelves that exist', async () => {
  const id = (await rows(`select id from game where code = 'slots'`))[0]!.id;
  const arrange = (input: object, person = admin) =>
    games.graph(
      'mutation ($input: ArrangeGameInput!) { arrangeGame(input: $input) { code position categories } }',
      person,
      { input: { gameId: id, ...input } },
    );
  const shelf = {
    slug: 'top',
    titles: [
      { locale: 'en', title: 'Top' },
      { locale: 'ru', title: 'Лучшие' },
    ],
    position: 1,
  };
  expect(await codeOf(arrange({ categories: ['top'] }))).toBe('BAD_USER_INPUT');
  const made = await games.graph(
    'mutation ($input: ConfigureCategoryInput!) { configureCategory(input: $input) { slug title(locale: "ru-RU") } }',
    admin,
    { input: shelf },
  );
  expect(made.data).toEqual({ configureCategory: { slug: 'top', title: 'Лучшие' } });
  expect((await arrange({ categories: ['top'], position: 5 })).data).toEqual({
    arrangeGame: { code: 'slots', position: 5, categories: ['top'] },
  });
  for (const input of [{ position: -1 }, { tags: [''] }, { blockedCountries: ['latvia'] }])
    expect(await codeOf(arrange(input))).toBe('BAD_USER_INPUT');
  expect(await codeOf(arrange({}, aPlayer()))).toBe('FORBIDDEN');
  const answer = await games.graph(
    '{ categories { slug } games(filter: { category: "top" }) { edges { node { code } } } all: games(first: 1) { edges { node { code } } } }',
  );
  expect(answer.data).toEqual({
    categories: [{ slug: 'top' }],
    games: { edges: [{ node: { code: 'slots' } }] },
    all: { edges: [{ node: { code: 'slots' } }] },
  });
  expect((await rows(`select payload from outbox where payload->>'action' = 'arrange-game'`)).length).toBe(1);
});

test('sessions that expired a day ago are removed, later ones are not', async () => {
  const open = () => openDemoSession(games.ctx(), { userId: 'p', gameCode: 'dice', currency: 'EUR' });
  await rows('delete from game_session');
  for (const age of ['25 hours', '23 hours', '-1 hour']) {
    await open();
    await rows(
      `update game_session set expires_at = now() - ?::interval where expires_at > now() + interval '90 minutes'`,
      age,
    );
  }
  expect(await removeExpiredSessions(games.ctx())).toBe(1);
  expect(await removeExpiredSessions(games.ctx())).toBe(0);
  expect(await rows('select 1 from game_session')).toHaveLength(2);
});

test('a secret that its dialect cannot sign with is refused, and changes nothing', async () => {
  const before = await rows('select * from provider order by name');
  expect(await codeOf(configure({ name: 'keyed', dialect: 'croupier', secret: 'short' }))).toBe('BAD_USER_INPUT');
  // The secret that is stored must be one of the new dialect, too.
  expect(await codeOf(configure({ name: 'sandbox', dialect: 'hub88' }))).toBe('BAD_USER_INPUT');
  expect(await rows('select * from provider order by name')).toEqual(before);
});
