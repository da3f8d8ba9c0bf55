import { randomUUID } from 'node:crypto';
import type { Identity } from '@croupier/kit';
import { eventually } from '@croupier/testkit';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type House, openHouse, type Payments, player, told, userIdIn } from '../testing/house.testing.ts';
import { codeOf, DEPOSIT, depositInput, type Shown, show, startDeposit } from '../testing/payer.testing.ts';
import { eventOf } from '../testing/psp.testing.ts';

let house: House;
let payments: Payments;
beforeAll(async () => {
  house = await openHouse();
  payments = await house.open();
});
beforeEach(() => {
  house.ledger.mood = 'WELL';
  house.psp.mood = 'WELL';
  house.psp.beforeAnswer = undefined;
});
afterAll(() => house.close());

const input = depositInput;
const started = (who: Identity, change = {}) => startDeposit(payments, who, change);
const shown = (who: Identity, id: string) => show(payments, who, id);

test('a deposit is paid at the PSP, credited once, and told step by step', async () => {
  const alice = player();
  const userId = userIdIn(alice);
  const payment = await started(alice);
  expect(payment).toMatchObject({
    kind: 'DEPOSIT',
    status: 'PENDING',
    amount: { amount: '25.00', currency: 'EUR' },
    method: 'sandbox-card',
    user: { id: userId },
  });
  expect(payment.redirectUrl).toBe(`${house.psp.url}/psp/checkout/${house.psp.payments.get(payment.id)!.id}`);
  expect(house.psp.payments.get(payment.id)!.returnUrl).toBe('http://localhost:3000/wallet');
  expect(house.ledger.of(userId)).toMatchObject({ real: 0n, reserved: 2500n });

  const answer = await payments.webhook(eventOf({ id: payment.id }, 'payment.succeeded'));
  expect([answer.status, await answer.json()]).toEqual([200, { received: true, effect: true }]);
  const after = await eventually(async () => {
    const now = await shown(alice, payment.id);
    expect(now.status).toBe('SUCCEEDED');
    return now;
  });
  expect(after.history).toMatchObject([
    { status: 'PENDING', actor: userId },
    { status: 'PROCESSING', actor: 'psp:sandbox' },
    { status: 'SUCCEEDED', actor: 'psp:sandbox' },
  ]);
  expect(house.ledger.of(userId)).toMatchObject({ real: 2500n, reserved: 0n });
  const credit = house.ledger.commands.find(
    (command) => command.userId === userId && command.operations[0]!.kind === 'deposit',
  )!;
  expect(credit).toMatchObject({
    scope: 'psp:sandbox',
    operations: [{ reference: payment.id, amount: '25.00', currency: 'EUR' }],
  });
  const events = (
    await told<{ paymentId: string; sequence: number; status: string }>(house, 'payments.payment_changed.v1')
  ).filter((event) => event.paymentId === payment.id);
  expect(events.map((event) => [event.sequence, event.status])).toEqual([
    [1, 'PENDING'],
    [2, 'PROCESSING'],
    [3, 'SUCCEEDED'],
  ]);
});

test('a declined deposit fails and gives the limit back', async () => {
  const alice = player();
  const payment = await started(alice);
  await payments.webhook(eventOf({ id: payment.id }, 'payment.failed'));
  await eventually(() => expect(house.ledger.of(userIdIn(alice)).reserved).toBe(0n));
  expect(await shown(alice, payment.id)).toMatchObject({ status: 'FAILED', failureCode: 'DECLINED' });
  expect(house.ledger.effects(userIdIn(alice), 'deposit')).toBe(0);
});

test('20 parallel deposits with one key are one payment, one reservation and one payment at the PSP', async () => {
  const alice = player();
  const idempotencyKey = randomUUID();
  const other = await house.open();
  const callsBefore = house.psp.calls;
  const all = await Promise.all(
    Array.from({ length: 20 }, (_, at) => (at % 2 ? payments : other).graph(alice, DEPOSIT, input({ idempotencyKey }))),
  );
  const ids = new Set(all.map((answer) => (answer.data!.deposit as Shown).id));
  expect(ids.size).toBe(1);
  expect(house.ledger.effects(userIdIn(alice), 'reserve_deposit')).toBe(1);
  expect(house.psp.calls - callsBefore).toBe(1);
  await other.stop();
  // For another amount too, and for nobody else.
  const again = await started(alice, { idempotencyKey, amount: { amount: '1.00', currency: 'EUR' } });
  expect([...ids]).toEqual([again.id]);
  expect((await started(player(), { idempotencyKey })).id).not.toBe(again.id);
});

