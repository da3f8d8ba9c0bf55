import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startChild } from './child.ts';
import { withClient } from './databases.ts';
import { nodeArguments } from './node-arguments.ts';
import { startPostgres } from './postgres.ts';

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

test.runIf(isRoot)('an ordinary user starts all three servers', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'croupier-nobody-'));
  chownSync(folder, NOBODY, NOBODY);
  const child = await startChild({
    name: 'servers',
    command: process.execPath,
    args: nodeArguments(fileURLToPath(new URL('./supervisor/test/start-servers.ts', import.meta.url))),
    env: { PATH: process.env['PATH'], STATE_DIR: folder, HOME: folder, TMPDIR: folder },
    privileges: [
      '--reuid',
      String(NOBODY),
      '--regid',
      String(NOBODY),
      '--clear-groups',
      '--inh-caps=-all',
      '--bounding-set=-all',
    ],
  });
  const exit = await child.exited;
  expect([exit.code, child.lastLines()]).toEqual([0, `user ${NOBODY} runs postgres nats clickhouse`]);
  rmSync(folder, { recursive: true, force: true });
});

test.runIf(isRoot)('as root the server runs as another user, below a folder that this user may not enter', async () => {
  const locked = mkdtempSync(join(tmpdir(), 'croupier-locked-'));
  chmodSync(locked, 0o700);
  const dataDir = join(locked, 'deep', 'postgres');
  mkdirSync(dataDir, { recursive: true });
  const server = await startPostgres({ dataDir, password: 'secret' });
  const { rows } = await withClient(server.url, (client) =>
    client.query(`select pg_read_file('/proc/self/status') as status`),
  );
  expect((rows[0] as { status: string }).status).toMatch(/^Uid:\s+[1-9]/m);
  await server.stop();
  rmSync(locked, { recursive: true, force: true });
});
