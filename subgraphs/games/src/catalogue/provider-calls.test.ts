import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { POLICIES } from '@croupier/contracts';
import { createMetrics, ProviderUnavailable } from '@croupier/kit';
import { eventually } from '@croupier/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { croupier } from '../providers/croupier/croupier.provider.ts';
import { ProviderCalls } from './provider-calls.ts';
import type { Studio } from './studio-memory.ts';

/** A studio program: it answers, answers nonsense, or takes the request and says nothing. */
let mode: 'answers' | 'silent' | 'broken';
let asked: number;
let server: Server;
let url: string;
beforeEach(async () => {
  mode = 'answers';
  asked = 0;
  server = createServer((_request, response) => {
    asked += 1;
    if (mode === 'silent') return;
    response.writeHead(mode === 'broken' ? 500 : 200).end(JSON.stringify({ games: [] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const metrics = () => createMetrics('test');
const studioOf = (name: string): Studio => ({
  ...{ name, url, dialect: 'croupier', secret: 'a-long-secret', enabled: true, limits: {}, games: new Map() },
  ...{ promotionsAllowed: false, promotionsPerDay: null, policy: POLICIES.croupier, currencies: null },
});
const list = (calls: ProviderCalls, studio: Studio) =>
  calls.repeatedly(studio, 'list-games', () => croupier.listGames(studio));
const once = (calls: ProviderCalls, studio: Studio) => calls.once(studio, 'launch', () => croupier.listGames(studio));
const took = async (work: Promise<unknown>): Promise<{ ms: number; error: unknown }> => {
  const began = performance.now();
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  return { ms: performance.now() - began, error };
};

test('a studio that goes silent is given up after its deadline, then answered for at once, then tried again and called as before', async () => {
  const registry = metrics();
  const calls = new ProviderCalls(registry, { deadlineMs: 400, attempts: 2, failuresToOpen: 4, openMs: 300 });
  const studio = studioOf('acme');
  expect(calls.healthOf(studio).state).toBe('UNKNOWN');
  expect(await list(calls, studio)).toEqual([]);
  expect(calls.healthOf(studio)).toMatchObject({ state: 'UP', calls: 1, failures: 0, lastFailure: null });

  mode = 'silent';
  for (const _ of [1, 2]) expect((await took(list(calls, studio))).error).toBeInstanceOf(ProviderUnavailable);
  expect(asked).toBe(5);
  expect(calls.healthOf(studio)).toMatchObject({ state: 'DOWN', failures: 4, lastFailureAt: expect.any(Date) });

  const refused = await took(Promise.all(Array.from({ length: 50 }, () => once(calls, studio).catch(() => undefined))));
  expect(refused.ms).toBeLessThan(300);
  expect(asked).toBe(5);
  // Another studio in the same process does not notice.
  const other = studioOf('other');
  mode = 'answers';
  expect(await list(calls, other)).toEqual([]);
  expect(await registry.getSingleMetricAsString('games_provider_up')).toMatch(/acme".*} 0\n[^]*other".*} 1/);

  await eventually(async () => expect(await once(calls, studio)).toEqual([]));
  expect(calls.healthOf(studio).state).toBe('UP');
  expect(await registry.getSingleMetricAsString('games_provider_calls_total')).toMatch(
    /provider="acme",call="launch",outcome="open".*} \d\d/,
  );
});

test('what may be repeated is repeated with pauses that grow, what may not is asked once', async () => {
  const calls = new ProviderCalls(metrics(), { attempts: 3, failuresToOpen: 100 });
  mode = 'broken';
  await expect(once(calls, studioOf('acme'))).rejects.toBeInstanceOf(ProviderUnavailable);
  expect(asked).toBe(1);
  await expect(list(calls, studioOf('acme'))).rejects.toBeInstanceOf(ProviderUnavailable);
  expect(asked).toBe(4);
  expect(calls.healthOf(studioOf('acme')).lastFailure).toContain('500');
});

test('a slow studio holds as many calls as its bulkhead has places, and the rest hears so at once', async () => {
  const calls = new ProviderCalls(metrics(), { deadlineMs: 500, attempts: 1, failuresToOpen: 100, atOnce: 3 });
  mode = 'silent';
  const all = Array.from({ length: 20 }, () => took(once(calls, studioOf('acme'))));
  const quick = (await Promise.all(all)).filter(({ ms }) => ms < 400);
  expect(quick).toHaveLength(14);
  expect(asked).toBe(6);
});

test('a studio that moved to another address begins anew', async () => {
  const calls = new ProviderCalls(metrics(), { attempts: 1, failuresToOpen: 1, openMs: 60_000 });
  const moved = { ...studioOf('acme'), url: 'http://127.0.0.1:1' };
  await expect(once(calls, moved)).rejects.toThrow();
  expect(calls.healthOf(moved).state).toBe('DOWN');
  expect(await once(calls, studioOf('acme'))).toEqual([]);
});
