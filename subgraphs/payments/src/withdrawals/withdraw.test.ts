import { randomUUID } from 'node:crypto';
import type { Identity } from '@croupier/kit';
import { eventually } from '@croupier/testkit';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { frank, type House, openHouse, type Payments, player, told, userIdIn } from '../testing/house.testing.ts';
import {
  becomes,
  codeOf,
  decide,
  show,
  type Shown,
  startWithdrawal,
  valueOf,
  WITHDRAW,
  withdrawInput,
} from '../testing/payer.testing.ts';
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
});
afterAll(() => house.close());

const rich = (): Identity => {
  const alice = player();
  house.ledger.of(userIdIn(alice)).real = 10_000n;
  return alice;
};
const purse = (who: Identity) => {
  const { real, locked, paidOut } = house.ledger.of(userIdIn(who));
  return [real, locked, paidOut];
};
const say = (who: Identity, verb: 'cancel' | 'approve' | 'reject', id: string) =>
  payments.graph(who, decide(verb), { input: { id, ...(verb === 'reject' ? { reason: 'name differs' } : {}) } });
const history = (payment: Shown) => payment.history.map(({ status, actor }) => [status, actor]);

test('a withdrawal is held, approved by a person, paid by the PSP and captured', async () => {
  const alice = rich();
  const payment = await startWithdrawal(payments, alice);
  expect(payment).toMatchObject({ kind: 'WITHDRAWAL', status: 'REVIEW', redirectUrl: null });
  expect(purse(alice)).toEqual([7_500n, 2_500n, 0n]);
  expect(valueOf<Shown>(await say(frank, 'approve', payment.id)).status).toBe('PROCESSING');
  await eventually(() =>
    expect(house.psp.payments.get(payment.id)).toMatchObject({
      kind: 'WITHDRAWAL',
      amount: '25.00',
      destination: 'LV80BANK0000435195001',
    }),
  );
  await payments.webhook(eventOf({ id: payment.id }, 'payment.succeeded'));
  const done = await becomes(payments, alice, payment.id, 'SUCCEEDED');
  const owner = userIdIn(alice);
  expect(history(done)).toEqual([
    ['PENDING', owner],
    ['REVIEW', 'system'],
    ['PROCESSING', 'staff'],
    ['SUCCEEDED', 'psp:sandbox'],
  ]);
  expect(history(await show(payments, frank, payment.id))[2]).toEqual(['PROCESSING', userIdIn(frank)]);
  expect(purse(alice)).toEqual([7_500n, 0n, 2_500n]);
  const trail = (await told<{ objectId: string }>(house, 'payments.audited.v1')).filter(
    (entry) => entry.objectId === payment.id,
  );
  expect(trail).toMatchObject([
    { actorId: userIdIn(frank), action: 'approve-withdrawal', before: { status: 'REVIEW' } },
  ]);
});

test('where the money goes rests encrypted', async () => {
  const { id } = await startWithdrawal(payments, rich());
  const [row] = await house.rows<{ text: string }>('select payment::text as text from payment where id = $1', [id]);
  expect(row!.text).not.toContain('LV80BANK');
});

test.each(['NONE', 'PENDING', 'REJECTED', 'EXPIRED'])('KYC %s is refused and holds nothing', async (status) => {
  const alice = rich();
  house.ledger.kyc.set(userIdIn(alice), status);
  expect(codeOf(await payments.graph(alice, WITHDRAW, withdrawInput()))).toBe('KYC_REQUIRED');
  expect(purse(alice)).toEqual([10_000n, 0n, 0n]);
});

test('two withdrawals at once of money that suffices for one: one is held, one is refused', async () => {
  const alice = player();
  house.ledger.of(userIdIn(alice)).real = 2_500n;
  const answers = await Promise.all([1, 2].map(() => payments.graph(alice, WITHDRAW, withdrawInput())));
  expect(answers.map(codeOf).sort()).toEqual(['INSUFFICIENT_FUNDS', undefined]);
  expect(purse(alice)).toEqual([0n, 2_500n, 0n]);
});

test('20 parallel withdrawals with one key hold once', async () => {
  const alice = rich();
  const input = withdrawInput();
  const answers = await Promise.all(Array.from({ length: 20 }, () => payments.graph(alice, WITHDRAW, input)));
  expect(new Set(answers.map((answer) => valueOf<Shown>(answer).id)).size).toBe(1);
  expect(purse(alice)).toEqual([7_500n, 2_500n, 0n]);
});

