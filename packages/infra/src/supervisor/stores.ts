import { join } from 'node:path';
import { startClickhouse } from '../clickhouse/start.ts';
import { databaseUrls, prepareDatabases } from '../databases.ts';
import { NATS_USER_NAMES, natsPasswordVariable, natsUsers } from '../nats-users.ts';
import { natsUrl, startNats } from '../nats.ts';
import { findFreePort } from '../ports.ts';
import { startPostgres } from '../postgres.ts';
import { DATABASE_ROOMS } from '../rooms.ts';
import { databaseVariable } from './settings.ts';
import type { NatsUserName } from '../nats-users.ts';
import type { Secrets } from '../secrets.ts';
import type { RunningServer } from '../server.ts';
import type { Facts } from './environment.ts';
import type { Roster } from './roster.ts';
import type { Settings } from './settings.ts';

export interface StoreOptions {
  stateDir: string;
  secrets: Secrets;
  settings: Settings;
  /** Keeps the servers running. */
  roster: Roster;
  logOf: (name: string) => (line: string) => void;
}

export type Stores = Pick<Facts, 'databaseUrls' | 'natsUrls' | 'clickhouseUrl'> & {
  /** Is PostgreSQL our own, so that nothing real can be in it? */
  isEmbedded: boolean;
};

/** Starts the servers that no address was given for, makes roles and databases, and answers where everything is. */
export async function openStores(options: StoreOptions): Promise<Stores> {
  const [databases, natsUrls, clickhouseUrl] = await Promise.all([
    openPostgres(options),
    openNats(options),
    openClickhouse(options),
  ]);
  return { ...databases, natsUrls, clickhouseUrl };
}

async function openPostgres(options: StoreOptions): Promise<Pick<Stores, 'databaseUrls' | 'isEmbedded'>> {
  const { settings, secrets, stateDir } = options;
  if (settings.production) return { databaseUrls: givenDatabases(settings.production), isEmbedded: false };
  const adminUrl =
    settings.POSTGRES_URL ??
    (await ownServer(options, 'postgres', (port) =>
      startPostgres({
        dataDir: join(stateDir, 'postgres'),
        password: secrets.postgresPassword,
        port,
        onLine: options.logOf('postgres'),
      }),
    ));
  await prepareDatabases({ adminUrl, secrets });
  return { databaseUrls: databaseUrls(adminUrl, secrets), isEmbedded: settings.POSTGRES_URL === undefined };
}

function givenDatabases(production: Record<string, string>): Facts['databaseUrls'] {
  const urls = DATABASE_ROOMS.map((room) => [
    room,
    { app: production[databaseVariable(room)], owner: production[`${room.toUpperCase()}_OWNER_URL`] },
  ]);
  return Object.fromEntries(urls) as Facts['databaseUrls'];
}

async function openNats(options: StoreOptions): Promise<Record<NatsUserName, string>> {
  const { settings, secrets, stateDir } = options;
  const given = settings.NATS_URL;
  if (given !== undefined) return forEachNatsUser((name) => urlWithUser(given, name, settings));
  const users = natsUsers(secrets.natsPasswords);
  const url = await ownServer(options, 'nats', (port) =>
    startNats({ dataDir: join(stateDir, 'nats'), users, port, env: tag(stateDir), onLine: options.logOf('nats') }),
  );
  return forEachNatsUser((name) => natsUrl({ url }, { name, password: secrets.natsPasswords[name] }));
}

/** A NATS of the operator's: with our users where their passwords are given, else as its address says. */
function urlWithUser(url: string, name: NatsUserName, settings: Settings): string {
  const password = (settings as unknown as Record<string, string | undefined>)[natsPasswordVariable(name)];
  return password === undefined ? url : natsUrl({ url }, { name, password });
}

function forEachNatsUser(urlOf: (name: NatsUserName) => string): Record<NatsUserName, string> {
  return Object.fromEntries(NATS_USER_NAMES.map((name) => [name, urlOf(name)])) as Record<NatsUserName, string>;
}

async function openClickhouse(options: StoreOptions): Promise<string> {
  const { settings, secrets, stateDir } = options;
  if (settings.CLICKHOUSE_URL !== undefined) return settings.CLICKHOUSE_URL;
  const dataDir = join(stateDir, 'clickhouse');
  return await ownServer(options, 'clickhouse', (port) =>
    startClickhouse({
      dataDir,
      password: secrets.clickhousePassword,
      port,
      env: tag(stateDir),
      onLine: options.logOf('clickhouse'),
    }),
  );
}

/** A server keeps its port while the house runs, so that its address stays true after it was started again. */
async function ownServer(
  options: StoreOptions,
  name: string,
  start: (port: number) => Promise<RunningServer>,
): Promise<string> {
  const port = await findFreePort();
  let url = '';
  await options.roster.keep({
    name,
    entries: [{ name, port }],
    isServer: true,
    start: async () => {
      const server = await start(port);
      url = server.url;
      return server;
    },
  });
  return url;
}

function tag(stateDir: string): Record<string, string> {
  return { CROUPIER_STATE_DIR: stateDir };
}
