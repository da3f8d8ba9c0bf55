import { eventually } from '@croupier/testkit';
import { type Client, createClient } from 'graphql-sse';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aHouse, type House } from '../fixtures/a-house.ts';
import { countedRefusals } from '../fixtures/counted-refusals.ts';

const CROSSING = 'subscription { balanceChanged { wallet { real version owner { displayName } } } }';
let house: House;
const clients: Client[] = [];
beforeAll(async () => void (house = await aHouse()));
afterAll(async () => {
  clients.forEach((client) => client.dispose());
  await house.stop();
});

/** Follows with graphql-sse's own client. */
async function follow(query: string, claims: Record<string, unknown> | null = {}) {
  const headers = claims ? { authorization: `Bearer ${await house.token(claims)}` } : undefined;
  const client = createClient({ url: house.url, headers, retryAttempts: 0 });
  clients.push(client);
  const told: unknown[] = [];
  const stop = client.subscribe(
    { query },
    {
      next: (event) => void told.push(event),
      error: (error) => void told.push(error),
      complete: () => void told.push('complete'),
    },
  );
  return { told, stop };
}
const ask = async (query: string, init: { headers?: Record<string, string>; method?: string } = {}) =>
  fetch(house.url, {
    method: 'POST',
    body: JSON.stringify({ query }),
    ...init,
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...init.headers },
  });
const balance = (real: string, version: number) => ({
  data: { balanceChanged: { wallet: { real, version, owner: { displayName: 'name of alice' } } } },
});

test('graphql-sse’s client follows a subscription over two subgraphs, and leaving ends it', async () => {
  const { told, stop } = await follow(CROSSING);
  await eventually(() => expect(told).toEqual([balance('1.00', 1)]));
  house.pushBalance('2.00', 2);
  await eventually(() => expect(told).toEqual([balance('1.00', 1), balance('2.00', 2)]));
  stop();
  await eventually(() => expect(house.streams.size).toBe(0));
});

test('a finite stream, a query and what a subgraph refuses are answered and completed', async () => {
  const [finite, query] = [await follow('subscription { ticks(upTo: 2) }'), await follow('{ anyone }')];
  await eventually(() => expect(finite.told).toEqual([{ data: { ticks: 1 } }, { data: { ticks: 2 } }, 'complete']));
  await eventually(() => expect(query.told).toEqual([{ data: { anyone: 'hello' } }, 'complete']));
});

test('what cannot run is a clean 4xx in JSON and opens nothing', async () => {
  const cases: [Promise<Response>, number, string][] = [
    [ask('subscription { nothing }'), 400, 'GRAPHQL_VALIDATION_FAILED'],
    [ask(CROSSING), 403, 'UNAUTHENTICATED'],
    [ask(CROSSING, { headers: { authorization: 'Bearer nonsense' } }), 401, 'UNAUTHENTICATED'],
    [ask(CROSSING, { headers: { 'content-type': 'text/plain' } }), 415, 'BAD_REQUEST'],
    [ask('subscription { ticks(upTo: 1) }', { headers: { accept: 'application/json' } }), 400, 'BAD_REQUEST'],
  ];
  for (const [answer, status, code] of cases) {
    const response = await answer;
    const body = (await response.json()) as { errors: { extensions: { code: string } }[] };
    expect([response.status, body.errors[0]!.extensions.code]).toEqual([status, code]);
  }
  expect(house.streams.size).toBe(0);
  expect(await countedRefusals(house.url)).toMatchObject({ GRAPHQL_VALIDATION_FAILED: 1, UNAUTHENTICATED: 2, BAD_REQUEST: 2 }); // prettier-ignore
});

test('an event stream dies with its session, and is told why', async () => {
  const { told } = await follow(CROSSING, { sid: 'session-sse' });
  await eventually(() => expect(told).toHaveLength(1));
  house.endSession('session-sse');
  await eventually(() => expect(told.at(-1)).toBe('complete'));
  expect(told.at(-2)).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  await eventually(() => expect(house.streams.size).toBe(0));
});