test('a failed payout gives the money back once', async () => {
  const alice = rich();
  const { id } = await startWithdrawal(payments, alice);
  await say(frank, 'approve', id);
  await eventually(() => expect(house.psp.payments.has(id)).toBe(true));
  const body = eventOf({ id }, 'payment.failed');
  await Promise.all([
    payments.webhook(body),
    payments.webhook(body),
    payments.webhook(eventOf({ id }, 'payment.failed')),
  ]);
  await eventually(() => expect(purse(alice)).toEqual([10_000n, 0n, 0n]));
  expect(await show(payments, alice, id)).toMatchObject({ status: 'FAILED', failureCode: 'PAYOUT_FAILED' });
});

test('a payout that times out and had happened is paid once', async () => {
  const alice = rich();
  const { id } = await startWithdrawal(payments, alice);
  house.psp.mood = 'DEAF';
  await say(frank, 'approve', id);
  await eventually(() => expect(house.psp.payments.has(id)).toBe(true));
  expect((await show(payments, alice, id)).status).toBe('PROCESSING');
  house.psp.mood = 'WELL';
  await eventually(async () =>
    expect(await house.rows('select step from payment where id = $1', [id])).toEqual([{ step: 'AWAIT' }]),
  );
  await payments.webhook(eventOf({ id }, 'payment.succeeded'));
  await becomes(payments, alice, id, 'SUCCEEDED');
  expect([...house.psp.payments.values()].filter((each) => each.paymentId === id)).toHaveLength(1);
});

test('a payout that the PSP will never do fails and gives the money back', async () => {
  const alice = rich();
  const { id } = await startWithdrawal(payments, alice);
  house.psp.mood = 'REFUSING';
  await say(frank, 'approve', id);
  await becomes(payments, alice, id, 'FAILED');
  await eventually(() => expect(purse(alice)).toEqual([10_000n, 0n, 0n]));
});

test('cancel and approve at once: one wins, the other is told', async () => {
  for (let round = 0; round < 8; round += 1) {
    const alice = rich();
    const { id } = await startWithdrawal(payments, alice);
    const [cancelled, approved] = await Promise.all([say(alice, 'cancel', id), say(frank, 'approve', id)]);
    expect([codeOf(cancelled), codeOf(approved)].sort()).toEqual(['CONFLICT', undefined]);
    if (codeOf(cancelled)) {
      await eventually(() => expect(house.psp.payments.has(id)).toBe(true));
      expect(purse(alice)).toEqual([7_500n, 2_500n, 0n]);
    } else {
      expect(purse(alice)).toEqual([10_000n, 0n, 0n]);
      expect(house.psp.payments.has(id)).toBe(false);
    }
  }
});

test('a rejected withdrawal gives the money back, says so, and is in the trail', async () => {
  const alice = rich();
  const { id } = await startWithdrawal(payments, alice);
  expect(codeOf(await payments.graph(frank, decide('reject'), { input: { id, reason: ' ' } }))).toBe('BAD_USER_INPUT');
  expect(valueOf<Shown>(await say(frank, 'reject', id))).toMatchObject({
    status: 'CANCELLED',
    failureCode: 'REJECTED',
  });
  expect(purse(alice)).toEqual([10_000n, 0n, 0n]);
  for (const verb of ['approve', 'reject'] as const) expect(codeOf(await say(frank, verb, id))).toBe('CONFLICT');
  expect(codeOf(await say(alice, 'cancel', id))).toBe('CONFLICT');
  const trail = (await told<{ objectId: string }>(house, 'payments.audited.v1')).filter(
    (entry) => entry.objectId === id,
  );
  expect(trail).toMatchObject([{ action: 'reject-withdrawal', reason: 'name differs' }]);
});

test('a webhook for a withdrawal that nobody approved changes nothing and alerts', async () => {
  const alice = rich();
  const { id } = await startWithdrawal(payments, alice);
  await payments.webhook(eventOf({ id }, 'payment.succeeded'));
  expect((await show(payments, alice, id)).status).toBe('REVIEW');
  const alerts = (await told<{ subjectId: string }>(house, 'payments.alert_raised.v1')).filter(
    (alert) => alert.subjectId === id,
  );
  expect(alerts).toHaveLength(1);
  expect(purse(alice)).toEqual([7_500n, 2_500n, 0n]);
});

