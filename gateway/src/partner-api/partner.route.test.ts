import { createHash } from 'node:crypto';
import { eventually } from '@croupier/testkit';
import { buildClientSchema, getIntrospectionQuery, type IntrospectionQuery, printSchema } from 'graphql';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { aHouse, type House } from '../fixtures/a-house.ts';
import { countedRefusals } from '../fixtures/counted-refusals.ts';

const KEY = 'demo-partner-key';
const keyHash = createHash('sha256').update(KEY).digest('hex');
let house: House;
let origin: string;

beforeAll(async () => {
  house = await aHouse();
  origin = new URL(house.url).origin;
});
beforeEach(() => house.partnerKeys.set(keyHash, true));
afterAll(() => house.stop());

const ask = async (query: string, headers: Record<string, string> = { 'x-api-key': KEY }) => {
  const body = JSON.stringify({ query });
  const response = await fetch(`${origin}/partner/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body }); // prettier-ignore
  return { status: response.status, body: (await response.json()) as { data?: never; errors?: { message: string; extensions: { code: string } }[] } }; // prettier-ignore
};
const get = async (path: string, init: RequestInit = { headers: { 'x-api-key': KEY } }) => {
  const response = await fetch(`${origin}/partner/v1${path}`, init);
  return { status: response.status, headers: response.headers, body: (await response.json()) as never };
};

test('without the exact key every address behind it is 401, whatever else is sent', async () => {
  const authorization = `Bearer ${await house.token({ roles: ['ADMIN'] })}`;
  for (const headers of [{}, { 'x-api-key': '' }, { 'x-api-key': 'other' }, { 'x-api-key': `${KEY}x` }, { authorization }] as Record<string, string>[]) {
    expect(await ask('{ anyone }', headers)).toMatchObject({ status: 401, body: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] } });
    for (const path of ['/places', '/nothing'])
      expect(await get(path, { headers })).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
  }
}); // prettier-ignore

test('the partner graph answers the public part, as a partner with that key, and introspection shows no more', async () => {
  const asked = house.users.askedBy.length;
  expect(await ask('{ anyone places(first: 1) { name title(locale: "ru") } }')).toEqual({
    status: 200,
    body: {
      data: { anyone: 'hello', places: [{ name: 'Riga', title: 'Riga in ru' }] },
      extensions: { cost: { estimated: 10, budget: 500_000 } },
    },
  });
  expect(house.users.askedBy.slice(asked)).toMatchObject([{ kind: 'partner', keyId: 'key-1' }]);
  const { body } = await ask(getIntrospectionQuery());
  const shown = printSchema(buildClientSchema(body.data as unknown as IntrospectionQuery));
  expect(shown).toMatch(/type Place \{\s+name.*\s+kind.*\s+title.*\s+region.*\s+near.*\s+\}/);
  for (const hidden of ['User', 'Wallet', 'Mutation', 'visited', 'owner', 'undeclared', 'me'])
    expect(shown).not.toMatch(new RegExp(`\\b${hidden}\\b`));
});

test('what is not public does not exist there, and an admin’s token beside the key adds nothing', async () => {
  const authorization = `Bearer ${await house.token({ roles: ['ADMIN'] })}`;
  for (const headers of [{ 'x-api-key': KEY }, { 'x-api-key': KEY, authorization }] as Record<string, string>[]) {
    for (const query of ['{ me { id } }', '{ wallet(id: 1) { real } }', '{ places { owner } }', '{ places { visited } }', 'mutation { rename(name: "x") { id } }', 'subscription { ticks(upTo: 1) }']) {
      const { body } = await ask(query, headers);
      expect([query, body.errors?.[0]?.extensions.code, body.data]).toEqual([query, 'GRAPHQL_VALIDATION_FAILED', undefined]);
      expect(body.errors?.[0]?.message).not.toContain('Did you mean');
    }
  }
  expect(house.renamed).toEqual([]);
  expect(await ask('{ anyone }', { 'x-api-key': KEY, authorization: 'Bearer forged' })).toMatchObject({ status: 200 });
}); // prettier-ignore

test('REST answers the same, with flat filters and the arguments of fields below', async () => {
  const riga = { name: 'Riga', kind: 'CITY', title: 'Riga in ru', region: 'north' };
  expect((await get('/places?kind=CITY&locale=ru')).body).toEqual([riga]);
  expect((await get('/places?first=1')).body).toMatchObject([{ name: 'Riga', title: 'Riga in en' }]);
  expect(await get('/places/Black%20Sea')).toMatchObject({ status: 200, body: { name: 'Black Sea', kind: 'SEA' } });
  expect((await get('/anyone')).body).toBe('hello');
});

test('a key that names scopes of the contract reads what they open: fields of others are null and FORBIDDEN, their addresses 403', async () => {
  const [narrow, key] = ['one-place-key', (name: string) => ({ headers: { 'x-api-key': name } })];
  const narrowHash = createHash('sha256').update(narrow).digest('hex');
  house.partnerKeys.set(narrowHash, ['one-place', 'billing']);
  const { body } = await ask('{ anyone places { name } place(name: "Riga") { region } }', { 'x-api-key': narrow });
  expect(body).toMatchObject({
    data: { anyone: 'hello', places: null, place: { region: 'north' } },
    errors: [{ path: ['places'], extensions: { code: 'FORBIDDEN' } }],
  });
  expect(await get('/places', key(narrow))).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
  expect(await get('/places/Riga', key(narrow))).toMatchObject({ status: 200, body: { region: 'north' } });
  // Scopes that nothing asks for narrow nothing, and others' plans are not theirs.
  house.partnerKeys.set(keyHash, ['read']);
  house.forgetPartnerKey(keyHash);
  await eventually(async () =>
    expect(await ask('{ anyone places { name } place(name: "Riga") { region } }')).toMatchObject({
      body: { data: { places: [{}, {}] } },
    }),
  );
  // A field below is refused alone.
  house.partnerKeys.set(narrowHash, ['places']);
  house.forgetPartnerKey(narrowHash);
  await eventually(async () =>
    expect(
      (await ask('{ places(first: 1) { name region } place(name: "Riga") { name } }', { 'x-api-key': narrow })).body,
    ).toMatchObject({
      data: { places: [{ name: 'Riga', region: null }], place: null },
    }),
  );
  const asked = house.users.askedBy.length;
  expect((await ask('{ place(name: "Riga") { name } }', { 'x-api-key': narrow })).body.data).toEqual({ place: null });
  expect(house.users.askedBy.length).toBe(asked);
});

test('REST refuses what is unknown, malformed, missing or failing with the status of its code, and counts it', async () => {
  const before = await countedRefusals(origin);
  const cases: [string, number, string][] = [
    ['/places?visited=true', 400, 'BAD_USER_INPUT'],
    ['/places?kind=MOON', 400, 'BAD_USER_INPUT'],
    ['/places?first=1&first=2', 400, 'BAD_USER_INPUT'],
    ['/places?first=many', 400, 'BAD_USER_INPUT'],
    ['/places/a%00b', 400, 'BAD_USER_INPUT'],
    ['/places/Atlantis', 404, 'NOT_FOUND'],
    ['/me', 404, 'NOT_FOUND'],
    ['/broken', 500, 'INTERNAL_ERROR'],
  ];
  for (const [path, status, code] of cases) {
    const answer = await get(path);
    expect([path, answer.status, (answer.body as { code: string }).code]).toEqual([path, status, code]);
    expect(JSON.stringify(answer.body)).not.toContain('hunter2');
  }
  const posted = await get('/places', { method: 'POST', headers: { 'x-api-key': KEY }, body: 'x' });
  expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  const after = await countedRefusals(origin);
  const more = (code: string) => (after[code] ?? 0) - (before[code] ?? 0);
  // Enum values are checked with the operation; /broken is an error in its answer, and counted there.
  const expected = { BAD_USER_INPUT: 5, NOT_FOUND: 2, BAD_REQUEST: 1 };
  expect(Object.fromEntries(Object.keys(expected).map((code) => [code, more(code)]))).toEqual(expected);
});

test('openapi.json and the reference page are open to all; the page runs and loads nothing', async () => {
  const document = await get('/openapi.json', {});
  expect(Object.keys((document.body as { paths: object }).paths)).toEqual(['/anyone', '/broken', '/places', '/places/{name}']);
  for (const [path, accepted, title] of [['', 'de, ru;q=0.5', 'для партнёров'], ['?lang=en', 'ru', 'partner API']] as const) {
    const page = await fetch(`${origin}/partner/v1/${path}`, { headers: { 'accept-language': accepted } });
    const policy = page.headers.get('content-security-policy')!;
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+';/);
    const html = await page.text();
    expect(html).toContain(title);
    const style = /<style>([\s\S]*?)<\/style>/.exec(html)![1]!;
    expect(policy).toContain(`'sha256-${createHash('sha256').update(style).digest('base64')}'`);
  }
  expect((await fetch(`${origin}/partner/v1`)).url).toBe(`${origin}/partner/v1/`);
}); // prettier-ignore

test('a revoked key counts no more at once', async () => {
  expect((await ask('{ anyone }')).status).toBe(200);
  house.partnerKeys.set(keyHash, false);
  house.forgetPartnerKey(keyHash);
  await eventually(async () => expect((await ask('{ anyone }')).status).toBe(401), { timeoutMs: 1_000 });
});
