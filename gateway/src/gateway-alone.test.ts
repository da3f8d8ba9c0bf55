import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { eventually } from '@croupier/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aForeignSubgraph, type ForeignSubgraph } from './fixtures/a-foreign-subgraph.ts';
import { aSocket } from './fixtures/a-socket.ts';
import { composeSupergraph } from './supergraph/compose-supergraph.ts';

const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@requires", "@external", "@provides", "@shareable", "@interfaceObject", "@inaccessible", "@authenticated"])\n';
const script = fileURLToPath(new URL('../../scripts/gateway.ts', import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'croupier-alone-'));
const file = join(folder, 'supergraph.graphql');
let subgraphs: ForeignSubgraph[];
let stock: ApolloServer;
let url: string;
const children: ChildProcess[] = [];
/** Processes start slowly on a busy machine. */
const STARTS_WITHIN_MS = 60_000;

beforeAll(async () => {
  process.env.APOLLO_TELEMETRY_DISABLED = 'true';
  subgraphs = await Promise.all([products(), reviews()]);
  writeFileSync(file, composeSupergraph(subgraphs).supergraphSdl);
  stock = new ApolloServer({
    gateway: new ApolloGateway({
      supergraphSdl: composeSupergraph(subgraphs).supergraphSdl.replace(
        /directive @authenticated.*\n|\n.*link\(url: "https:\/\/specs.apollo.dev\/authenticated.*|@authenticated/g,
        '',
      ),
    }),
  });
  await stock.start();
  ({ url } = await start(['--supergraph', file, '--port', '0', '--open']));
}, 2 * STARTS_WITHIN_MS);
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await stock.stop();
  await Promise.all(subgraphs.map((subgraph) => subgraph.stop()));
  rmSync(folder, { recursive: true, force: true });
});

/** The child says its address in its log. */
async function start(args: string[], env: NodeJS.ProcessEnv = {}): Promise<{ url: string; running: ChildProcess }> {
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
    cwd: process.cwd(),
    env: { ...process.env, ...env },
  });
  children.push(child);
  let out = '';
  child.stdout.on('data', (chunk) => (out += String(chunk)));
  const address = await eventually(
    () => {
      const found = /"url":"(http[^"]+)"/.exec(out)?.[1];
      if (!found) throw new Error(`not yet: ${out}`);
      return found;
    },
    { timeoutMs: STARTS_WITHIN_MS },
  );
  return { url: `${address}/graphql`, running: child };
}

const CASES: { query: string; variables?: Record<string, unknown> }[] = [
  { query: '{ products { upc name shipping reviews { body author { name } } } }' },
  {
    query:
      'query($n: Int = 1, $yes: Boolean!) { top(n: $n) { ...P ... on Book @include(if: $yes) { pages } ... on Game @skip(if: $yes) { players } } } fragment P on Item { __typename id title stars }',
    variables: { yes: true },
  },
  {
    query: 'query($n: Int = 1, $yes: Boolean!) { top(n: $n) { id ... on Game @skip(if: $yes) { players } } }',
    variables: { n: 5, yes: false },
  },
  { query: 'mutation { zero: bump(by: 0) a: bump(by: 2) b: bump(by: -1) c: bump(by: 5) }' },
  { query: '{ products { upc fails } fine: products { n: name } }' },
  { query: '{ first { upc strict { body } } }' },
  { query: '{ search { ... on Product { upc reviews { body } } ... on Book { title } __typename } }' },
  { query: '{ __typename __type(name: "Product") { fields { name } } products { __typename } }' },
  { query: '{ products { secret } }' },
];

test('its answers are those of the stock gateway, in data and in the paths of errors', async () => {
  for (const { query, variables = {} } of CASES) {
    const response = await stock.executeOperation({ query, variables });
    const expected = (response.body as unknown as { singleResult: { data?: unknown; errors?: { path?: unknown }[] } })
      .singleResult;
    const answer = (await (
      await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      })
    ).json()) as typeof expected;
    const pathsOf = ({ errors }: typeof expected) => errors?.map(({ path }) => path ?? null);
    expect({ query, data: answer.data ?? null, paths: pathsOf(answer) }).toEqual({
      query,
      data: JSON.parse(JSON.stringify(expected.data ?? null)),
      paths: pathsOf(expected),
    });
  }
});

const ADDED = 'added { upc shipping reviews { body author { name } } }';
const UNTIL_ALL_ARE_ADDED = [
  ...['1', '2'].map((upc) => ({
    type: 'next',
    payload: {
      data: {
        added: { upc, shipping: Number(upc) * 10, reviews: [{ body: `review of ${upc}`, author: { name: 'Ann' } }] },
      },
    },
  })),
  { type: 'complete' },
];

