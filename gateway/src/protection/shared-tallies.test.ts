import { connectNats, createLog } from '@croupier/kit';
import { eventually, type FreshNats, freshNats } from '@croupier/testkit';
import type { NatsConnection } from 'nats';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSharedTallies, type SharedTallies, type Tally } from './shared-tallies.ts';

const log = createLog('gateway', 'fatal' as 'error');
const LIMIT = 30;
interface Process {
  nats: NatsConnection;
  tallies: SharedTallies;
  sockets: Tally;
}
let server: FreshNats;
const clock = { atMs: 1_000 };
const open: Process[] = [];
beforeAll(async () => void (server = await freshNats()));
afterAll(async () => {
  for (const { tallies, nats } of open) {
    tallies.stop();
    await nats.close();
  }
  await server.stop();
});

async function aProcess(): Promise<Process> {
  const nats = await connectNats(server.natsUrl('gateway'), log);
  const tallies = createSharedTallies({ nats, log, now: () => clock.atMs });
  const started = { nats, tallies, sockets: tallies.define('sockets', LIMIT) };
  open.push(started);
  await nats.flush();
  return started;
}

test('what one process holds counts in the others, in shares; what is given back, or dies with its process, counts no more', async () => {
  const [one, other] = [await aProcess(), await aProcess()];
  const flushed = async (): Promise<void> => {
    for (const { nats } of [one, other]) await nats.flush();
  };
  for (let each = 0; each < 2; each++) one.sockets.add('alice', 1);
  await flushed();
  expect([one.sockets.of('alice'), other.sockets.of('alice')]).toEqual([2, 0]);
  for (let each = 0; each < 8; each++) one.sockets.add('alice', 1);
  other.sockets.add('alice', 1);
  await flushed();
  // A tenth of the limit is a share: nine of the ten are told.
  expect([one.sockets.of('alice'), other.sockets.of('alice'), other.sockets.of('bob')]).toEqual([10, 9 + 1, 0]);
  const late = await aProcess();
  await eventually(() => expect(late.sockets.of('alice')).toBe(9));
  one.sockets.add('alice', -10);
  await eventually(() => expect([one.sockets.of('alice'), other.sockets.of('alice')]).toEqual([0, 1]));
  one.sockets.add('carol', LIMIT);
  await flushed();
  expect(other.sockets.of('carol')).toBe(LIMIT);
  await one.nats.close();
  clock.atMs += 4_000;
  await eventually(() => expect(other.sockets.of('carol')).toBe(0));
});
