import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, StringCodec } from 'nats';
import { afterAll, expect, test } from 'vitest';
import { startNats } from './nats.ts';
import type { RunningServer } from './server.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'croupier-nats-'));
const users = [{ name: 'admin', password: 'a "quoted" pass', publish: ['>'], subscribe: ['>'] }];
let server: RunningServer;
afterAll(async () => {
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const login = () => connect({ servers: server.url, user: 'admin', pass: users[0]?.password as string });

test('a stream outlives a kill, and messages of 8 MB pass', async () => {
  server = await startNats({ dataDir, users });
  const before = await login();
  await (await before.jetstreamManager()).streams.add({ name: 'WALLET', subjects: ['wallet.>'] });
  await before.jetstream().publish('wallet.ledger.v1.0', StringCodec().encode('entries'));
  expect(before.info?.max_payload).toBe(8 * 1024 * 1024);
  expect(statSync(join(dataDir, 'nats.conf')).mode & 0o077).toBe(0);
  await before.close();
  process.kill(server.pid, 'SIGKILL');
  await server.exited;

  server = await startNats({ dataDir, users, port: server.port });
  const after = await login();
  const message = await (await after.jetstreamManager()).streams.getMessage('WALLET', { seq: 1 });
  expect(message.string()).toBe('entries');
  await after.close();
});

test('a port that is taken is said so', async () => {
  await expect(startNats({ dataDir: join(dataDir, 'other'), users, port: server.port })).rejects.toThrow(
    `port ${server.port} is in use`,
  );
});