test('its subscriptions cross subgraphs, also from a root that its subgraph calls otherwise', async () => {
  const client = await aSocket(url.replace('http', 'ws'), { origin: 'https://anywhere.example' });
  await client.init();
  client.subscribe('plain', `subscription { ${ADDED} }`);
  client.subscribe('marked', `subscription { ... on Subscription @marked { ${ADDED} } }`);
  for (const id of ['plain', 'marked'])
    await eventually(() => expect(client.of(id)).toMatchObject(UNTIL_ALL_ARE_ADDED));
  client.socket.close();
});

test('conditions at the root of a subscription are no valid GraphQL', async () => {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query: `subscription ($yes: Boolean!) { ... @include(if: $yes) { ${ADDED} } }` }),
  });
  expect(await answer.text()).toContain('GRAPHQL_VALIDATION_FAILED');
});

test(
  'a declared rule holds also with --open, and without it undeclared fields are refused',
  async () => {
    const ask = async (at: string, query: string) =>
      (await (
        await fetch(at, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query }),
        })
      ).json()) as { data: never; errors: { extensions: { code: string } }[] };
    expect(await ask(url, '{ guarded }')).toMatchObject({
      data: { guarded: null },
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
    const closed = await start(['--supergraph', file, '--port', '0']);
    expect(await ask(closed.url, '{ first { upc } }')).toMatchObject({
      data: { first: null },
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
    expect((await fetch(closed.url.replace('/graphql', '/readyz'))).status).toBe(200);
    const ended = new Promise((resolve) => closed.running.once('exit', resolve));
    closed.running.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(readdirSync(folder)).toEqual(['supergraph.graphql']);
  },
  2 * STARTS_WITHIN_MS,
);

test(
  '--open is refused in production',
  async () => {
    const child = spawn(process.execPath, ['--import', 'tsx', script, '--supergraph', file, '--open'], {
      env: { ...process.env, NODE_ENV: 'production' },
    });
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(78);
  },
  STARTS_WITHIN_MS,
);

function products(): Promise<ForeignSubgraph> {
  let sum = 0;
  const all = ['1', '2'].map((upc) => ({
    __typename: 'Product',
    upc,
    name: `product ${upc}`,
    weight: Number(upc),
    secret: 's',
  }));
  const items = [
    { __typename: 'Book', id: 'b', title: 'a book', pages: 7 },
    { __typename: 'Game', id: 'g', title: 'a game', players: 2 },
  ];
  return aForeignSubgraph(
    'products',
    `${LINK}
    schema { query: Ask mutation: Do subscription: Live }
    directive @marked on INLINE_FRAGMENT
    type Ask { products: [Product!] first: Product top(n: Int!): [Item!] search: [Result!] guarded: String @authenticated }
    type Do { bump(by: Int!): Int! }
    type Live { added: Product! }
    type Product @key(fields: "upc") { upc: ID! name: String weight: Int secret: String @inaccessible fails: String }
    interface Item @key(fields: "id") { id: ID! title: String }
    type Book implements Item @key(fields: "id") { id: ID! title: String pages: Int }
    type Game implements Item @key(fields: "id") { id: ID! title: String players: Int }
    union Result = Product | Book`,
    {
      Ask: {
        products: () => all,
        first: () => all[0],
        top: (_: unknown, { n }: { n: number }) => items.slice(0, n),
        search: () => [all[0], items[0]],
        guarded: () => 'x',
      },
      Do: { bump: (_: unknown, { by }: { by: number }) => (sum = by === 0 ? 0 : sum * 2 + by) },
      Live: {
        added: {
          async *subscribe() {
            for (const added of all) yield { added };
          },
        },
      },
      Product: {
        __resolveReference: async ({ upc }: { upc: string }) => all.find((each) => each.upc === upc),
        fails: ({ upc }: { upc: string }) => {
          if (upc === '2') throw new Error('no second');
          return 'ok';
        },
      },
      Item: { __resolveReference: async ({ id }: { id: string }) => items.find((each) => each.id === id) },
    },
  );
}

function reviews(): Promise<ForeignSubgraph> {
  const of = (upc: string) => [{ body: `review of ${upc}`, author: { id: 'a', name: 'Ann' } }];
  return aForeignSubgraph(
    'reviews',
    `${LINK}
    directive @marked on INLINE_FRAGMENT
    type Product @key(fields: "upc") { upc: ID! weight: Int @external shipping: Int @requires(fields: "weight") reviews: [Review!] strict: Review! }
    type Review { body: String author: Author }
    type Author @key(fields: "id") { id: ID! name: String }
    type Item @interfaceObject @key(fields: "id") { id: ID! stars: Int }`,
    {
      Product: {
        __resolveReference: async (reference: object) => reference,
        shipping: ({ weight }: { weight: number }) => weight * 10,
        reviews: ({ upc }: { upc: string }) => of(upc),
        strict: () => {
          throw new Error('never');
        },
      },
      Item: { __resolveReference: async (reference: object) => reference, stars: () => 5 },
    },
  );
}
