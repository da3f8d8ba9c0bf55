import { connectNats, createLog } from '@croupier/kit';
import { eventually, type FreshNats, freshNats } from '@croupier/testkit';
import type { NatsConnection } from 'nats';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createSharedQuotas, type SharedQuotas, type Take } from './shared-quotas.ts';

const log = createLog('gateway', 'fatal' as 'error');
let server: FreshNats;
const open: { nats: NatsConnection; quotas: SharedQuotas }[] = [];
beforeAll(async () => void (server = await freshNats()));
afterEach(async () => {
  for (const { nats, quotas } of open.splice(0)) {
    quotas.stop();
    await nats.close();
  }
});
afterAll(() => server.stop());

const QUOTA = { perSecond: 200, burst: 200 };

/** So many gateway processes that know each other; time stands still in all of them unless it is moved. */
async function processes(count: number) {
  const clock = { atMs: 1_000 };
  const all: { take: Take; nats: NatsConnection; sent: number }[] = [];
  for (let each = 0; each < count; each++) {
    const nats = await connectNats(server.natsUrl('gateway'), log);
    const process = { nats, sent: 0, take: (() => undefined) as unknown as Take };
    const publish = nats.publish.bind(nats);
    nats.publish = (subject, ...rest) => {
      if (subject.includes('.ask.')) process.sent += 1;
      publish(subject, ...rest);
    };
    const quotas = createSharedQuotas({ nats, log, now: () => clock.atMs });
    process.take = quotas.define('requests', QUOTA);
    open.push({ nats, quotas });
    all.push(process);
  }
  await eventually(() => expect(open.map(({ quotas }) => quotas.members())).toEqual(open.map(() => count)));
  return { clock, all };
}
const flushed = async (all: { nats: NatsConnection }[]): Promise<void> => {
  for (let round = 0; round < 2; round++) for (const { nats } of all) await nats.flush();
};
const allows = (take: Take, key: string): boolean => take(key, 1).retryAfterSeconds === 0;

test('three processes together let a second of one quota through, and ask far less often than they are asked', async () => {
  const { clock, all } = await processes(3);
  const spend = async (rounds: number) => {
    let through = 0;
    for (let round = 0; round < rounds; round++) {
      for (const { take } of all) for (let each = 0; each < 5; each++) if (allows(take, 'alice')) through += 1;
      await flushed(all);
    }
    return through;
  };
  const atOnce = await spend(60);
  expect(atOnce).toBeGreaterThanOrEqual(200);
  // What was spent on credit before the account's keeper could say no.
  expect(atOnce).toBeLessThanOrEqual(200 * 2);
  expect(all.reduce((sum, { sent }) => sum + sent, 0)).toBeLessThan(atOnce / 3);
  expect(allows(all[0]!.take, 'bob')).toBe(true);
  let later = 0;
  for (let tick = 0; tick < 20; tick++) {
    clock.atMs += 100;
    later += await spend(2);
  }
  // Two seconds of it; whatever was on credit has been paid back.
  expect(atOnce + later).toBeLessThanOrEqual(200 + 2 * 200 + 60);
  expect(atOnce + later).toBeGreaterThanOrEqual(400);
});

test('a person who comes by one process alone has the whole quota there', async () => {
  const { all } = await processes(2);
  for (const [index, { take }] of all.entries()) {
    let through = 0;
    for (let each = 0; each < 300; each++) {
      if (allows(take, `guest ${index}`)) through += 1;
      if (each % 10 === 0) await flushed(all);
    }
    expect(through).toBeGreaterThanOrEqual(200);
    expect(through).toBeLessThanOrEqual(300);
  }
});

test('where the keeper of an account does not answer, each process goes on with its part', async () => {
  const { clock, all } = await processes(2);
  await Promise.all(all.map(({ nats }) => nats.close()));
  const through = all.map(({ take }) => {
    let count = 0;
    for (let tick = 0; tick < 40; tick++) {
      clock.atMs += 100;
      for (let each = 0; each < 100; each++) if (allows(take, 'alice')) count += 1;
    }
    return count;
  });
  // One of them keeps the account and has all of it, the other its half.
  const [less, more] = through.sort((one, other) => one - other) as [number, number];
  expect(less).toBeGreaterThan(200);
  expect(less).toBeLessThan(700);
  expect(more).toBeGreaterThan(700);
});
