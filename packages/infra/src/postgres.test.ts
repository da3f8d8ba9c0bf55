import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { startChild } from './child.ts';
import { withClient } from './databases.ts';
import { startPostgres } from './postgres.ts';
import { isAlive } from './postgres-stale.ts';
import { runAsOrdinaryUser } from './run-as.ts';
import type { RunningServer } from './server.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'croupier-postgres-'));
const password = "it's a pass:word@/";
let server: RunningServer | undefined;
afterAll(async () => {
  await server?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const start = async (): Promise<RunningServer> => (server = await startPostgres({ dataDir, password }));
const ask = async (sql: string, url = (server as RunningServer).url): Promise<unknown[]> =>
  (await withClient(url, (client) => client.query(sql))).rows as unknown[];

test('a first start that was cut short is made again', async () => {
  mkdirSync(join(dataDir, 'data', 'base'), { recursive: true });
  writeFileSync(join(dataDir, 'data', 'PG_VERSION'), '17\n');
  await start();
  expect(await ask(`select current_setting('server_version_num')::int / 10000 as version`)).toEqual([{ version: 17 }]);
});

test('it is durable, takes 200 sessions, listens on this machine only and knows Cyrillic', async () => {
  const settings = [
    'fsync',
    'synchronous_commit',
    'full_page_writes',
    'max_connections',
    'listen_addresses',
    'password_encryption',
  ];
  const rows = await ask(`select ${settings.map((name) => `current_setting('${name}') as ${name}`).join(', ')}`);
  expect(rows).toEqual([
    {
      fsync: 'on',
      synchronous_commit: 'on',
      full_page_writes: 'on',
      max_connections: '200',
      listen_addresses: '127.0.0.1',
      password_encryption: 'scram-sha-256',
    },
  ]);
  expect(await ask(`select lower('ЖАР') as low, 'Жар' ilike 'жАР' as same`)).toEqual([{ low: 'жар', same: true }]);
});

test('nobody enters without the password', async () => {
  for (const wrong of ['', 'wrong']) {
    const url = new URL((server as RunningServer).url);
    url.password = wrong;
    await expect(ask('select 1', url.href)).rejects.toThrow(/password/);
  }
});

test('after kill -9 it starts at once with what was committed', async () => {
  await ask('create table coin (face text)');
  await ask(`insert into coin values ('heads')`);
  const { pid, exited } = server as RunningServer;
  process.kill(pid, 'SIGKILL');
  await exited;
  await start();
  expect(await ask('select face from coin')).toEqual([{ face: 'heads' }]);
});

test('a pid file that names a stranger, as after a reboot, does not stop it', async () => {
  await server?.stop();
  const file = join(dataDir, 'data', 'postmaster.pid');
  expect(existsSync(file)).toBe(false);
  // A stranger of the server's own user: PostgreSQL itself would take it for a server.
  const privileges = runAsOrdinaryUser()?.privileges ?? [];
  const stranger = await startChild({ name: 'stranger', command: 'sleep', args: ['60'], privileges });
  writeFileSync(file, `${stranger.pid}\n${join(dataDir, 'data')}\n1\n5432\n\n127.0.0.1\n\n`);
  await start();
  expect(readFileSync(file, 'utf8').split('\n')[0]).toBe(String((server as RunningServer).pid));
  expect(isAlive(stranger.pid)).toBe(true);
  await stranger.stop();
});

test('a second server over the same folder is refused', async () => {
  await expect(startPostgres({ dataDir, password, graceMs: 300 })).rejects.toThrow('already runs over');
  expect(await ask('select face from coin')).toEqual([{ face: 'heads' }]);
});