test('a ledger that refuses to give back is asked again; the operator is told once', async () => {
  const alice = rich();
  const { id } = await startWithdrawal(payments, alice);
  house.ledger.refuse(userIdIn(alice), 'release', 'TRANSACTION_NOT_FOUND');
  expect(valueOf<Shown>(await say(alice, 'cancel', id)).status).toBe('CANCELLED');
  await eventually(async () =>
    expect(await house.rows('select 1 from payment where id = $1 and attempts > 2', [id])).toHaveLength(1),
  );
  house.ledger.refuse(userIdIn(alice), 'release', undefined as never);
  await eventually(() => expect(purse(alice)).toEqual([10_000n, 0n, 0n]));
  const alerts = (await told<{ subjectId: string }>(house, 'payments.alert_raised.v1')).filter(
    (alert) => alert.subjectId === id,
  );
  expect(alerts).toMatchObject([{ kind: 'payment-ledger-refusal', severity: 'CRITICAL', userId: userIdIn(alice) }]);
});

test('with a silent ledger nothing is started and nothing stays held', async () => {
  const alice = rich();
  house.ledger.mood = 'DEAF';
  expect(codeOf(await payments.graph(alice, WITHDRAW, withdrawInput()))).toBe('PROVIDER_UNAVAILABLE');
  house.ledger.mood = 'WELL';
  await eventually(() => expect(purse(alice)).toEqual([10_000n, 0n, 0n]));
});

test('deciding is for FINANCE and ADMIN, cancelling for the owner, and nobody decides on their own', async () => {
  const alice = rich();
  const { id } = await startWithdrawal(payments, alice);
  const as = (role: 'SUPPORT' | 'COMPLIANCE' | 'PLAYER'): Identity => ({
    kind: 'user',
    userId: randomUUID(),
    roles: [role],
    sessionId: randomUUID(),
  });
  for (const role of ['SUPPORT', 'COMPLIANCE', 'PLAYER'] as const) {
    expect(codeOf(await say(as(role), 'approve', id))).toBe('FORBIDDEN');
    expect(codeOf(await say(as(role), 'reject', id))).toBe('FORBIDDEN');
  }
  expect(codeOf(await say({ kind: 'anonymous' }, 'approve', id))).toBe('UNAUTHENTICATED');
  expect(codeOf(await say(player(), 'cancel', id))).toBe('NOT_FOUND');
  expect(codeOf(await say(frank, 'cancel', id))).toBe('FORBIDDEN');
  const both: Identity = {
    kind: 'user',
    userId: userIdIn(alice),
    roles: ['PLAYER', 'FINANCE'],
    sessionId: randomUUID(),
  };
  expect(codeOf(await say(both, 'approve', id))).toBe('FORBIDDEN');
  for (const unknown of [randomUUID(), 'x', '\u0000'])
    expect(codeOf(await say(frank, 'approve', unknown))).toBe('NOT_FOUND');
  expect((await show(payments, alice, id)).status).toBe('REVIEW');
  expect(codeOf(await payments.graph(alice, WITHDRAW, withdrawInput({ destination: 'a\nb' })))).toBe('BAD_USER_INPUT');
});

test('a bonus that would be lost is a CONFLICT that says how much, until the player consents', async () => {
  const alice = rich();
  house.ledger.bonus.set(userIdIn(alice), { bonus: 'b', amount: '10.00', currency: 'EUR' });
  const input = withdrawInput();
  const refused = await payments.graph(alice, WITHDRAW, input);
  expect(codeOf(refused)).toBe('CONFLICT');
  expect(refused.errors![0]!.message).toContain('10.00 EUR');
  expect(purse(alice)).toEqual([10_000n, 0n, 0n]);
  // The same key again, with consent: a start that was refused is judged afresh.
  const consented = await payments.graph(alice, WITHDRAW, { input: { ...input.input, forfeitBonus: true } });
  expect(valueOf<Shown>(consented).status).toBe('REVIEW');
  expect(purse(alice)).toEqual([7_500n, 2_500n, 0n]);
});
