import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPartner } from './index.ts';

const heard: Pick<IncomingMessage, 'url' | 'headers'>[] = [];
let answer: { status: number; body: string } | null;
let server: Server;
let url: string;
beforeAll(async () => {
  server = createServer(({ url, headers }, response) => {
    heard.push({ url, headers });
    if (answer) response.writeHead(answer.status).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test('parameters go where the contract has them, with the key', async () => {
  answer = { status: 200, body: '{"slug":"dice"}' };
  const partner = createPartner({ url: `${url}/`, key: 'a-key' });
  expect(await partner.game({ slug: 'a/b?c', locale: 'ru' })).toEqual({ slug: 'dice' });
  await partner.games({ first: 1, search: undefined });
  expect(heard.slice(-2).map((each) => each.url)).toEqual(['/partner/v1/games/a%2Fb%3Fc?locale=ru', '/partner/v1/games?first=1']); // prettier-ignore
  expect(heard.at(-1)!.headers['x-api-key']).toBe('a-key');
});

test('a refusal is thrown with its code; what is no answer is PROVIDER_UNAVAILABLE', async () => {
  const partner = createPartner({ url, key: 'a-key', timeoutMs: 50 });
  answer = { status: 400, body: '{"code":"BAD_USER_INPUT","message":"no","fields":{"first":"malformed"}}' };
  await expect(partner.games()).rejects.toMatchObject({ name: 'PartnerRefused', code: 'BAD_USER_INPUT', status: 400, fields: { first: 'malformed' } }); // prettier-ignore
  answer = { status: 502, body: '<html>' };
  await expect(partner.games()).rejects.toMatchObject({ code: 'INTERNAL_ERROR', status: 502 });
  answer = null;
  await expect(partner.games()).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE', status: 0 });
});
