import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Identity } from '@croupier/kit';
import { type House, openHouse, type Payments, player, told, userIdIn } from '../testing/house.testing.ts';
import { becomes, show, type Shown, startDeposit, startWithdrawal } from '../testing/payer.testing.ts';
import { eventOf } from '../testing/psp.testing.ts';

let house: House;
let payments: Payments;
beforeAll(async () => {
  house = await openHouse();
  payments = await house.open();
});
beforeEach(() => {
  house.ledger.mood = 'WELL';
});
afterAll(() => house.close());

type About = 'payment.succeeded' | 'payment.charged_back' | 'payment.chargeback_won' | 'payment.refunded';
const say = async (id: string, about: About, change: object = {}) => {
  const answer = await payments.webhook(eventOf({ id, ...change }, about));
  return [answer.status, ((await answer.json()) as { effect?: boolean }).effect];
};
const alerts = async (id: string) =>
  (await told<{ kind: string; subjectId: string }>(house, 'payments.alert_raised.v1'))
    .filter(({ subjectId }) => subjectId === id)
    .map(({ kind }) => kind);
const statuses = ({ history }: Shown) => history.map(({ status }) => status);

/** A deposit of 25.00 EUR that was paid. */
async function paid(): Promise<{ alice: Identity; id: string }> {
  const alice = player();
  const { id } = await startDeposit(payments, alice);
  await say(id, 'payment.succeeded');
  await becomes(payments, alice, id, 'SUCCEEDED');
  return { alice, id };
}

test('a chargeback takes the deposit back once, shows in its history and alerts finance', async () => {
  const { alice, id } = await paid();
  const body = eventOf({ id }, 'payment.charged_back');
  const answers = await Promise.all(Array.from({ length: 10 }, () => payments.webhook(body)));
  expect(answers.map((answer) => answer.status)).toEqual(Array(10).fill(200));
  const shown = await becomes(payments, alice, id, 'CHARGED_BACK');
  expect(shown.takenBack).toEqual({ amount: '25.00', currency: 'EUR' });
  expect(statuses(shown)).toEqual(['PENDING', 'PROCESSING', 'SUCCEEDED', 'CHARGED_BACK']);
  expect(shown.history.at(-1)).toMatchObject({ actor: 'psp:sandbox' });
  // The same in a new event; and the success once more.
  expect(await say(id, 'payment.charged_back')).toEqual([200, false]);
  expect(await say(id, 'payment.succeeded')).toEqual([200, false]);
  expect(house.ledger.of(userIdIn(alice)).real).toBe(0n);
  expect(house.ledger.effects(userIdIn(alice), 'chargeback')).toBe(1);
  expect(await alerts(id)).toEqual(['payment-charged-back']);
  const changes = await told<{ paymentId: string; status: string }>(house, 'payments.payment_changed.v1');
  expect(changes.filter(({ paymentId }) => paymentId === id).at(-1)).toMatchObject({ status: 'CHARGED_BACK' });
});

test('a chargeback that was won gives back what was taken, and may be disputed again', async () => {
  const { alice, id } = await paid();
  const part = { amount: '10.00' };
  await say(id, 'payment.charged_back', part);
  await becomes(payments, alice, id, 'CHARGED_BACK');
  expect(house.ledger.of(userIdIn(alice)).real).toBe(1_500n);
  expect(await say(id, 'payment.chargeback_won', part)).toEqual([200, true]);
  expect(await becomes(payments, alice, id, 'SUCCEEDED')).toMatchObject({ takenBack: null });
  expect(await say(id, 'payment.chargeback_won', part)).toEqual([200, false]);
  expect(house.ledger.of(userIdIn(alice)).real).toBe(2_500n);
  await say(id, 'payment.charged_back');
  expect(statuses(await becomes(payments, alice, id, 'CHARGED_BACK')).slice(2)).toEqual([
    ...['SUCCEEDED', 'CHARGED_BACK', 'SUCCEEDED', 'CHARGED_BACK'],
  ]);
  expect(house.ledger.effects(userIdIn(alice), 'chargeback')).toBe(2);
  expect(await alerts(id)).toEqual(['payment-charged-back', 'payment-charged-back']);
});

test('a refund is told as REFUNDED and alerts nobody', async () => {
  const { alice, id } = await paid();
  expect(await say(id, 'payment.refunded')).toEqual([200, true]);
  expect(statuses(await becomes(payments, alice, id, 'REFUNDED')).at(-1)).toBe('REFUNDED');
  expect(house.ledger.of(userIdIn(alice)).real).toBe(0n);
  expect(await alerts(id)).toEqual([]);
});

test('what does not fit the payment changes nothing and alerts', async () => {
  const { alice, id } = await paid();
  for (const change of [{ amount: '25.01' }, { amount: '0.00' }, { currency: 'USD' }, { amount: '1e1' }])
    expect(await say(id, 'payment.charged_back', change)).toEqual([200, false]);
  expect(await say(id, 'payment.chargeback_won')).toEqual([200, false]);
  expect((await show(payments, alice, id)).status).toBe('SUCCEEDED');
  expect(house.ledger.effects(userIdIn(alice), 'chargeback')).toBe(0);
  expect(await alerts(id)).toEqual(Array(5).fill('payment-webhook-contradiction'));
  await say(id, 'payment.charged_back', { amount: '5.00' });
  await becomes(payments, alice, id, 'CHARGED_BACK');
  // A second dispute beside the first is for a person.
  expect(await say(id, 'payment.charged_back', { amount: '6.00' })).toEqual([200, false]);
  expect(await alerts(id)).toHaveLength(7);
});

test('a chargeback of a withdrawal, or of what nobody knows, is refused', async () => {
  const bob = player();
  house.ledger.of(userIdIn(bob)).real = 5_000n;
  const withdrawal = await startWithdrawal(payments, bob);
  for (const id of [withdrawal.id, randomUUID()]) {
    expect(await say(id, 'payment.charged_back')).toEqual([200, false]);
    expect(await alerts(id)).toEqual(['payment-webhook-contradiction']);
  }
});

test('a chargeback before the money has come is to be said again, and then counts', async () => {
  const alice = player();
  const { id } = await startDeposit(payments, alice);
  const body = eventOf({ id }, 'payment.charged_back');
  expect((await payments.webhook(body)).status).toBe(503);
  await say(id, 'payment.succeeded');
  await becomes(payments, alice, id, 'SUCCEEDED');
  expect((await payments.webhook(body)).status).toBe(200);
  await becomes(payments, alice, id, 'CHARGED_BACK');
});

test('a ledger that does not answer is asked again: taken back once', async () => {
  const { alice, id } = await paid();
  house.ledger.mood = 'DEAF';
  expect(await say(id, 'payment.charged_back')).toEqual([200, true]);
  await expect.poll(() => house.ledger.effects(userIdIn(alice), 'chargeback')).toBe(1);
  house.ledger.mood = 'WELL';
  await becomes(payments, alice, id, 'CHARGED_BACK');
  expect(house.ledger.of(userIdIn(alice)).real).toBe(0n);
  expect(house.ledger.effects(userIdIn(alice), 'chargeback')).toBe(1);
});