test.each([
  ['LIMIT_REACHED', 'LIMIT_EXCEEDED'],
  ['SELF_EXCLUDED', 'SELF_EXCLUDED'],
  ['PLAYER_BLOCKED', 'PLAYER_BLOCKED'],
] as const)('what the ledger calls %s is refused as %s and makes no payment', async (refusal, code) => {
  const alice = player();
  house.ledger.refuse(userIdIn(alice), 'reserve_deposit', refusal);
  const calls = house.psp.calls;
  expect(codeOf(await payments.graph(alice, DEPOSIT, input()))).toBe(code);
  const list = await payments.graph(alice, '{ payments { edges { node { id } } } }');
  expect(list.data).toEqual({ payments: { edges: [] } });
  expect(house.psp.calls).toBe(calls);
});

test('a refused key is judged afresh', async () => {
  const alice = player();
  const idempotencyKey = randomUUID();
  house.ledger.refuse(userIdIn(alice), 'reserve_deposit', 'LIMIT_REACHED');
  expect(codeOf(await payments.graph(alice, DEPOSIT, input({ idempotencyKey })))).toBe('LIMIT_EXCEEDED');
  house.ledger.refuse(userIdIn(alice), 'reserve_deposit', undefined as never);
  expect((await started(alice, { idempotencyKey })).status).toBe('PENDING');
});

test.each(['SILENT', 'TRY_AGAIN', 'DEAF'] as const)(
  'with a ledger that is %s nothing is started and nothing stays reserved',
  async (mood) => {
    const alice = player();
    house.ledger.mood = mood;
    expect(codeOf(await payments.graph(alice, DEPOSIT, input()))).toBe('PROVIDER_UNAVAILABLE');
    house.ledger.mood = 'WELL';
    await eventually(async () => {
      const rows = await house.rows('select 1 from payment where user_id = $1 and step is not null', [userIdIn(alice)]);
      expect(rows).toEqual([]);
    });
    expect(house.ledger.of(userIdIn(alice)).reserved).toBe(0n);
    expect((await payments.graph(alice, '{ payments { edges { node { id } } } }')).data).toEqual({
      payments: { edges: [] },
    });
  },
);

test.each(['DOWN', 'DEAF', 'REFUSING'] as const)(
  'with a PSP that is %s the deposit is refused and its reservation given back',
  async (mood) => {
    const alice = player();
    house.psp.mood = mood;
    expect(codeOf(await payments.graph(alice, DEPOSIT, input()))).toBe('PROVIDER_UNAVAILABLE');
    await eventually(() => expect(house.ledger.effects(userIdIn(alice), 'release_deposit')).toBe(1));
    expect(house.ledger.of(userIdIn(alice)).reserved).toBe(0n);
  },
);

test('a webhook that is faster than the PSP’s answer is not lost', async () => {
  const alice = player();
  house.psp.beforeAnswer = async ({ paymentId, amount }) =>
    void (await payments.webhook(eventOf({ id: paymentId, amount }, 'payment.succeeded')));
  const payment = await started(alice);
  expect(payment.redirectUrl).toContain('/psp/checkout/');
  await eventually(async () => expect((await shown(alice, payment.id)).status).toBe('SUCCEEDED'));
  expect(house.ledger.effects(userIdIn(alice), 'deposit')).toBe(1);
});

test.each([
  ['an unknown method', { methodId: 'sandbox-bank' }, 'BAD_USER_INPUT'],
  ['a method with a NUL', { methodId: '\u0000' }, 'BAD_USER_INPUT'],
  ['too many digits', { amount: { amount: '1.001', currency: 'EUR' } }, 'BAD_USER_INPUT'],
  ['zero', { amount: { amount: '0.00', currency: 'EUR' } }, 'BAD_USER_INPUT'],
  ['a sign', { amount: { amount: '-1.00', currency: 'EUR' } }, 'BAD_USER_INPUT'],
  ['a currency that the method does not take', { amount: { amount: '1.00', currency: 'AUD' } }, 'BAD_USER_INPUT'],
  ['a currency that is none', { amount: { amount: '1.00', currency: 'constructor' } }, 'BAD_USER_INPUT'],
  ['more than the method takes', { amount: { amount: '100000.01', currency: 'EUR' } }, 'LIMIT_EXCEEDED'],
  ['an empty key', { idempotencyKey: ' ' }, 'BAD_USER_INPUT'],
  ['a key with a NUL', { idempotencyKey: 'a\u0000b' }, 'BAD_USER_INPUT'],
  ['a long key', { idempotencyKey: 'k'.repeat(256) }, 'BAD_USER_INPUT'],
  ['a return to elsewhere', { returnUrl: 'https://evil.example/wallet' }, 'BAD_USER_INPUT'],
  ['a return to a script', { returnUrl: 'javascript:alert(1)' }, 'BAD_USER_INPUT'],
])('%s is refused and changes nothing', async (_what, change, code) => {
  const alice = player();
  const answer = await payments.graph(alice, DEPOSIT, input(change));
  expect(codeOf(answer)).toBe(code);
  expect(await house.rows('select 1 from payment where user_id = $1', [userIdIn(alice)])).toEqual([]);
  expect(house.ledger.of(userIdIn(alice)).reserved).toBe(0n);
});
