import { POLICIES } from '@croupier/contracts';
import { query } from '@croupier/kit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aPlayer, startGames, type GamesUnderTest, type Person } from '../testing/games-room.testing.ts';
import { done } from '../testing/scripted-ledger.testing.ts';

let games: GamesUnderTest;
const admin: Person = { userId: aPlayer().userId, roles: ['ADMIN'] };
beforeAll(async () => {
  games = await startGames();
  games.ledger.judge = () => done('tx');
});
afterAll(() => games?.stop());

const configure = (input: object) =>
  games.graph('mutation ($input: ConfigureProviderInput!) { configureProvider(input: $input) { name } }', admin, {
    input,
  });
const codeOf = async (answer: ReturnType<GamesUnderTest['graph']>) => (await answer).errors?.[0]?.extensions.code;
const rows = (sql: string) => query<Record<string, never>>(games.ctx().em, sql);

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
    [{ name: 'rollbackAmount', value: 'HALF' }],
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
