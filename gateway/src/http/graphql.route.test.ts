import { writeFileSync } from 'node:fs';
import { eventually } from '@croupier/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aHouse, type House } from '../fixtures/a-house.ts';

let house: House;
beforeAll(async () => void (house = await aHouse()));
afterAll(() => house.stop());

const RESPONSE = 'application/graphql-response+json';

async function post(body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(house.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    headers: response.headers,
    text,
    ...(JSON.parse(text) as {
      data?: never;
      errors?: { message: string; path?: unknown; extensions: { code: string } }[];
    }),
  };
}
const codesOf = (answer: { errors?: { extensions: { code: string } }[] }) =>
  answer.errors?.map((error) => error.extensions.code);
const bearer = async (claims = {}, options = {}) => ({ authorization: `Bearer ${await house.token(claims, options)}` });

test('a query crosses two subgraphs with fragments, aliases and variables', async () => {
  const query = `query Q($id: ID!, $more: Boolean!) { w: wallet(id: $id) { ...W owner @include(if: $more) { displayName } } anyone __typename } fragment W on Wallet { id money: real owner { id } }`;
  const answer = await post({ query, variables: { id: 'w-7', more: true } });
  expect(answer.status).toBe(200);
  expect(answer.text).toBe(
    '{"data":{"w":{"id":"w-7","money":"10.00","owner":{"id":"alice","displayName":"name of alice"}},"anyone":"hello","__typename":"Query"}}',
  );
  expect((await post({ query, variables: { id: 'w-7', more: false } })).data).toMatchObject({
    w: { owner: { id: 'alice' } },
  });
});

test('introspection answers from the public schema', async () => {
  const answer = await post({
    query: '{ __schema { queryType { name } } __type(name: "Wallet") { fields { name } } }',
  });
  expect(answer.data).toMatchObject({
    __schema: { queryType: { name: 'Query' } },
    __type: { fields: [{ name: 'id' }, { name: 'real' }, { name: 'version' }, { name: 'owner' }] },
  });
});

test('subgraphs hear who asks from the gateway alone: what the outside says under that name is dropped', async () => {
  const smuggled = { 'x-croupier-identity': 'eyJhbGciOiJub25lIn0.e30.', 'X-User-Id': 'root' };
  const before = house.users.askedBy.length;
  expect((await post({ query: '{ anyone }' }, smuggled)).data).toEqual({ anyone: 'hello' });
  expect((await post({ query: '{ me { id } }' }, { ...smuggled, ...(await bearer()) })).data).toEqual({
    me: { id: 'alice' },
  });
  expect(house.users.askedBy.slice(before)).toEqual([
    { kind: 'anonymous', address: '127.0.0.1' },
    { kind: 'user', userId: 'alice', roles: ['PLAYER'], sessionId: 'session-1', address: '127.0.0.1' },
  ]);
});

test('Apollo’s trace is neither given to anybody nor asked of a subgraph where it is not switched on', async () => {
  const answer = await post({ query: '{ anyone }' }, { 'apollo-federation-include-trace': 'ftv1' });
  expect(answer.text).toBe('{"data":{"anyone":"hello"}}');
  expect(house.users.tracesAsked()).toBe(0);
});

