import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLog } from '@croupier/kit';
import { eventually } from '@croupier/testkit';
import { OperationTypeNode } from 'graphql';
import { afterEach, expect, test } from 'vitest';
import { createSubgraphSources, type FetchContext, type SubgraphSource } from './subgraph-source.ts';

const { QUERY, MUTATION } = OperationTypeNode;
const CONTEXT: FetchContext = { identityToken: null, traceparent: '00-1-1-01' };
const closing: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A subgraph that does as it is told, and the source that fetches from it. */
async function aSubgraph(listener: RequestListener, timeoutMs = 5_000) {
  let asked = 0;
  const server = createServer((request, response) => {
    asked++;
    listener(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  const sources = createSubgraphSources({ log: createLog('test', 'fatal'), timeoutMs });
  closing.push(
    () => sources.close(),
    () => server.closeAllConnections(),
    () => void server.close(),
  );
  const source = sources.forServices(new Map([['games', url]]))['games'] as Required<SubgraphSource>;
  const send = (kind = QUERY, context: Partial<FetchContext> = {}) =>
    source.send('{}', { ...CONTEXT, ...context }, kind);
  return { send, asked: () => asked };
}

const answer: RequestListener = (_request, response) => void response.end('{"data":{"x":1}}');
const unavailable = { extensions: { code: 'PROVIDER_UNAVAILABLE', serviceName: 'games' } };

test('a read whose connection breaks is sent once more, a mutation never', async () => {
  let breaking = 1;
  const games = await aSubgraph((request, response) => (breaking-- > 0 ? request.socket.destroy() : answer(request, response))); // prettier-ignore
  expect(await games.send()).toEqual({ data: { x: 1 } });
  expect(games.asked()).toBe(2);
  breaking = 1;
  await expect(games.send(MUTATION)).rejects.toMatchObject(unavailable);
  expect(games.asked()).toBe(3);
});

test('a subgraph that fails again and again is left alone for a while, then asked again', async () => {
  let failing = true;
  const games = await aSubgraph((request, response) => {
    if (failing) response.writeHead(500).end();
    else answer(request, response);
  });
  for (let time = 0; time < 8; time++) await expect(games.send()).rejects.toMatchObject(unavailable);
  expect(games.asked()).toBe(5);
  failing = false;
  await eventually(async () => expect(await games.send()).toEqual({ data: { x: 1 } }));
});

test('while one asks whether a silent subgraph is back, nobody else waits for it', async () => {
  const games = await aSubgraph(() => undefined, 1_000);
  await Promise.all(Array.from({ length: 5 }, () => expect(games.send()).rejects.toMatchObject(unavailable)));
  await eventually(() => {
    games.send().catch(() => undefined);
    expect(games.asked()).toBe(6);
  });
  const startedAtMs = performance.now();
  await expect(games.send()).rejects.toMatchObject(unavailable);
  expect(performance.now() - startedAtMs).toBeLessThan(500);
  expect(games.asked()).toBe(6);
});

test('what a subgraph refuses (4xx) does not open its circuit', async () => {
  const games = await aSubgraph((_request, response) => void response.writeHead(401).end());
  for (let time = 0; time < 8; time++) await expect(games.send()).rejects.toMatchObject(unavailable);
  expect(games.asked()).toBe(8);
});

test('a caller who goes away takes the fetch along, and that is no failure of the subgraph', async () => {
  let hungUp = 0;
  const games = await aSubgraph((_request, response) => void response.once('close', () => hungUp++));
  for (let time = 1; time <= 6; time++) {
    const gone = new AbortController();
    const fetched = games.send(QUERY, { signal: gone.signal });
    fetched.catch(() => undefined);
    await eventually(() => expect(games.asked()).toBe(time));
    gone.abort();
    await expect(fetched).rejects.toMatchObject(unavailable);
    await eventually(() => expect(hungUp).toBe(time));
  }
});

test('strangers who read the same at once share one fetch, people never do', async () => {
  const games = await aSubgraph((_request, response) => void setTimeout(() => answer(_request, response), 50));
  const [one, other] = await Promise.all([
    games.send(QUERY, { isPublic: true }),
    games.send(QUERY, { isPublic: true }),
  ]);
  expect(one).toEqual(other);
  expect(one).not.toBe(other);
  expect(games.asked()).toBe(1);
  await Promise.all([games.send(MUTATION, { isPublic: true }), games.send(MUTATION, { isPublic: true })]);
  expect(games.asked()).toBe(3);
  await Promise.all([games.send(), games.send()]);
  expect(games.asked()).toBe(5);
});

test('no fetch outlives its time or the time of its operation', async () => {
  const games = await aSubgraph(() => undefined, 300);
  await expect(games.send()).rejects.toMatchObject(unavailable);
  await expect(games.send(QUERY, { deadlineAtMs: performance.now() - 1 })).rejects.toMatchObject(unavailable);
  expect(games.asked()).toBe(1);
});
