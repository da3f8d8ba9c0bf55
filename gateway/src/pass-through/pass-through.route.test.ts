import { randomBytes } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, request as send, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { identityVerifier } from '@croupier/kit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aHouse, type House } from '../fixtures/a-house.ts';

let house: House;
let behind: Server;
const heard: { method: string; url: string; headers: IncomingHttpHeaders; body: Buffer }[] = [];
let answerWith = { status: 200, body: Buffer.from('{"status":"OK"}') };

beforeAll(async () => {
  behind = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => {
        heard.push({
          method: request.method!,
          url: request.url!,
          headers: request.headers,
          body: Buffer.concat(chunks),
        });
        response
          .writeHead(answerWith.status, { 'content-type': 'application/json', 'x-answer': 'yes' })
          .end(answerWith.body);
      });
  });
  await new Promise<void>((resolve) => behind.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(behind.address() as AddressInfo).port}`;
  house = await aHouse({
    CALLBACK_URL: origin,
    REPORTS_URL: origin,
    TELEGRAM_WEBHOOK_SECRET: 'a-telegram-webhook-secret',
  });
});
afterAll(async () => {
  await house.stop();
  behind.closeAllConnections();
  behind.close();
});

/** Raw, because fetch would tidy the path and the headers. */
function call(
  method: string,
  path: string,
  body: Buffer | null = null,
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: IncomingHttpHeaders; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const request = send(new URL(house.url).origin, { method, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response
        .on('data', (chunk: Buffer) => chunks.push(chunk))
        .on('end', () =>
          resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks) }),
        );
    });
    request.on('error', reject);
    request.end(body ?? undefined);
  });
}

test('a callback passes byte for byte, with its path, query and signature, whatever its bytes and type', async () => {
  answerWith = { status: 422, body: Buffer.from([0x7b, 0x00, 0xff, 0xfe, 0x7d]) };
  const odd = Buffer.concat([
    Buffer.from('{"a": 1.0 ,"ü":"\\u0000"}\r\n\t'),
    Buffer.from([0, 255, 254, 0xc3, 0x28]),
    randomBytes(5_000),
  ]);
  for (const type of ['application/json', 'text/plain; charset=latin1', 'nonsense', '']) {
    const headers = {
      'X-Timestamp': '1700000000',
      'X-Signature': 'abc+/=',
      ...(type ? { 'Content-Type': type } : {}),
      'X-Forwarded-For': '9.9.9.9',
      'x-croupier-identity': 'forged',
    };
    const answer = await call('POST', '/providers/sandbox/bet?x=%2F&y=a%20b', odd, headers);
    const got = heard.at(-1)!;
    expect([got.method, got.url]).toEqual(['POST', '/providers/sandbox/bet?x=%2F&y=a%20b']);
    expect(got.body.equals(odd)).toBe(true);
    expect(got.headers).toMatchObject({
      'x-timestamp': '1700000000',
      'x-signature': 'abc+/=',
      'x-forwarded-for': '127.0.0.1',
    });
    expect(got.headers['content-type']).toBe(type || undefined);
    expect(got.headers).not.toHaveProperty('x-croupier-identity');
    expect([answer.status, answer.headers['x-answer'], answer.body.equals(answerWith.body)]).toEqual([
      422,
      'yes',
      true,
    ]);
  }
  answerWith = { status: 200, body: Buffer.from('{"status":"OK"}') };
  expect((await call('POST', '/api/check_bet', null)).status).toBe(200);
  expect(heard.at(-1)!.body).toHaveLength(0);
});

test('a body above 256 KB is refused and reaches nobody', async () => {
  const before = heard.length;
  const large = Buffer.alloc(256 * 1024 + 1, 'x');
  for (const path of ['/api/check_bet', '/providers/sandbox/bet']) {
    const answer = await call('POST', path, large);
    expect([answer.status, JSON.parse(answer.body.toString())]).toMatchObject([400, { status: 'INVALID_REQUEST' }]);
  }
  expect((await call('POST', '/webhooks/sandbox', large)).status).toBe(413);
  expect(heard).toHaveLength(before);
  expect((await call('POST', '/api/check_bet', Buffer.alloc(256 * 1024, 'x'))).status).toBe(200);
});

test('a part that is down: 503 TRY_AGAIN for studios, 503 with Retry-After for others', async () => {
  const down = await aHouse();
  try {
    const at = (path: string) => fetch(new URL(path, down.url), { method: 'POST', body: '{}' });
    const studio = await at('/providers/sandbox/bet');
    expect([studio.status, await studio.text()]).toEqual([503, '{"status":"TRY_AGAIN"}']);
    for (const path of ['/api/block_funds', '/webhooks/sandbox']) {
      const answer = await at(path);
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
    }
  } finally {
    await down.stop();
  }
});

test('a download carries the signed identity and never the token', async () => {
  const authorization = `Bearer ${await house.token({ roles: ['FINANCE'] })}`;
  const answer = await call('GET', '/reports/exports/e-1', null, {
    authorization,
    cookie: 'a=b',
    'x-croupier-identity': 'forged',
  });
  expect(answer.status).toBe(200);
  const { headers } = heard.at(-1)!;
  expect(headers.authorization ?? headers.cookie).toBeUndefined();
  expect(headers['x-croupier-identity']).not.toBe('forged');
  expect(await (await identityVerifier(house.verifyKey))(String(headers['x-croupier-identity']))).toMatchObject({
    kind: 'user',
    userId: 'alice',
    roles: ['FINANCE'],
  });
  expect((await call('GET', '/reports/exports/e-1', null, { authorization: 'Bearer nonsense' })).status).toBe(401);
});

test("the signing keys are users' own", async () => {
  const answer = await call('GET', '/.well-known/jwks.json');
  expect(JSON.parse(String(answer.body))).toMatchObject({ keys: [{ kid: 'one', crv: 'Ed25519' }] });
  expect(String(answer.body)).not.toContain('"d"');
});

test('the Telegram webhook wants its secret, and says that the bot is not built', async () => {
  expect((await call('POST', '/webhooks/telegram', Buffer.from('{}'))).status).toBe(401);
  expect(
    (await call('POST', '/webhooks/telegram', Buffer.from('{}'), { 'X-Telegram-Bot-Api-Secret-Token': 'wrong' }))
      .status,
  ).toBe(401);
  expect(
    (
      await call('POST', '/webhooks/telegram', Buffer.from('{}'), {
        'X-Telegram-Bot-Api-Secret-Token': 'a-telegram-webhook-secret',
      })
    ).status,
  ).toBe(501);
});
