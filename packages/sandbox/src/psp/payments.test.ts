import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ASandbox, quick } from '../testing/a-sandbox.ts';
import { stripeVector } from './stripe.examples.ts';
import { signWebhook, stripeV1 } from './stripe-signature.ts';

const key = { authorization: 'Bearer sk_sandbox' };
const deposit = {
  paymentId: 'p-1',
  kind: 'DEPOSIT',
  amount: '25.00',
  currency: 'EUR',
  returnUrl: 'http://localhost:3000/wallet?a=1&b=2',
};

interface Hook {
  path: string;
  header: string;
  raw: string;
}

let hooks: Hook[];
let statusToAnswer: (count: number) => number;
let server: Server;
let sandbox: ASandbox;
let clockMs: number;

beforeEach(async () => {
  hooks = [];
  statusToAnswer = () => 200;
  clockMs = 1_800_000_000_000;
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const header = String(request.headers['stripe-signature']);
    hooks.push({ path: request.url as string, header, raw: Buffer.concat(chunks).toString('utf8') });
    response.writeHead(statusToAnswer(hooks.length)).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const operatorUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  sandbox = await new ASandbox(operatorUrl, { timing: quick, nowMs: () => (clockMs += 1_000) }).start();
});
afterEach(async () => {
  await sandbox.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const create = (fields: object = {}, headers: Record<string, string> = { 'idempotency-key': 'k-1' }) =>
  sandbox.post('/psp/payments', { ...deposit, ...fields }, { ...key, ...headers });
const statusOf = async (id: string): Promise<string> => (await sandbox.get(`/psp/payments/${id}`, key)).body.status;
const isSigned = ({ header, raw }: Hook) => {
  const [, timestamp, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(header) ?? [];
  return v1 === createHmac('sha256', 'whsec_sandbox').update(`${timestamp}.${raw}`).digest('hex');
};

test('the signature is Stripe’s: the published vector holds', () => {
  const { secret, timestamp, body, v1 } = stripeVector;
  expect(stripeV1(secret, timestamp, body)).toBe(v1);
  expect(signWebhook(secret, timestamp, body)).toBe(`t=1700000000,v1=${v1}`);
});

test('a deposit is paid at its checkout, and the platform is told once, signed', async () => {
  const { status, body } = await create();
  expect(status).toBe(200);
  expect(body.redirectUrl).toBe(`http://localhost:4100/psp/checkout/${body.id}`);
  expect(await statusOf(body.id)).toBe('PENDING');
  expect((await sandbox.post(`/psp/checkout/${body.id}/pay`)).body).toMatchObject({
    status: 'SUCCEEDED',
    paymentId: 'p-1',
  });
  expect((await sandbox.post(`/psp/checkout/${body.id}/pay`)).status).toBe(200);
  await vi.waitFor(async () => expect((await sandbox.get('/metrics')).body).not.toContain('psp.webhook'));
  expect(hooks).toHaveLength(1);
  const [hook] = hooks as [Hook];
  expect(hook.path).toBe('/webhooks/sandbox');
  expect(isSigned(hook)).toBe(true);
  const event = JSON.parse(hook.raw);
  expect(event).toEqual({
    id: expect.stringMatching(/^evt_/),
    type: 'payment.succeeded',
    created: expect.any(Number),
    data: { paymentId: 'p-1', amount: '25.00', currency: 'EUR' },
  });
  expect((await sandbox.post(`/psp/checkout/${body.id}/decline`)).body.error).toBe('ALREADY_SETTLED');
  expect(await statusOf(body.id)).toBe('SUCCEEDED');
});

test('a declined deposit fails, and paying it afterwards is refused', async () => {
  const { body } = await create();
  await sandbox.post(`/psp/checkout/${body.id}/decline`);
  await vi.waitFor(() => expect(JSON.parse((hooks as [Hook])[0].raw).type).toBe('payment.failed'));
  expect((await sandbox.post(`/psp/checkout/${body.id}/pay`)).status).toBe(409);
  expect(hooks).toHaveLength(1);
});

test('a browser is sent back to the casino, and the page may post there', async () => {
  const { body } = await create();
  const page = await sandbox.get(`/psp/checkout/${body.id}?lang=ru`);
  expect(page.body).toContain('Оплатить');
  expect(page.body).toContain('25.00 EUR');
  expect(page.headers.get('content-security-policy')).toContain("form-action 'self' http://localhost:3000");
  const paid = await fetch(`${sandbox.url}/psp/checkout/${body.id}/pay`, {
    method: 'POST',
    redirect: 'manual',
    headers: { accept: 'text/html,application/xhtml+xml', 'content-type': 'application/x-www-form-urlencoded' },
  });
  expect([paid.status, paid.headers.get('location')]).toEqual([303, deposit.returnUrl]);
  expect((await sandbox.get(`/psp/checkout/${body.id}`)).body).toContain('Paid');
});

test('one key or one paymentId makes one payment, also after a restart; another body under it is refused', async () => {
  const { body } = await create();
  const together = await Promise.all([create(), create(), create({}, { 'idempotency-key': 'k-2' }), create({}, {})]);
  expect(new Set(together.map((answer) => answer.body.id))).toEqual(new Set([body.id]));
  await sandbox.close();
  await sandbox.start();
  expect((await create()).body).toEqual(body);
  expect((await create({ amount: '26.00' })).body.error).toBe('IDEMPOTENCY_CONFLICT');
  expect((await create({ paymentId: 'p-2' })).status).toBe(409);
  expect((await create({ amount: '26.00' }, { 'idempotency-key': 'k-3' })).status).toBe(409);
});

test('a withdrawal succeeds by itself, once, and has no checkout', async () => {
  const { body } = await create({ kind: 'WITHDRAWAL', returnUrl: undefined });
  expect(body.redirectUrl).toBeUndefined();
  await vi.waitFor(() => expect(hooks).toHaveLength(1), 3_000);
  expect(JSON.parse((hooks as [Hook])[0].raw).type).toBe('payment.succeeded');
  expect(await statusOf(body.id)).toBe('SUCCEEDED');
  expect((await sandbox.get(`/psp/checkout/${body.id}`)).status).toBe(404);
  expect((await sandbox.post(`/psp/checkout/${body.id}/decline`)).status).toBe(404);
});

test('a webhook is repeated until 2xx, over a restart: the same bytes, a new timestamp', async () => {
  statusToAnswer = () => 503;
  const { body } = await create();
  await sandbox.post(`/psp/checkout/${body.id}/pay`);
  await vi.waitFor(() => expect(hooks.length).toBeGreaterThanOrEqual(3));
  await sandbox.close();
  statusToAnswer = () => 204;
  const before = hooks.length;
  await sandbox.start();
  await vi.waitFor(() => expect(hooks).toHaveLength(before + 1));
  expect(hooks.every(isSigned)).toBe(true);
  expect(new Set(hooks.map(({ raw }) => raw)).size).toBe(1);
  expect(new Set(hooks.map(({ header }) => header)).size).toBe(hooks.length);
});

test('without the key, or with a body that makes no sense, nothing is made', async () => {
  expect((await sandbox.post('/psp/payments', deposit)).status).toBe(401);
  expect((await sandbox.get('/psp/payments/pay_1', { authorization: 'Bearer nope' })).status).toBe(401);
  for (const wrong of [
    { amount: '0.00' },
    { amount: '1.001' },
    { amount: 5 },
    { currency: 'XXX' },
    { kind: 'GIFT' },
    { returnUrl: 'javascript:1' },
    { returnUrl: null },
  ]) {
    expect((await create(wrong)).status).toBe(400);
  }
  expect((await sandbox.get('/psp/payments/pay_1', key)).status).toBe(404);
  expect((await create()).status).toBe(200);
});

test('a paid deposit is refunded, or charged back and won back, and each is told once', async () => {
  const { body } = await create();
  const later = async (what: string) => (await sandbox.post(`/psp/checkout/${body.id}/${what}`)).status;
  expect(await later('charge-back')).toBe(409);
  await sandbox.post(`/psp/checkout/${body.id}/pay`);
  expect([await later('charge-back'), await later('charge-back'), await later('refund')]).toEqual([200, 409, 409]);
  // How it ended does not change by that.
  expect((await sandbox.get(`/psp/payments/${body.id}`, key)).body).toMatchObject({
    ...{ status: 'SUCCEEDED', reversal: 'CHARGED_BACK' },
  });
  expect((await sandbox.post(`/psp/checkout/${body.id}/pay`)).status).toBe(200);
  expect([await later('win-chargeback'), await later('win-chargeback'), await later('refund')]).toEqual([
    200, 409, 200,
  ]);
  await vi.waitFor(() => expect(hooks).toHaveLength(4));
  expect(hooks.every(isSigned)).toBe(true);
  expect(hooks.map(({ raw }) => JSON.parse(raw).type).sort()).toEqual(
    ['payment.succeeded', 'payment.charged_back', 'payment.chargeback_won', 'payment.refunded'].sort(),
  );
});
