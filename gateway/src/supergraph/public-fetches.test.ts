import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aHouse, type House } from '../fixtures/a-house.ts';

let house: House;
beforeAll(async () => void (house = await aHouse()));
afterAll(() => house.stop());

type Ask = { query: string; variables?: object };
const headersOf = async (roles: string[] | null): Promise<Record<string, string>> =>
  roles ? { authorization: `Bearer ${await house.token({ roles })}` } : {};
async function ask({ query, variables }: Ask, roles: string[] | null = null): Promise<unknown> {
  const answer = await fetch(house.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(await headersOf(roles)) },
    body: JSON.stringify({ query, variables }),
  });
  return ((await answer.json()) as { data: unknown }).data;
}
/** Who was asked for at the subgraph meanwhile. */
async function asked(whatHappens: () => Promise<unknown>): Promise<(typeof house.users.askedBy)[number][]> {
  const before = house.users.askedBy.length;
  await whatHappens();
  return house.users.askedBy.slice(before);
}
const twice = (what: Ask, roles: string[] | null = null) =>
  asked(async () => expect(await ask(what, roles)).toEqual(await ask(what, roles)));
const PERSONAL_FILTER = 'query($filter: PlaceFilter) { sights(filter: $filter) { name } }';

test('what is public is fetched once for all who are nobody; people are answered for themselves', async () => {
  const query = '{ sights { name kind } }';
  const data = { sights: [{ name: 'Riga', kind: 'CITY' }, { name: 'Black Sea', kind: 'SEA' }] }; // prettier-ignore
  const askers = await asked(async () => {
    expect(await ask({ query })).toEqual(data);
    expect(await Promise.all([ask({ query }), ask({ query })])).toEqual([data, data]);
  });
  expect(askers).toEqual([{ kind: 'anonymous' }]);
  const alice = { kind: 'user', userId: 'alice' };
  expect(await twice({ query }, ['PLAYER'])).toMatchObject([alice, alice]);
  expect(await twice({ query: PERSONAL_FILTER, variables: { filter: { kind: 'SEA' } } })).toHaveLength(1);
});

test('a personal field or argument, or a field without the directive: nothing is kept', async () => {
  for (const what of [
    { query: '{ sights { name visited } }' },
    { query: '{ sights { name } undirected: anyone }' },
    { query: '{ sights(filter: { visited: true }) { name } }' },
    { query: PERSONAL_FILTER, variables: { filter: { visited: true } } },
    { query: 'query($filter: PlaceFilter = { visited: true }) { sights(filter: $filter) { name } }' },
    { query: 'query($v: Boolean) { sights(filter: { visited: $v }) { name } }', variables: { v: true } },
  ])
    expect(await twice(what), what.query).toHaveLength(2);
});

test('a mutation is never answered from what was kept', async () => {
  expect(await twice({ query: 'mutation { rename(name: "same") { displayName } }' }, ['PLAYER'])).toHaveLength(2);
});

test('a refusal is not kept', async () => {
  expect(await twice({ query: '{ ruins }' })).toEqual([{ kind: 'anonymous' }, { kind: 'anonymous' }]);
});

test('a GET of public things alone tells caches so', async () => {
  const get = async (query: string, roles: string[] | null): Promise<Headers> =>
    (await fetch(`${house.url}?${new URLSearchParams({ query }).toString()}`, { headers: await headersOf(roles) }))
      .headers;
  const headers = await get('{ sights { name } }', null);
  expect([headers.get('cache-control'), headers.get('vary')]).toEqual(['public, max-age=60', 'accept']);
  expect(headers.get('ratelimit-remaining')).toBeNull();
  for (const [query, roles] of [
    ['{ sights { name visited } }', null],
    ['{ sights { name owner } }', null],
    ['{ ruins }', null],
    ['{ sights { name } }', ['PLAYER']],
    ['{ __typename }', null],
  ] as const)
    expect((await get(query, roles as string[] | null)).get('cache-control')).toBe('no-store');
});

test('a new supergraph starts with nothing kept', async () => {
  const query = '{ sights { name kind } }';
  expect(await asked(() => ask({ query }))).toHaveLength(0);
  writeFileSync(
    house.supergraphFile,
    house.compose(' extend type Query { later: String @policy(policies: [["anyone"]]) }'),
  );
  await expect
    .poll(async () => await ask({ query: '{ __type(name: "Query") { fields { name } } }' }, ['ADMIN']), {
      timeout: 20_000,
    })
    .toMatchObject({ __type: { fields: expect.arrayContaining([{ name: 'later' }]) } });
  expect(await asked(() => ask({ query }))).toHaveLength(1);
});
