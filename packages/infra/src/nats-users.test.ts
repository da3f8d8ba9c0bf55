import { freshNats } from '@croupier/testkit';
import type { FreshNats } from '@croupier/testkit';
import { connect, StringCodec } from 'nats';
import type { NatsConnection } from 'nats';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { NatsUserName } from './nats-users.ts';

const text = StringCodec();
const open: NatsConnection[] = [];
let nats: FreshNats;

beforeAll(async () => {
  nats = await freshNats();
});
afterAll(async () => {
  await Promise.all(open.map((connection) => connection.close()));
  await nats.stop();
});

async function as(name: NatsUserName): Promise<NatsConnection> {
  const { host, username, password } = new URL(nats.natsUrl(name));
  const connection = await connect({ servers: host, user: username, pass: password, inboxPrefix: `_INBOX.${name}` });
  open.push(connection);
  return connection;
}

/** What the server objects to while `act` runs, or undefined. */
async function objection(connection: NatsConnection, act: () => void): Promise<string | undefined> {
  const status = connection.status();
  const objected = (async () => {
    for await (const event of status)
      if (event.type === 'error') return JSON.stringify(event.permissionContext ?? event.data);
    return undefined;
  })();
  act();
  // The server answers in order: after a flush, an objection has been sent; one more lets the client read it.
  const quiet = connection
    .flush()
    .then(() => connection.flush())
    .then(() => new Promise<undefined>((done) => setImmediate(done, undefined)));
  return await Promise.race([objected, quiet]);
}

async function mayPublish(name: NatsUserName, subject: string): Promise<boolean> {
  const connection = await as(name);
  return (await objection(connection, () => connection.publish(subject, text.encode('x')))) === undefined;
}

async function maySubscribe(name: NatsUserName, subject: string): Promise<boolean> {
  const connection = await as(name);
  return (await objection(connection, () => void connection.subscribe(subject))) === undefined;
}

test('games, payments and users command the ledger, each on its own subject only', async () => {
  const names: NatsUserName[] = ['users', 'wallet', 'games', 'payments', 'reports', 'gateway'];
  for (const name of names) {
    for (const asker of names) {
      const may = await mayPublish(name, `ask.wallet.commands.v1.${asker}`);
      expect([name, asker, may]).toEqual([
        name,
        asker,
        name === asker && ['games', 'payments', 'users'].includes(name),
      ]);
    }
  }
});

test('a command reaches the wallet and its answer comes back', async () => {
  const wallet = await as('wallet');
  wallet.subscribe('ask.wallet.commands.v1.*', {
    callback: (_, message) => void message.respond(text.encode(`done ${message.subject}`)),
  });
  await wallet.flush();
  const games = await as('games');
  const answer = await games.request('ask.wallet.commands.v1.games', text.encode('bet'), { timeout: 2_000 });
  expect(text.decode(answer.data)).toBe('done ask.wallet.commands.v1.games');
});

test('a room publishes its own events and nobody else’s', async () => {
  expect(await mayPublish('wallet', 'wallet.ledger.v1.0')).toBe(true);
  expect(await mayPublish('payments', 'wallet.ledger.v1.0')).toBe(false);
  expect(await mayPublish('games', 'users.user_registered.v1')).toBe(false);
  expect(await mayPublish('gateway', 'users.user_changed.v1')).toBe(false);
  expect(await mayPublish('games', 'live.wallet.balance.1')).toBe(false);
});

test('nobody listens in on requests and answers that are not its own', async () => {
  expect(await maySubscribe('wallet', 'ask.wallet.commands.v1.games')).toBe(true);
  expect(await maySubscribe('payments', 'ask.wallet.commands.v1.games')).toBe(false);
  expect(await maySubscribe('reports', '_INBOX.games.>')).toBe(false);
  expect(await maySubscribe('games', '>')).toBe(false);
  expect(await mayPublish('games', '_INBOX.payments.x')).toBe(false);
});

test('a room makes its own stream, others read it and cannot empty it', async () => {
  const wallet = await as('wallet');
  const manager = await wallet.jetstreamManager({ checkAPI: false });
  await manager.streams.add({ name: 'WALLET', subjects: ['wallet.>'] });
  await wallet.jetstream().publish('wallet.ledger.v1.0', text.encode('entries'), { msgID: '1' });
  const games = await as('games');
  const reader = await games.jetstreamManager({ checkAPI: false });
  await reader.consumers.add('WALLET', { durable_name: 'games-ledger', ack_policy: 'explicit' as never });
  const messages = await games.jetstream().consumers.get('WALLET', 'games-ledger');
  const message = await messages.next({ expires: 2_000 });
  expect(message?.string()).toBe('entries');
  await message?.ackAck();
  for (const subject of [
    '$JS.API.STREAM.PURGE.WALLET',
    '$JS.API.STREAM.DELETE.WALLET',
    '$JS.API.STREAM.UPDATE.WALLET',
  ]) {
    expect(await mayPublish('games', subject)).toBe(false);
  }
});

test('a wrong password and no password are refused', async () => {
  const servers = new URL(nats.natsUrl('games')).host;
  await expect(connect({ servers, user: 'games', pass: 'wrong', maxReconnectAttempts: 0 })).rejects.toThrow(
    /Authorization/i,
  );
  await expect(connect({ servers, maxReconnectAttempts: 0 })).rejects.toThrow(/Authorization/i);
});
