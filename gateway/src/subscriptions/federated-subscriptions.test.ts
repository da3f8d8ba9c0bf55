import { writeFileSync } from 'node:fs';
import { eventually } from '@croupier/testkit';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { aHouse, type House } from '../fixtures/a-house.ts';
import { aSocket, type TestSocket } from '../fixtures/a-socket.ts';
import { countedRefusals } from '../fixtures/counted-refusals.ts';

let house: House;
const open: TestSocket[] = [];
/** How a socket ends that never says a word; it takes 10 s, so it begins before all tests and is looked at after them. */
let silence: Promise<{ code: number; afterMs: number }>;
beforeAll(async () => {
  house = await aHouse();
  const { closed } = await aSocket(house.socketUrl);
  const openedAtMs = Date.now();
  silence = closed.then(({ code }) => ({ code, afterMs: Date.now() - openedAtMs }));
});
afterEach(() => open.splice(0).forEach(({ socket }) => socket.terminate()));
afterAll(() => house.stop());

async function connect(options: Parameters<typeof aSocket>[1] = {}): Promise<TestSocket> {
  const socket = await aSocket(house.socketUrl, options);
  open.push(socket);
  return socket;
}
async function signedIn(claims: Record<string, unknown> = {}, seconds = 900): Promise<TestSocket> {
  const socket = await connect();
  await socket.init(`Bearer ${await house.token(claims, { seconds })}`);
  return socket;
}
const nextOf = (socket: TestSocket, id: string) =>
  socket
    .of(id)
    .filter(({ type }) => type === 'next')
    .map(({ payload }) => payload);
const CROSSING = 'subscription { balanceChanged { wallet { real version owner { displayName } } } }';
const change = (real: string, version: number, name = 'name of alice') => ({
  data: { balanceChanged: { wallet: { real, version, owner: { displayName: name } } } },
});

test('every event of a subscription is completed by another subgraph', async () => {
  const socket = await signedIn();
  socket.subscribe('s', CROSSING);
  await eventually(() => expect(nextOf(socket, 's')).toEqual([change('1.00', 1)]));
  house.pushBalance('2.00', 2);
  house.pushBalance('3.00', 3);
  await eventually(() =>
    expect(nextOf(socket, 's')).toEqual([change('1.00', 1), change('2.00', 2), change('3.00', 3)]),
  );
  socket.send({ id: 's', type: 'complete' });
  await eventually(() => expect(house.streams.size).toBe(0));
});

test('fragments, aliases and variables reach the stream and the answer', async () => {
  const socket = await signedIn();
  const query = `subscription Live($c: String, $more: Boolean!) { change: balanceChanged(currency: $c) { w: wallet { ...W } __typename } } fragment W on Wallet { money: real holder: owner { id ... on User @include(if: $more) { label: displayName } } }`;
  socket.subscribe('s', query, { c: 'EUR', more: true });
  await eventually(() =>
    expect(nextOf(socket, 's')).toEqual([
      {
        data: {
          change: {
            w: { money: '1.00', holder: { id: 'alice', label: 'name of alice' } },
            __typename: 'BalanceChange',
          },
        },
      },
    ]),
  );
  expect([...house.streams][0]!.currency).toBe('EUR');
});

test('an event may need its own subgraph again, behind another one', async () => {
  const socket = await signedIn();
  socket.subscribe(
    's',
    'subscription { balanceChanged { wallet { owner { friends { displayName wallets { id real } } } } } }',
  );
  const friends = [{ displayName: 'name of bob', wallets: [{ id: 'w-1', real: '10.00' }] }];
  await eventually(() =>
    expect(nextOf(socket, 's')).toEqual([{ data: { balanceChanged: { wallet: { owner: { friends } } } } }]),
  );
});

test('people share one socket to the subgraph, each under their own identity', async () => {
  const [alice, bob] = await Promise.all([signedIn(), signedIn({ sub: 'bob', sid: 'session-b' })]);
  alice.subscribe('s', CROSSING);
  bob.subscribe('s', CROSSING);
  await eventually(() => expect(nextOf(alice, 's')).toEqual([change('1.00', 1)]));
  await eventually(() => expect(nextOf(bob, 's')).toEqual([change('1.00', 1, 'name of bob')]));
  expect([...house.streams].map(({ userId }) => userId).sort()).toEqual(['alice', 'bob']);
});

