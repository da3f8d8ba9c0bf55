import { randomUUID } from 'node:crypto';
import type { Identity } from '@croupier/kit';
import { eventually } from '@croupier/testkit';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { frank, type House, openHouse, type Payments, player, userIdIn } from '../testing/house.testing.ts';
import { codeOf, startDeposit, valueOf } from '../testing/payer.testing.ts';
import { eventOf } from '../testing/psp.testing.ts';

let house: House;
let payments: Payments;
const alice = player();
const bob = player();
const made: string[] = [];
beforeAll(async () => {
  house = await openHouse();
  payments = await house.open();
  for (let count = 0; count < 5; count += 1) made.push((await startDeposit(payments, alice)).id);
  made.push((await startDeposit(payments, bob)).id);
});
afterAll(() => house.close());

interface Page {
  edges: { node: { id: string }; cursor: string }[];
  pageInfo: { hasNextPage: boolean; endCursor: string };
}
const LIST =
  'query ($filter: PaymentFilter, $first: Int! = 20, $after: String) { payments(filter: $filter, first: $first, after: $after) { edges { node { id } cursor } pageInfo { hasNextPage endCursor } } }';
const list = async (who: Identity, variables = {}) => valueOf<Page>(await payments.graph(who, LIST, variables));
const ids = (page: Page) => page.edges.map(({ node }) => node.id);
const entity = async (who: Identity, typename: string, id: string, fields: string) =>
  payments.graph(who, `query ($r: [_Any!]!) { _entities(representations: $r) { ... on ${typename} { ${fields} } } }`, {
    r: [{ __typename: typename, id }],
  });

test('players see their own payments page by page, newest first; staff see all', async () => {
  const first = await list(alice, { first: 2 });
  const second = await list(alice, { first: 2, after: first.pageInfo.endCursor });
  const third = await list(alice, { first: 2, after: second.pageInfo.endCursor });
  expect([...ids(first), ...ids(second), ...ids(third)]).toEqual(made.slice(0, 5).reverse());
  expect([first, second, third].map(({ pageInfo }) => pageInfo.hasNextPage)).toEqual([true, true, false]);
  expect(ids(await list(bob))).toEqual([made[5]]);
  expect(ids(await list(frank))).toEqual([...made].reverse());
  expect(ids(await list(frank, { filter: { userId: userIdIn(bob) } }))).toEqual([made[5]]);
  expect(ids(await list(alice, { filter: { kind: 'WITHDRAWAL' } }))).toEqual([]);
  expect(
    ids(await list(alice, { filter: { status: 'PENDING', from: '2020-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' } })),
  ).toHaveLength(5);
  expect(ids(await list(alice, { filter: { to: '2020-01-01T00:00:00Z' } }))).toEqual([]);
});

test('another person’s payments are hidden on every path', async () => {
  expect(codeOf(await payments.graph(bob, LIST, { filter: { userId: userIdIn(alice) } }))).toBe('FORBIDDEN');
  expect(
    valueOf(await payments.graph(bob, 'query ($id: ID!) { payment(id: $id) { id } }', { id: made[0] })),
  ).toBeNull();
  expect(valueOf(await entity(bob, 'Payment', made[0]!, 'id status'))).toEqual([null]);
  expect(valueOf(await entity(bob, 'User', userIdIn(alice), 'payments { edges { node { id } } }'))).toEqual([null]);
  expect(valueOf(await entity({ kind: 'partner', keyId: 'k', scopes: [] }, 'Payment', made[0]!, 'id'))).toEqual([null]);
  expect(
    valueOf(await entity({ kind: 'anonymous' }, 'User', userIdIn(alice), 'payments { edges { node { id } } }')),
  ).toEqual([null]);
  expect(codeOf(await payments.graph({ kind: 'anonymous' }, LIST))).toBe('UNAUTHENTICATED');
  expect(codeOf(await payments.graph({ kind: 'partner', keyId: 'k', scopes: [] }, LIST))).toBe('FORBIDDEN');
});

test('a user’s payments come through the graph for themselves and for staff', async () => {
  for (const who of [alice, frank]) {
    const [user] = valueOf<{ payments: Page }[]>(
      await entity(who, 'User', userIdIn(alice), 'payments(first: 1) { edges { node { id } } }'),
    );
    expect(user).toEqual({ payments: { edges: [{ node: { id: made[4] } }] } });
  }
  expect(valueOf(await entity(alice, 'Payment', made[0]!, 'id amount { amount }'))).toEqual([
    { id: made[0], amount: { amount: '25.00' } },
  ]);
});

test.each([
  { first: 0 },
  { first: 101 },
  { after: 'x' },
  { after: Buffer.from('["1e3"]').toString('base64url') },
  { filter: { userId: '\u0000' } },
])('the page %j is refused', async (variables) => {
  expect(codeOf(await payments.graph(frank, LIST, variables))).toBe('BAD_USER_INPUT');
});

test('an id that is none finds nothing', async () => {
  for (const id of ['', 'x', '\u0000', randomUUID()]) {
    expect(valueOf(await payments.graph(alice, 'query ($id: ID!) { payment(id: $id) { id } }', { id }))).toBeNull();
  }
});

test('anybody sees the methods', async () => {
  const methods = valueOf<{ id: string; currencies: string[]; min: object[] }[]>(
    await payments.graph(
      { kind: 'anonymous' },
      '{ paymentMethods(kind: DEPOSIT) { id kind title currencies min { amount currency } max { amount currency } } }',
    ),
  );
  expect(methods.map(({ id }) => id)).toEqual(['sandbox-card']);
  expect(methods[0]).toMatchObject({
    currencies: expect.arrayContaining(['EUR', 'BTC']) as string[],
    min: expect.arrayContaining([{ amount: '0.01', currency: 'EUR' }]) as object[],
  });
});

test('whoever looks sees each status of their own payments, once and in order', async () => {
  const carol = player();
  const client = createClient({
    url: `${payments.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { identity: await payments.sign(carol) },
  });
  const seen: string[] = [];
  const updates = client.iterate<{ paymentUpdated: { id: string; status: string; amount: { amount: string } } }>({
    query: 'subscription { paymentUpdated { id status amount { amount } } }',
    extensions: { identity: await payments.sign(carol) },
  });
  const reading = (async () => {
    for await (const { data } of updates)
      seen.push(`${data!.paymentUpdated.id} ${data!.paymentUpdated.status} ${data!.paymentUpdated.amount.amount}`);
  })();
  // Until the subscription stands, pushes go past it: deposits are started until the first one is seen.
  const id = await eventually(async () => {
    const { id } = await startDeposit(payments, carol);
    await eventually(() => expect(seen).toContain(`${id} PENDING 25.00`), { timeoutMs: 300 });
    return id;
  });
  seen.length = 0;
  await startDeposit(payments, alice);
  await payments.webhook(eventOf({ id }, 'payment.succeeded'));
  await eventually(() => expect(seen).toEqual([`${id} PROCESSING 25.00`, `${id} SUCCEEDED 25.00`]));
  await updates.return?.();
  await client.dispose();
  await reading;
});
