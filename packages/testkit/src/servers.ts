import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { natsUrl, natsUsers, startClickhouse, startNats } from '@croupier/infra';
import type { NatsUserName, Secrets } from '@croupier/infra';
import { inject } from 'vitest';

/** What a test file gets of the servers that were started for the whole run. */
export interface ProvidedServers {
  postgresAdminUrl: string;
  natsUrl: string;
  /** NATS from NATS_URL knows its own users, not ours. */
  ownNats: boolean;
  clickhouseUrl: string | null;
  secrets: Secrets;
}

declare module 'vitest' {
  export interface ProvidedContext {
    croupier: ProvidedServers;
  }
}

export interface TestServers {
  /** A role that may do everything. */
  postgresAdminUrl: string;
  /** The address of the run's NATS for one of its users, as a service gets it. */
  natsUrl(user: NatsUserName): string;
  /** Of CLICKHOUSE_URL, or null: see `freshClickhouse`. */
  clickhouseUrl: string | null;
  secrets: Secrets;
}

/** The servers that vitest's globalSetup started for the whole run. */
export function servers(): TestServers {
  const { secrets, ownNats, ...provided } = inject('croupier');
  return {
    ...provided,
    secrets,
    natsUrl: (name) =>
      ownNats ? natsUrl({ url: provided.natsUrl }, { name, password: secrets.natsPasswords[name] }) : provided.natsUrl,
  };
}

export interface FreshNats {
  natsUrl(user: NatsUserName): string;
  pid: number;
  /** The folder that holds its streams. */
  streams: string;
  /** Ends the server, does `between`, and starts it again at the same address. */
  restart(between: () => void | Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

/** A NATS server of its own for a test file (20 ms), with the platform's users and no streams. Stop it afterwards. */
export async function freshNats(): Promise<FreshNats> {
  const { natsPasswords } = servers().secrets;
  const folder = mkdtempSync(join(tmpdir(), 'croupier-nats-'));
  const options = { dataDir: folder, users: natsUsers(natsPasswords) };
  let server = await startNats(options);
  return {
    pid: server.pid,
    natsUrl: (name) => natsUrl(server, { name, password: natsPasswords[name] }),
    streams: join(folder, 'jetstream'),
    restart: async (between) => {
      await server.stop();
      await between();
      server = await startNats({ ...options, port: server.port });
    },
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface FreshClickhouse {
  /** With user, password and an empty database, as reports gets it in CLICKHOUSE_URL. */
  url: string;
  stop(): Promise<void>;
}

/** An empty ClickHouse database for a test file: on CLICKHOUSE_URL, else in an engine of its own (about a second). */
export async function freshClickhouse(): Promise<FreshClickhouse> {
  const { clickhouseUrl, secrets } = servers();
  if (clickhouseUrl !== null) return await freshClickhouseDatabase(clickhouseUrl);
  const folder = mkdtempSync(join(tmpdir(), 'croupier-clickhouse-'));
  const server = await startClickhouse({ dataDir: folder, password: secrets.clickhousePassword });
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freshClickhouseDatabase(base: string): Promise<FreshClickhouse> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const { username, password, origin } = new URL(base);
  const run = async (statement: string): Promise<void> => {
    const headers = {
      Authorization: `Basic ${Buffer.from(`${username}:${decodeURIComponent(password)}`).toString('base64')}`,
    };
    const response = await fetch(origin, { method: 'POST', headers, body: statement });
    if (!response.ok) throw new Error(await response.text());
  };
  await run(`create database ${name}`);
  const url = new URL(base);
  url.pathname = `/${name}`;
  return { url: url.href, stop: () => run(`drop database ${name}`) };
}