test('a subgraph that restarts is subscribed again; what the reader has already is not repeated, what it missed comes', async () => {
  const socket = await signedIn();
  socket.subscribe('s', CROSSING);
  await eventually(() => expect(nextOf(socket, 's')).toHaveLength(1));
  await house.stopWallet();
  house.streams.clear();
  await house.startWallet();
  await eventually(() => expect(house.streams.size).toBe(1));
  house.pushBalance('9.00', 9);
  await eventually(() => expect(nextOf(socket, 's')).toEqual([change('1.00', 1), change('9.00', 9)]));
});

test('a part that cannot complete an event costs its own fields only', async () => {
  const socket = await signedIn({ roles: ['PLAYER'] });
  socket.subscribe('s', 'subscription { balanceChanged { wallet { real owner { id note } } } }');
  await eventually(() => expect(nextOf(socket, 's')).toHaveLength(1));
  const [event] = nextOf(socket, 's') as unknown as [{ data: object; errors: { extensions: object }[] }];
  expect(event.data).toEqual({ balanceChanged: { wallet: { real: '1.00', owner: { id: 'alice', note: null } } } });
  expect(event.errors[0]!.extensions).toEqual({ code: 'FORBIDDEN' });
});

test('a finite stream keeps its order and completes', async () => {
  const socket = await connect();
  await socket.init();
  socket.subscribe('t', 'subscription { ticks(upTo: 100) }');
  await eventually(() => expect(socket.of('t').at(-1)?.type).toBe('complete'));
  expect(nextOf(socket, 't')).toEqual(Array.from({ length: 100 }, (_, index) => ({ data: { ticks: index + 1 } })));
});

test('queries, mutations and refusals are answered over the socket too', async () => {
  const socket = await connect();
  await socket.init();
  socket.subscribe('q', '{ anyone me { id } }');
  socket.subscribe('s', CROSSING);
  socket.subscribe('v', '{ nothing }');
  await eventually(() => expect(socket.of('q').map(({ type }) => type)).toEqual(['next', 'complete']));
  expect(nextOf(socket, 'q')[0]).toMatchObject({
    data: { anyone: 'hello', me: null },
    errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
  });
  await eventually(() =>
    expect(socket.of('s')).toMatchObject([{ type: 'error', payload: [{ extensions: { code: 'UNAUTHENTICATED' } }] }]),
  );
  await eventually(() =>
    expect(socket.of('v')).toMatchObject([
      { type: 'error', payload: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] },
    ]),
  );
  expect(house.streams.size).toBe(0);
});

test('messages of every size arrive whole', async () => {
  const socket = await connect();
  const sizes = [87, 88, 65_497, 65_498, 200_000]; // 125, 126, 65 535 and 65 536 bytes: where the header grows
  for (const size of sizes) socket.send({ type: 'ping', payload: { echo: 'é'.padEnd(size, '.') } });
  await eventually(() => expect(socket.messages).toHaveLength(sizes.length));
  expect(socket.messages).toEqual(sizes.map((size) => ({ type: 'pong', payload: { echo: 'é'.padEnd(size, '.') } })));
});

test('4401 before connection_init, 4403 for a bad token, 4409 for an id used twice, 4406 for another protocol', async () => {
  const early = await connect();
  early.subscribe('s', CROSSING);
  expect((await early.closed).code).toBe(4401);
  for (const authorization of [
    'Bearer nonsense',
    `Bearer ${await house.token({}, { seconds: -1 })}`,
    `Bearer ${await house.token({}, { forged: true })}`,
  ]) {
    const refused = await connect();
    refused.send({ type: 'connection_init', payload: { authorization } });
    expect((await refused.closed).code).toBe(4403);
  }
  const twice = await signedIn();
  twice.subscribe('s', CROSSING);
  twice.subscribe('s', CROSSING);
  expect((await twice.closed).code).toBe(4409);
  await expect(connect({ protocol: 'graphql-ws' })).rejects.toThrow();
});

