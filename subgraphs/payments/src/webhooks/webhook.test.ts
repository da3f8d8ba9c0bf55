import { randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type House, openHouse, type Payments, player, told, userIdIn } from '../testing/house.testing.ts';
import { becomes, show, startDeposit } from '../testing/payer.testing.ts';
import { eventOf, nowSeconds, signWebhook, v1 } from '../testing/psp.testing.ts';

let house: House;
let payments: Payments;
beforeAll(async () => {
  house = await openHouse();
  payments = await house.open();
});
afterAll(() => house.close());

const alerts = async (about: string) =>
  (await told<{ kind: string; subjectId: string }>(house, 'payments.alert_raised.v1')).filter(
    (alert) => alert.subjectId === about,
  );
const effectOf = async (answer: Response) => ({ status: answer.status, ...((await answer.json()) as object) });

test('a replay, also at once and many times, is 2xx and credits once', async () => {
  const alice = player();
  const { id } = await startDeposit(payments, alice);
  const body = eventOf({ id }, 'payment.succeeded');
  const answers = await Promise.all(Array.from({ length: 20 }, () => payments.webhook(body)));
  expect(answers.map((answer) => answer.status)).toEqual(Array(20).fill(200));
  await becomes(payments, alice, id, 'SUCCEEDED');
  expect(await effectOf(await payments.webhook(body))).toEqual({ status: 200, received: true, effect: false });
  // The same success in a new event too.
  expect(await effectOf(await payments.webhook(eventOf({ id }, 'payment.succeeded')))).toEqual({
    status: 200,
    received: true,
    effect: false,
  });
  expect(house.ledger.of(userIdIn(alice)).real).toBe(2500n);
  expect(house.ledger.effects(userIdIn(alice), 'deposit')).toBe(1);
  expect(await alerts(id)).toEqual([]);
});

test('bad signatures are 4xx and change nothing; the right one then still counts', async () => {
  const alice = player();
  const { id } = await startDeposit(payments, alice);
  const body = eventOf({ id }, 'payment.succeeded');
  const now = nowSeconds();
  const headers = [
    '',
    'nonsense',
    `t=${now},v1=${'0'.repeat(64)}`,
    `t=${now},v0=${v1(body, now)}`,
    `t=${now},v1=${v1(body, now, 'other')}`,
    signWebhook(body, now - 301),
    signWebhook(body, now + 330),
    `t=${now},t=${now},v1=${v1(body, now)}`,
  ];
  for (const header of headers) expect((await payments.webhook(body, header)).status, header).toBe(400);
  expect(await show(payments, alice, id)).toMatchObject({ status: 'PENDING', history: [{ status: 'PENDING' }] });
  expect(await house.rows('select 1 from webhook_event where payment_id = $1', [id])).toEqual([]);
  expect((await payments.webhook(body, `t=${now},v1=${'0'.repeat(64)},v1=${v1(body, now)}`)).status).toBe(200);
  await becomes(payments, alice, id, 'SUCCEEDED');
});

test('two signature headers are one with a repeated t: refused', async () => {
  const body = eventOf({ id: randomUUID() }, 'payment.succeeded');
  const status = await new Promise<number>((resolve) => {
    const request = httpRequest(`${payments.doorUrl}/webhooks/sandbox`, { method: 'POST' }, (answer) =>
      resolve(answer.resume().statusCode!),
    );
    request.setHeader('stripe-signature', [`t=${nowSeconds() - 1},v1=x`, signWebhook(body)]);
    request.end(body);
  });
  expect(status).toBe(400);
});

test('the signature is over the bytes, whatever their type is called', async () => {
  const alice = player();
  const { id } = await startDeposit(payments, alice);
  const body = ` ${eventOf({ id }, 'payment.succeeded')}\r\n`;
  const answer = await fetch(`${payments.doorUrl}/webhooks/sandbox`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain;charset=latin1', 'stripe-signature': signWebhook(body) },
    body,
  });
  expect(answer.status).toBe(200);
  await becomes(payments, alice, id, 'SUCCEEDED');
});

test('an unknown PSP is 404, also with a name that every object has', async () => {
  for (const psp of ['stripe', 'constructor', '%00']) {
    expect((await fetch(`${payments.doorUrl}/webhooks/${psp}`, { method: 'POST', body: '{}' })).status, psp).toBe(404);
  }
});

test('a body above 256 KB is refused', async () => {
  const body = 'x'.repeat(257 * 1024);
  expect((await payments.webhook(body)).status).toBe(413);
});

test.each([
  ['another amount', { amount: '25.01' }],
  ['another currency', { currency: 'USD' }],
  ['an amount that is none', { amount: '2.5e1' }],
])('an event with %s changes nothing and alerts once', async (_what, change) => {
  const alice = player();
  const { id } = await startDeposit(payments, alice);
  const body = eventOf({ id, ...change }, 'payment.succeeded');
  expect(await effectOf(await payments.webhook(body))).toEqual({ status: 200, received: true, effect: false });
  await payments.webhook(body);
  expect(await show(payments, alice, id)).toMatchObject({ status: 'PENDING', history: [{ status: 'PENDING' }] });
  expect(await alerts(id)).toMatchObject([
    { kind: 'payment-webhook-contradiction', severity: 'CRITICAL', userId: userIdIn(alice) },
  ]);
  // The amount counts by value.
  await payments.webhook(eventOf({ id, amount: '25.0' }, 'payment.succeeded'));
  await becomes(payments, alice, id, 'SUCCEEDED');
});

test.each([randomUUID(), 'not-a-uuid', 'é'])('an event about the unknown payment %s alerts', async (id) => {
  expect((await payments.webhook(eventOf({ id }, 'payment.succeeded'))).status).toBe(200);
  expect(await alerts(id)).toHaveLength(1);
});

test('an event whose texts could not be kept is malformed, and nothing is remembered of it', async () => {
  const alice = player();
  const { id } = await startDeposit(payments, alice);
  for (const amount of ['25\u0000', '\ud800'])
    expect((await payments.webhook(eventOf({ id, amount }, 'payment.succeeded'))).status).toBe(400);
  expect((await show(payments, alice, id)).status).toBe('PENDING');
});

test('a late failure does not undo a success', async () => {
  const alice = player();
  const { id } = await startDeposit(payments, alice);
  await payments.webhook(eventOf({ id }, 'payment.succeeded'));
  // At once, while the money is on its way, and afterwards.
  expect((await payments.webhook(eventOf({ id }, 'payment.failed'))).status).toBe(200);
  await becomes(payments, alice, id, 'SUCCEEDED');
  expect(await effectOf(await payments.webhook(eventOf({ id }, 'payment.failed')))).toEqual({
    status: 200,
    received: true,
    effect: false,
  });
  expect((await show(payments, alice, id)).history.map(({ status }) => status)).toEqual([
    'PENDING',
    'PROCESSING',
    'SUCCEEDED',
  ]);
  expect(house.ledger.of(userIdIn(alice))).toMatchObject({ real: 2500n, reserved: 0n });
  expect(house.ledger.effects(userIdIn(alice), 'release_deposit')).toBe(0);
});

test('a success after the failure credits nobody and alerts, for money may have come', async () => {
  const alice = player();
  const { id } = await startDeposit(payments, alice);
  await payments.webhook(eventOf({ id }, 'payment.failed'));
  await payments.webhook(eventOf({ id }, 'payment.succeeded'));
  expect(await alerts(id)).toHaveLength(1);
  expect((await show(payments, alice, id)).status).toBe('FAILED');
  expect(house.ledger.of(userIdIn(alice)).real).toBe(0n);
});
