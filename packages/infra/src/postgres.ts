import { chownSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { startChild } from './child.ts';
import { postgresFolder } from './postgres-binaries.ts';
import { clearStalePostmaster } from './postgres-stale.ts';
import { runAsOrdinaryUser } from './run-as.ts';
import { onPort, untilItAnswers } from './server.ts';
import type { RunAs } from './run-as.ts';
import type { RunningServer } from './server.ts';

export interface PostgresOptions {
  dataDir: string;
  /** Of the superuser `postgres`; taken at the first start only. */
  password: string;
  port?: number;
  settings?: Record<string, string>;
  /** How long a server that is going down over the same folder is waited for. */
  graceMs?: number;
  onLine?: (line: string) => void;
}

interface Folders {
  native: string;
  data: string;
  /** Made when initdb has come to its end. */
  marker: string;
  sockets: string;
}

const SOCKET_PATH_LIMIT = 100;
const DURABLE = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on', max_connections: '200' };

/**
 * Starts PostgreSQL 17 on 127.0.0.1 over `dataDir`, which it fills at the first start. Only passwords (SCRAM) let in.
 * Works as root and as an ordinary user, and after a kill: a stale pid file is cleared, a half-made folder made again.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningServer> {
  const dataDir = resolve(options.dataDir);
  mkdirSync(dataDir, { recursive: true });
  const folders: Folders = {
    native: postgresFolder(join(dataDir, 'binaries')),
    data: join(dataDir, 'data'),
    marker: join(dataDir, 'made'),
    sockets: join(dataDir, 'sockets'),
  };
  const runAs = runAsOrdinaryUser();
  await clearStalePostmaster(folders.data, options.graceMs);
  if (!existsSync(folders.marker)) await makeCluster(folders, options, runAs);
  mkdirSync(folders.sockets, { recursive: true, mode: 0o700 });
  if (runAs) chownSync(folders.sockets, runAs.uid, runAs.gid);
  return await onPort(options.port, (port) => run(folders, options, runAs, port));
}

async function makeCluster(folders: Folders, options: PostgresOptions, runAs: RunAs | undefined): Promise<void> {
  rmSync(folders.data, { recursive: true, force: true });
  mkdirSync(folders.data, { mode: 0o700 });
  const passwordFile = `${folders.marker}.password`;
  writeFileSync(passwordFile, options.password, { mode: 0o600 });
  if (runAs) for (const path of [folders.data, passwordFile]) chownSync(path, runAs.uid, runAs.gid);
  // builtin C.UTF-8: knows every letter's case, the same on every machine, without ICU.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const access = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  const initdb = await startChild({
    name: 'initdb',
    command: join(folders.native, 'bin', 'initdb'),
    args: ['-D', folders.data, ...locale, ...access, '--no-instructions'],
    env: cleanEnvironment(),
    cwd: folders.data,
    deathSignal: 'KILL',
    ...(runAs ? { privileges: runAs.privileges } : {}),
  });
  const exit = await initdb.exited;
  rmSync(passwordFile, { force: true });
  if (exit.code !== 0) throw new Error(`initdb failed:\n${initdb.lastLines()}`);
  writeFileSync(folders.marker, `${new Date().toISOString()}\n`);
}

async function run(
  folders: Folders,
  options: PostgresOptions,
  runAs: RunAs | undefined,
  port: number,
): Promise<RunningServer> {
  const settings: Record<string, string> = {
    ...DURABLE,
    ...options.settings,
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: folders.sockets.length > SOCKET_PATH_LIMIT - 20 ? '' : folders.sockets,
  };
  const child = await startChild({
    name: 'postgres',
    command: join(folders.native, 'bin', 'postgres'),
    args: ['-D', folders.data, ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])],
    env: cleanEnvironment(),
    cwd: folders.data,
    deathSignal: 'INT',
    ...(options.onLine ? { onLine: options.onLine } : {}),
    ...(runAs ? { privileges: runAs.privileges } : {}),
  });
  const url = `postgres://postgres:${encodeURIComponent(options.password)}@127.0.0.1:${port}/postgres`;
  await untilItAnswers(child, () => askPostgres(url));
  return {
    name: 'postgres',
    pid: child.pid,
    port,
    url,
    exited: child.exited,
    // SIGINT: the "fast" shutdown, which ends sessions and writes a checkpoint.
    stop: async () => void (await child.stop(['SIGINT', 'SIGQUIT', 'SIGKILL'])),
  };
}

/** Throws unless a PostgreSQL answers at the address. */
export async function askPostgres(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Without the caller's PG* variables, which would change what the server and initdb do. */
function cleanEnvironment(): Record<string, string | undefined> {
  const kept = Object.entries(process.env).filter(([key]) => !key.startsWith('PG') && !key.startsWith('LC_'));
  return { ...Object.fromEntries(kept), LC_ALL: 'C', TZ: 'UTC' };
}
