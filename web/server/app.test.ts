import { eventually } from '@croupier/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startWeb, type RunningWeb } from '../test/start-web.ts';
import { sessionKeeper, toSession } from './session.ts';

let web: RunningWeb;
let cookie: string;

beforeAll(async () => {
  web = await startWeb({ pages: false });
  cookie = cookieFor('Alice');
});
afterAll(() => web.stop());

function cookieFor(name: string, expiresAt?: number): string {
  const person = [...web.stub.house.people.values()].find((one) => one.displayName === name)!;
  const keeper = sessionKeeper({
    secret: 'a secret for tests only',
    secure: false,
    renew: async () => ({ kind: 'ended' }),
    now: Date.now,
  });
  const session = toSession(web.stub.tokens.open(person.id));
  return keeper.cookie.write({ ...session, expiresAt: expiresAt ?? session.expiresAt }).split(';')[0]!;
}

function ask(query: string, headers: Record<string, string>): Promise<Response> {
  return fetch(`${web.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
}

describe('the graph’s door for browsers', () => {
  it('adds the token of the cookie, and keeps cookie and foreign identity headers to itself', async () => {
    const response = await ask('{ me { displayName } }', {
      origin: web.url,
      cookie,
      authorization: 'Bearer forged',
      'x-croupier-identity': 'forged',
    });
    expect(await response.json()).toEqual({ data: { me: { displayName: 'Alice' } } });
    const seen = web.stub.lastHeaders();
    expect(seen['cookie']).toBeUndefined();
    expect(seen['x-croupier-identity']).toBeUndefined();
    expect(seen['authorization']).not.toContain('forged');
  });

  it.each([
    ['another site', 'http://evil.example'],
    ['no origin', undefined],
    ['an opaque one', 'null'],
  ])('refuses a request from %s', async (_, origin) => {
    const response = await ask('{ me { id } }', { cookie, ...(origin ? { origin } : {}) });
    expect(response.status).toBe(403);
  });

  it('takes no questions in the address and no body above 256 KB', async () => {
    expect((await fetch(`${web.url}/graphql?query={me{id}}`, { headers: { cookie } })).status).toBe(405);
    const big = await ask(`{ me { id } } # ${'x'.repeat(300_000)}`, { origin: web.url, cookie });
    expect(big.status).toBe(413);
  });

  it('renews a session whose token ends, once, and tells the browser', async () => {
    const old = cookieFor('Bob', Date.now() + 1_000);
    const before = web.stub.tokens.rotations;
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => ask('{ me { displayName } }', { origin: web.url, cookie: old })),
    );
    expect(web.stub.tokens.rotations - before).toBe(1);
    for (const answer of answers) {
      expect(answer.headers.get('set-cookie')).toContain('croupier_session=');
      expect(await answer.json()).toEqual({ data: { me: { displayName: 'Bob' } } });
    }
  });

  it('passes the download of a report on with the token', async () => {
    const response = await fetch(`${web.url}/reports/exports/some-id`, { headers: { cookie } });
    expect(await response.text()).toContain('47.50');
    expect(response.headers.get('content-disposition')).toContain('report.csv');
    expect(web.stub.lastHeaders()['authorization']).toMatch(/^Bearer /);
  });

  it('answers a dead gateway with 503 in the graph’s words', async () => {
    const other = await startWeb({ pages: false });
    await other.stub.stop();
    const response = await fetch(`${other.url}/graphql`, {
      method: 'POST',
      headers: { origin: other.url },
      body: '{}',
    });
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'PROVIDER_UNAVAILABLE' } }] });
    expect((await fetch(`${other.url}/readyz`)).status).toBe(503);
    expect((await fetch(`${other.url}/healthz`)).status).toBe(200);
    expect(await (await fetch(`${other.url}/metrics`)).text()).toMatch(
      /^process_resident_memory_bytes\{service="web"\} \d+$/m,
    );
    await other.stop().catch(() => undefined);
  });
});

function open(headers: Record<string, string>): {
  socket: WebSocket;
  messages: { type: string; payload?: unknown }[];
  closed: Promise<number>;
} {
  const socket = new WebSocket(`${web.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers });
  const messages: { type: string }[] = [];
  socket.on('message', (data) => messages.push(JSON.parse(String(data)) as { type: string }));
  const closed = new Promise<number>((resolve) => {
    socket.on('close', resolve);
    socket.on('error', () => resolve(-1));
  });
  return { socket, messages, closed };
}

describe('the graph’s sockets', () => {
  it('carry subscriptions under the cookie’s identity, whatever connection_init says', async () => {
    const { socket, messages, closed } = open({ origin: web.url, cookie });
    await new Promise((resolve) => socket.on('open', resolve));
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: 'Bearer forged' } }));
    await eventually(async () => expect(messages.map(({ type }) => type)).toEqual(['connection_ack']));
    socket.send(
      JSON.stringify({
        type: 'subscribe',
        id: '1',
        payload: { query: 'subscription { balanceChanged { wallet { version real { amount } } } }' },
      }),
    );
    await eventually(async () =>
      expect(messages[1]).toMatchObject({
        type: 'next',
        payload: { data: { balanceChanged: { wallet: { real: { amount: '1000.00' } } } } },
      }),
    );
    const alice = [...web.stub.house.people.values()].find((one) => one.displayName === 'Alice')!;
    web.stub.house.post(alice, 'BET', -100n, 'sandbox:t');
    await eventually(async () =>
      expect(messages[2]).toMatchObject({
        payload: { data: { balanceChanged: { wallet: { version: 2, real: { amount: '999.00' } } } } },
      }),
    );
    socket.close();
    await closed;
  });

  it('are refused to another origin and to none', async () => {
    expect(await open({ origin: 'http://evil.example', cookie }).closed).toBe(-1);
    expect(await open({ cookie }).closed).toBe(-1);
  });

  it('close with 4403 for a guest, after the handshake', async () => {
    expect(await open({ origin: web.url }).closed).toBe(4403);
  });
});

it('every answer carries the headers that keep foreign code and frames out', async () => {
  const response = await fetch(`${web.url}/graphql`);
  const policy = response.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain('unsafe');
  expect(policy).toMatch(/script-src 'self' 'nonce-[^']+'/);
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
});

it('the program starts only with an environment that makes sense, and says everything that is wrong at once', async () => {
  const { readConfig } = await import('./config.ts');
  expect(() => readConfig({ PORT: 'many', GATEWAY_URL: 'nowhere' })).toThrow(
    /PORT[\s\S]*GATEWAY_URL[\s\S]*COOKIE_SECRET/,
  );
  expect(() => readConfig({ NODE_ENV: 'production', CROUPIER_DEMO: '1', COOKIE_SECRET: 'x'.repeat(32) })).toThrow(
    /demo/,
  );
});