test('what sockets are refused is counted by its code', async () => {
  const before = await countedRefusals(house.url);
  const socket = await connect();
  await socket.init();
  socket.subscribe('s', CROSSING);
  await eventually(() => expect(socket.of('s')).toHaveLength(1));
  socket.send({ type: 'connection_init' });
  expect((await socket.closed).code).toBe(4429);
  const other = await connect();
  other.socket.send('nonsense');
  expect((await other.closed).code).toBe(4400);
  await expect(connect({ origin: 'https://evil.example' })).rejects.toThrow('403');
  const after = await countedRefusals(house.url);
  const more = Object.entries(after).map(([code, count]) => [code, count - (before[code] ?? 0)] as const);
  expect(Object.fromEntries(more.filter(([, count]) => count > 0))).toEqual({
    UNAUTHENTICATED: 1,
    ...{ 4429: 1, 4400: 1, 403: 1 },
  });
});

test('an Origin other than the web app is refused, that one and none are let in', async () => {
  await expect(connect({ origin: 'https://evil.example' })).rejects.toThrow('403');
  const own = await connect({ origin: 'http://localhost:3000' });
  await own.init();
});

test('a socket outlives its token and dies with its session', async () => {
  const socket = await signedIn({ sid: 'session-x' }, 1);
  socket.subscribe('s', CROSSING);
  await eventually(() => expect(nextOf(socket, 's')).toHaveLength(1));
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  house.pushBalance('5.00', 5);
  await eventually(() => expect(nextOf(socket, 's').at(-1)).toEqual(change('5.00', 5)));
  const other = await signedIn({ sid: 'session-y' });
  const token = await house.token({ sid: 'session-x' });
  const deaf = await signedIn({ sid: 'session-x' });
  deaf.socket.pause();
  house.endSession('session-x');
  expect((await socket.closed).code).toBe(4403);
  deaf.subscribe('late', 'mutation { rename(name: "too late") { id } }');
  deaf.socket.resume();
  expect((await deaf.closed).code).toBe(4403);
  other.subscribe('m', 'mutation { rename(name: "in time") { id } }');
  await eventually(() => expect(house.renamed).toContain('in time'));
  expect(house.renamed).not.toContain('too late');
  expect(other.socket.readyState).toBe(other.socket.OPEN);
  await eventually(() => expect(house.streams.size).toBe(0));
  const answer = await fetch(house.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: '{"query":"{ anyone }"}',
  });
  expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
});

test('a session that reaches its end closes its socket', async () => {
  const socket = await signedIn({ sid: 'short', sxp: Math.floor(Date.now() / 1000) + 2 });
  expect((await socket.closed).code).toBe(4403);
});

test('while users is silent it is asked for each session, so an end that nobody announced closes the socket within 5 s', async () => {
  const socket = await signedIn({ sid: 'unheard' });
  house.beat(false);
  try {
    house.endSession('unheard', { silently: true });
    const endedAt = Date.now();
    expect((await socket.closed).code).toBe(4403);
    expect(Date.now() - endedAt).toBeLessThan(5_000);
  } finally {
    house.beat(true);
  }
});

test('a socket carries 100 operations, and no more', async () => {
  const socket = await signedIn();
  for (let index = 0; index < 101; index++) socket.subscribe(`s${index}`, CROSSING);
  await eventually(() =>
    expect(socket.of('s100')).toMatchObject([{ type: 'error', payload: [{ extensions: { code: 'RATE_LIMITED' } }] }]),
  );
  await eventually(() => expect(house.streams.size).toBe(100));
  await eventually(() => expect(nextOf(socket, 's99')).toHaveLength(1));
});

test('a reader that falls behind gets the latest, one that keeps up gets every version once and in order', async () => {
  const [slow, quick] = [await signedIn(), await signedIn()];
  slow.subscribe('s', 'subscription { balanceChanged { wallet { real version } } }');
  quick.subscribe('s', 'subscription { balanceChanged { wallet { version } } }');
  await eventually(() => expect([nextOf(slow, 's').length, nextOf(quick, 's').length]).toEqual([1, 1]));
  slow.socket.pause();
  // More than the kernel's buffers and what may wait hold.
  const real = 'x'.repeat(20_000);
  const last = 650;
  for (let version = 2; version <= last; version++) {
    house.pushBalance(real, version);
    if (version % 200 === 0) await eventually(() => expect(nextOf(quick, 's')).toHaveLength(version));
  }
  slow.socket.resume();
  const versions = (socket: TestSocket) =>
    (nextOf(socket, 's') as unknown as ReturnType<typeof change>[]).map(
      ({ data }) => data.balanceChanged.wallet.version,
    );
  await eventually(() => expect(versions(slow).at(-1)).toBe(last));
  expect(versions(quick)).toEqual(Array.from({ length: last }, (_, index) => index + 1));
  expect(versions(slow)).toEqual([...new Set(versions(slow))].sort((left, right) => left - right));
  expect(versions(slow).length).toBeLessThan(last);
});

