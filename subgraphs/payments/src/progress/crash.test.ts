/** The process dies at every point of both sagas; another one takes over. Each ends exact, with one effect of each kind. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Identity } from '@croupier/kit';
import { eventually } from '@croupier/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { frank, type House, openHouse, type Payments, player, userIdIn } from '../testing/house.testing.ts';
import {
  becomes,
  codeOf,
  decide,
  DEPOSIT,
  depositInput,
  show,
  type Shown,
  startDeposit,
  startWithdrawal,
  valueOf,
  WITHDRAW,
  withdrawInput,
} from '../testing/payer.testing.ts';
import { eventOf } from '../testing/psp.testing.ts';

let house: House;
let healthy: Payments;
beforeAll(async () => {
  house = await openHouse();
  healthy = await house.open();
});
afterAll(() => house.close());

/** A process that dies at `point`: from then on nothing that it does is written. */
async function doomed(point: string): Promise<Payments & { died: () => boolean }> {
  let dead = false;
  const payments = await house.open({
    faultAt: (at) => {
      if (at === point) dead = true;
      if (dead) throw new Error(`the process died at ${point}`);
    },
  });
  return Object.assign(payments, { died: () => dead });
}

/** Runs `work` with a doomed process alone, lets it die, and goes on with a healthy one. */
async function crash(point: string, work: (payments: Payments) => Promise<void>): Promise<void> {
  await healthy.stop();
  const dying = await doomed(point);
  await work(dying);
  await eventually(() => expect(dying.died(), `${point} is never reached`).toBe(true));
  await dying.stop();
  healthy = await house.open();
}

const idsOf = async (who: Identity) =>
  house.rows<{ id: string }>('select id from payment where user_id = $1', [userIdIn(who)]);
const history = (payment: Shown) => payment.history.map(({ status }) => status);
const nothingLeft = () =>
  eventually(async () =>
    expect(await house.rows(`select id, step from payment where step is not null and step <> 'AWAIT'`)).toEqual([]),
  );

test.each(['before-reserve', 'after-reserve', 'before-create', 'after-create'])(
  'a deposit whose process dies %s is started by the next one',
  async (point) => {
    const alice = player();
    const input = depositInput();
    await crash(point, async (payments) =>
      expect(codeOf(await payments.graph(alice, DEPOSIT, input))).toBe('INTERNAL_ERROR'),
    );
    const { id } = valueOf<Shown>(await healthy.graph(alice, DEPOSIT, input));
    expect(await idsOf(alice)).toEqual([{ id }]);
    expect(house.ledger.of(userIdIn(alice)).reserved).toBe(2500n);
    await healthy.webhook(eventOf({ id }, 'payment.succeeded'));
    expect(history(await becomes(healthy, alice, id, 'SUCCEEDED'))).toEqual(['PENDING', 'PROCESSING', 'SUCCEEDED']);
    expect(house.ledger.of(userIdIn(alice))).toMatchObject({ real: 2500n, reserved: 0n });
    expect(house.ledger.effects(userIdIn(alice), 'reserve_deposit')).toBe(1);
  },
);

test('a deposit that nobody asks for again is started all the same', async () => {
  const alice = player();
  await crash('after-reserve', async (payments) => void (await payments.graph(alice, DEPOSIT, depositInput())));
  const [row] = await idsOf(alice);
  await eventually(async () => expect((await show(healthy, alice, row!.id)).redirectUrl).toBeTruthy());
});

test.each(['before-credit', 'after-credit'])('a paid deposit whose process dies %s is credited once', async (point) => {
  const alice = player();
  const { id } = await startDeposit(healthy, alice);
  const body = eventOf({ id }, 'payment.succeeded');
  await crash(point, async (payments) => expect((await payments.webhook(body)).status).toBe(200));
  await healthy.webhook(body);
  expect(history(await becomes(healthy, alice, id, 'SUCCEEDED'))).toEqual(['PENDING', 'PROCESSING', 'SUCCEEDED']);
  expect(house.ledger.of(userIdIn(alice))).toMatchObject({ real: 2500n, reserved: 0n });
  expect(house.ledger.effects(userIdIn(alice), 'deposit')).toBe(1);
});