test('a subgraph refuses whatever the gateway did not sign, an access token included', async () => {
  const response = await fetch(`${house.users.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(await bearer({ roles: ['ADMIN'] })) },
    body: '{"query":"{ anyone }"}',
  });
  expect(response.status).toBe(401);
});

test('refused fields are null with their code and path, the others answer', async () => {
  const query = '{ anyone me { id } user(id: "bob") { id } undeclared }';
  const anonymous = await post({ query });
  expect(anonymous.data).toEqual({ anyone: 'hello', me: null, user: null, undeclared: null });
  expect(anonymous.errors!.map((error) => [error.extensions.code, error.path])).toEqual([
    ['UNAUTHENTICATED', ['me']],
    ['UNAUTHENTICATED', ['user']],
    ['UNAUTHENTICATED', ['undeclared']],
  ]);
  const player = await post({ query }, await bearer());
  expect(player.data).toEqual({ anyone: 'hello', me: { id: 'alice' }, user: null, undeclared: null });
  expect(codesOf(player)).toEqual(['FORBIDDEN', 'FORBIDDEN']);
  const staff = await post({ query }, await bearer({ roles: ['SUPPORT'] }));
  expect(staff.data).toEqual({ anyone: 'hello', me: { id: 'alice' }, user: { id: 'bob' }, undeclared: null });
});

test('rules hold through fragments, nested objects, lists and interfaces', async () => {
  const nested = await post(
    { query: '{ me { ...F friends { id ...F } } } fragment F on User { note }' },
    await bearer(),
  );
  expect(nested.data).toEqual({ me: { note: null, friends: [{ id: 'bob', note: null }] } });
  expect(codesOf(nested)).toEqual(['FORBIDDEN', 'FORBIDDEN']);
  const nothingElse = await post({ query: '{ me { note } }' }, await bearer());
  expect(nothingElse.data).toEqual({ me: { note: null } });
  const admin = await post({ query: '{ me { note friends { note } } }' }, await bearer({ roles: ['ADMIN'] }));
  expect(admin.data).toEqual({ me: { note: 'note of alice', friends: [{ note: 'note of bob' }] } });
  const people = await post({ query: '{ people { id note } }' }, await bearer());
  expect(people.data).toEqual({
    people: [
      { id: 'alice', note: null },
      { id: 'g', note: null },
    ],
  });
  const onlyRefused = await post(
    { query: '{ people { ... on User { note } ... on Guest { note } } }' },
    await bearer(),
  );
  expect(onlyRefused.data).toEqual({ people: [{ note: null }, { note: 'guest note' }] });
});

test('a refused mutation is not run, and null takes its parent where it may not be null', async () => {
  const answer = await post({ query: 'mutation { rename(name: "x") { id } }' });
  expect(answer.data).toBeNull();
  expect(codesOf(answer)).toEqual(['UNAUTHENTICATED']);
  expect(house.renamed).toEqual([]);
  await post({ query: 'mutation { b: rename(name: "1") { id } a: again(name: "2") { id } }' }, await bearer());
  expect(house.renamed).toEqual(['1', '2']);
});

test('bad tokens are UNAUTHENTICATED: expired, forged, of an ended session, not a token', async () => {
  const bad = [
    await bearer({}, { seconds: -1 }),
    await bearer({}, { forged: true }),
    await bearer({ sxp: Math.floor(Date.now() / 1000) - 1 }),
    await bearer({ roles: ['EMPEROR'] }),
    { authorization: 'Bearer nonsense' },
    { authorization: 'Basic YTpi' },
  ];
  for (const headers of bad) {
    const answer = await post({ query: '{ anyone }' }, headers);
    expect([answer.status, codesOf(answer), answer.data]).toEqual([200, ['UNAUTHENTICATED'], undefined]);
    expect((await post({ query: '{ anyone }' }, { ...headers, accept: RESPONSE })).status).toBe(401);
  }
});

test('a token that was good is refused once it has expired', async () => {
  const headers = await bearer({}, { seconds: 1 });
  expect((await post({ query: '{ me { id } }' }, headers)).data).toEqual({ me: { id: 'alice' } });
  await eventually(async () =>
    expect(codesOf(await post({ query: '{ me { id } }' }, headers))).toEqual(['UNAUTHENTICATED']),
  );
});

test('inner failures are masked, refusals keep their words', async () => {
  const answer = await post({ query: '{ broken refuses }' });
  expect(answer.data).toEqual({ broken: null, refuses: null });
  expect(answer.text).not.toMatch(/hunter2|app\.ts|stack|serviceName/);
  expect(answer.errors).toEqual(
    expect.arrayContaining([
      { message: 'Something went wrong', path: ['broken'], extensions: { code: 'INTERNAL_ERROR' } },
      { message: 'not you', path: ['refuses'], extensions: { code: 'FORBIDDEN' } },
    ]),
  );
});

test('requests that cannot run carry codes: 200 under application/json, 400 under graphql-response+json', async () => {
  const cases: [object, string][] = [
    [{ query: '{ anyone ' }, 'GRAPHQL_PARSE_FAILED'],
    [{ query: '{ anyoen }' }, 'GRAPHQL_VALIDATION_FAILED'],
    [{ query: 'query($id: ID!) { wallet(id: $id) { id } }' }, 'BAD_USER_INPUT'],
    [{ query: 'query A { anyone } query B { anyone }' }, 'OPERATION_RESOLUTION_FAILURE'],
    [{ query: `{ ${'a: anyone '.repeat(51).replace(/a:/g, () => `a${(count += 1)}:`)} }` }, 'QUERY_TOO_COMPLEX'],
    [{ query: `{ anyone ${'@include(if: true) '.repeat(61)} }` }, 'QUERY_TOO_COMPLEX'],
    [{ query: `{ me { ${'friends { '.repeat(16)} id ${'} '.repeat(16)} } }` }, 'QUERY_TOO_COMPLEX'],
    [{ query: `{ ${'anyone '.repeat(1_600)} }` }, 'QUERY_TOO_COMPLEX'],
    [{ query: fragmentBomb() }, 'QUERY_TOO_COMPLEX'],
    [{ query: '{ anyone @defer }' }, 'GRAPHQL_VALIDATION_FAILED'],
  ];
  for (const [body, code] of cases) {
    const plain = await post(body, { accept: 'application/json' });
    expect([code, plain.status, codesOf(plain)?.[0], plain.type]).toEqual([
      code,
      200,
      code,
      'application/json; charset=utf-8',
    ]);
    const modern = await post(body, { accept: RESPONSE });
    expect([code, modern.status, modern.type]).toEqual([code, 400, `${RESPONSE}; charset=utf-8`]);
    expect(plain.text).not.toContain('Did you mean');
  }
});

let count = 0;
const fragmentBomb = () =>
  `{ me { ...F0 } } ${Array.from({ length: 14 }, (_, i) => `fragment F${i} on User { ...F${i + 1} ...F${i + 1} }`).join(' ')} fragment F14 on User { id }`;

test('forged and malformed forms are 4xx', async () => {
  const send = async (init: RequestInit, url = house.url) => (await fetch(url, init)).status;
  const body = JSON.stringify({ query: '{ anyone }' });
  expect(await send({ method: 'POST', body, headers: { 'content-type': 'text/plain' } })).toBe(415);
  expect(await send({ method: 'POST', body: new URLSearchParams({ query: '{ anyone }' }) })).toBe(415);
  const form = new FormData();
  form.set('query', '{ anyone }');
  expect(await send({ method: 'POST', body: form })).toBe(415);
  expect((await post('{')).status).toBe(400);
  expect((await post([{ query: '{ anyone }' }])).status).toBe(400);
  expect((await post({})).status).toBe(400);
  expect((await post({ query: 1 })).status).toBe(400);
  expect((await post({ query: '{ anyone }', variables: 'x' })).status).toBe(400);
  expect((await post({ query: '{ anyone }', extensions: 'x' })).status).toBe(400);
  expect((await post({ query: `{ anyone } # ${'x'.repeat(256 * 1024)}` })).status).toBe(413);
  expect(await send({}, `${house.url}?query=${encodeURIComponent('mutation { rename(name: "x") { id } }')}`)).toBe(405);
  expect(await send({ method: 'PUT', body, headers: { 'content-type': 'application/json' } })).toBe(405);
  expect((await post({ query: '{ anyone }' }, { accept: 'text/html' })).status).toBe(406);
});

test('a GET runs queries', async () => {
  const search = new URLSearchParams({
    query: 'query Q($id: ID!) { wallet(id: $id) { id } }',
    variables: '{"id":"w-2"}',
    operationName: 'Q',
  });
  expect(await (await fetch(`${house.url}?${search}`)).json()).toEqual({ data: { wallet: { id: 'w-2' } } });
});

test('a subscription sent by POST is refused with a clean 4xx', async () => {
  const answer = await post({ query: 'subscription { balanceChanged { wallet { id } } }' }, await bearer());
  expect([answer.status, answer.data]).toEqual([400, undefined]);
  expect(answer.errors![0]!.message).toContain('WebSocket');
});

test('health, readiness and metrics answer', async () => {
  for (const path of ['/healthz', '/readyz', '/metrics'])
    expect((await fetch(new URL(path, house.url))).status).toBe(200);
  expect(await (await fetch(new URL('/metrics', house.url))).text()).toContain('gateway_fetch_seconds');
});

test('a new supergraph file is served at once; a broken one leaves the old', async () => {
  writeFileSync(
    house.supergraphFile,
    house.compose('\n extend type Query { later: String @policy(policies: [["anyone"]]) }'),
  );
  await eventually(async () =>
    expect(codesOf(await post({ query: '{ anyone later }' }))).not.toContain('GRAPHQL_VALIDATION_FAILED'),
  );
  writeFileSync(house.supergraphFile, 'type Query {');
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect((await post({ query: '{ anyone }' })).data).toEqual({ anyone: 'hello' });
});

test('more requests a second than an identity may make are RATE_LIMITED, others go on', async () => {
  // Few, so that a slow machine floods it too.
  const narrow = await aHouse({ REQUESTS_PER_SECOND: 5 });
  const ask = async (sub: string) =>
    fetch(narrow.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await narrow.token({ sub, sid: sub })}`,
      },
      body: '{"query":"{ __typename }"}',
    });
  try {
    const answers = await Promise.all(Array.from({ length: 100 }, () => ask('flood')));
    const limited = answers.find((answer) => answer.status === 429)!;
    const told = ['retry-after', 'ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset'];
    expect(told.map((name) => limited.headers.get(name))).toEqual(['1', '5', '0', '1']);
    expect(codesOf((await limited.json()) as never)).toEqual(['RATE_LIMITED']);
    expect(answers.filter((answer) => answer.status === 200).length).toBeGreaterThanOrEqual(5);
    expect((await ask('thrifty')).status).toBe(200);
  } finally {
    await narrow.stop();
  }
});

test('everybody is told what is left to them; staff, who write their own operations, what one costs', async () => {
  const query = '{ people { id } }';
  const player = await post({ query }, await bearer({ sub: 'thrifty' }));
  expect(player.headers.get('ratelimit-remaining')).toBe('199');
  expect(player).not.toHaveProperty('extensions');
  const staff = await post({ query }, await bearer({ roles: ['SUPPORT'] }));
  expect(staff).toMatchObject({ extensions: { cost: { estimated: 10, budget: 2_000_000 } } });
});

test('an operation dearer than its budget is refused before it runs', async () => {
  const depth = (times: number): string => (times === 0 ? 'id' : `friends { ${depth(times - 1)} }`);
  const query = `{ me { ${depth(6)} } }`;
  const answer = await post({ query }, await bearer());
  expect(codesOf(answer)).toEqual(['QUERY_TOO_COMPLEX']);
  expect(answer.text).toContain('budget is 500000');
  expect((await post({ query }, await bearer({ sub: 'olga', roles: ['ADMIN'] }))).data).toHaveProperty('me');
});

test('a subgraph that is down costs only its own fields', async () => {
  await house.stopWallet();
  try {
    const answer = await post(
      { query: '{ me { id displayName wallets { id } } wallet(id: "w") { id } anyone }' },
      await bearer(),
    );
    expect(answer.data).toEqual({
      me: { id: 'alice', displayName: 'name of alice', wallets: null },
      wallet: null,
      anyone: 'hello',
    });
    expect(codesOf(answer)).toEqual(['PROVIDER_UNAVAILABLE', 'PROVIDER_UNAVAILABLE']);
    expect(answer.errors?.map(({ path }) => path).sort()).toEqual([['me', 'wallets'], ['wallet']]);
  } finally {
    await house.startWallet();
  }
});