test('what many subscriptions of one session need for one event is fetched once', async () => {
  const socket = await signedIn();
  const ids = Array.from({ length: 20 }, (_, index) => `s${index}`);
  for (const id of ids) socket.subscribe(id, CROSSING);
  await eventually(() => expect(ids.every((id) => nextOf(socket, id).length === 1)).toBe(true));
  const before = house.users.askedBy.length;
  house.pushBalance('2.00', 2);
  await eventually(() => expect(ids.map((id) => nextOf(socket, id).at(-1))).toEqual(ids.map(() => change('2.00', 2))));
  expect(house.users.askedBy.length - before).toBeLessThan(ids.length);
});

test('what everybody hears alike is asked once, as nobody; who joins hears the newest at once', async () => {
  const [first, second, third] = [await connect(), await signedIn(), await signedIn({ roles: ['ADMIN'] })];
  const before = house.wallet.askedBy.length;
  const askedBy = () => new Set(house.wallet.askedBy.slice(before).map(({ kind }) => kind));
  await first.init();
  const jackpot = (amount: string) => ({ data: { jackpot: { amount } } });
  const push = (amount: string) => house.jackpots.forEach((each) => each.push({ amount, winner: null }));
  first.subscribe('s', 'subscription { jackpot { amount } }');
  await eventually(() => expect(house.jackpots.size).toBe(1));
  push('1.00');
  await eventually(() => expect(nextOf(first, 's')).toEqual([jackpot('1.00')]));
  second.subscribe('s', 'subscription { jackpot { amount } }');
  await eventually(() => expect(nextOf(second, 's')).toEqual([jackpot('1.00')]));
  push('2.00');
  await eventually(() => expect(nextOf(second, 's')).toEqual([jackpot('1.00'), jackpot('2.00')]));
  expect([house.jackpots.size, nextOf(first, 's')]).toEqual([1, nextOf(second, 's')]);
  expect(askedBy()).toEqual(new Set(['anonymous']));
  // Whoever selects what depends on who asks has a stream of their own.
  third.subscribe('s', 'subscription { jackpot { amount winner { note } } }');
  await eventually(() => expect(house.jackpots.size).toBe(2));
  expect(askedBy()).toEqual(new Set(['anonymous', 'user']));
  for (const socket of [first, third]) socket.send({ id: 's', type: 'complete' });
  await eventually(() => expect(house.jackpots.size).toBe(1));
  push('3.00');
  await eventually(() => expect(nextOf(second, 's').at(-1)).toEqual(jackpot('3.00')));
  second.send({ id: 's', type: 'complete' });
  await eventually(() => expect(house.jackpots.size).toBe(0));
});

test('when the schema changes a stream goes on where it is the same and else ends with SUBSCRIPTION_SCHEMA_RELOAD', async () => {
  const socket = await signedIn();
  socket.subscribe('keeps', 'subscription { balanceChanged { wallet { real } } }');
  socket.subscribe('loses', 'subscription { balanceChanged { wallet { version } } }');
  await eventually(() => expect(house.streams.size).toBe(2));
  writeFileSync(house.supergraphFile, house.compose().replace(/\n {2}version: Int!/, ''));
  await eventually(() => {
    house.pushBalance('7.00', 7);
    expect(socket.of('loses').at(-1)?.type).toBe('complete');
  });
  expect(nextOf(socket, 'loses').at(-1)).toMatchObject({
    errors: [{ extensions: { code: 'SUBSCRIPTION_SCHEMA_RELOAD' } }],
  });
  await eventually(() =>
    expect(nextOf(socket, 'keeps').at(-1)).toEqual({ data: { balanceChanged: { wallet: { real: '7.00' } } } }),
  );
  expect(socket.of('keeps').every(({ type }) => type === 'next')).toBe(true);
});

test('a socket that is silent before connection_init is closed after 10 s', async () => {
  const { code, afterMs } = await silence;
  expect(code).toBe(4408);
  expect(afterMs).toBeGreaterThan(9_000);
});