test.each(['before-release', 'after-release'])(
  'a declined deposit whose process dies %s gives its limit back once',
  async (point) => {
    const alice = player();
    const { id } = await startDeposit(healthy, alice);
    await crash(point, async (payments) => void (await payments.webhook(eventOf({ id }, 'payment.failed'))));
    await nothingLeft();
    expect((await show(healthy, alice, id)).status).toBe('FAILED');
    expect(house.ledger.of(userIdIn(alice)).reserved).toBe(0n);
    expect(house.ledger.effects(userIdIn(alice), 'release_deposit')).toBe(1);
  },
);

test.each(['before-hold', 'after-hold'])('a withdrawal whose process dies %s is held once', async (point) => {
  const alice = player();
  house.ledger.of(userIdIn(alice)).real = 10_000n;
  const input = withdrawInput();
  await crash(point, async (payments) =>
    expect(codeOf(await payments.graph(alice, WITHDRAW, input))).toBe('INTERNAL_ERROR'),
  );
  const payment = valueOf<Shown>(await healthy.graph(alice, WITHDRAW, input));
  expect(history(payment)).toEqual(['PENDING', 'REVIEW']);
  expect(await idsOf(alice)).toEqual([{ id: payment.id }]);
  expect(house.ledger.of(userIdIn(alice))).toMatchObject({ real: 7_500n, locked: 2_500n });
});

test.each(['before-payout', 'after-payout'])(
  'an approved withdrawal whose process dies %s is paid once',
  async (point) => {
    const alice = player();
    house.ledger.of(userIdIn(alice)).real = 10_000n;
    const { id } = await startWithdrawal(healthy, alice);
    await crash(
      point,
      async (payments) => void valueOf(await payments.graph(frank, decide('approve'), { input: { id } })),
    );
    await eventually(async () =>
      expect(await house.rows('select step from payment where id = $1', [id])).toEqual([{ step: 'AWAIT' }]),
    );
    expect([...house.psp.payments.values()].filter((payment) => payment.paymentId === id)).toHaveLength(1);
    await healthy.webhook(eventOf({ id }, 'payment.succeeded'));
    expect(history(await becomes(healthy, alice, id, 'SUCCEEDED'))).toEqual([
      'PENDING',
      'REVIEW',
      'PROCESSING',
      'SUCCEEDED',
    ]);
    expect(house.ledger.of(userIdIn(alice))).toMatchObject({ real: 7_500n, locked: 0n, paidOut: 2_500n });
  },
);

test.each(['before-capture', 'after-capture'])(
  'a paid withdrawal whose process dies %s leaves the house once',
  async (point) => {
    const alice = player();
    house.ledger.of(userIdIn(alice)).real = 10_000n;
    const { id } = await startWithdrawal(healthy, alice);
    valueOf(await healthy.graph(frank, decide('approve'), { input: { id } }));
    await eventually(() => expect(house.psp.payments.has(id)).toBe(true));
    await crash(point, async (payments) => void (await payments.webhook(eventOf({ id }, 'payment.succeeded'))));
    await becomes(healthy, alice, id, 'SUCCEEDED');
    expect(house.ledger.of(userIdIn(alice))).toMatchObject({ real: 7_500n, locked: 0n, paidOut: 2_500n });
    expect(house.ledger.effects(userIdIn(alice), 'capture')).toBe(1);
  },
);

test.each(['before-release', 'after-release'])(
  'a cancelled withdrawal whose process dies %s is given back once',
  async (point) => {
    const alice = player();
    house.ledger.of(userIdIn(alice)).real = 10_000n;
    const { id } = await startWithdrawal(healthy, alice);
    await crash(point, async (payments) => void (await payments.graph(alice, decide('cancel'), { input: { id } })));
    await nothingLeft();
    expect((await show(healthy, alice, id)).status).toBe('CANCELLED');
    expect(house.ledger.of(userIdIn(alice))).toMatchObject({ real: 10_000n, locked: 0n });
    expect(house.ledger.effects(userIdIn(alice), 'release')).toBe(1);
  },
);

test('a webhook that was lost is made up for by asking the PSP, also after a crash in the middle', async () => {
  const alice = player();
  const { id } = await startDeposit(healthy, alice);
  house.psp.payments.get(id)!.status = 'SUCCEEDED';
  await house.rows("update payment set next_attempt_at = now() + interval '1 second' where id = $1", [id]);
  await crash('after-await', () => pause(0));
  await becomes(healthy, alice, id, 'SUCCEEDED');
  expect(house.ledger.of(userIdIn(alice)).real).toBe(2_500n);
});
