import pg from 'pg';
import { DATABASE_ROOMS } from './rooms.ts';
import type { DatabaseRoom } from './rooms.ts';
import type { Secrets } from './secrets.ts';

export interface RoomDatabaseUrls {
  /** For the running service: reads and writes rows, owns nothing. */
  app: string;
  /** For migrations: owns the database and its tables. */
  owner: string;
}

type RolePasswords = Pick<Secrets, 'appPasswords' | 'ownerPasswords'>;

/** The addresses of every room's database on the server that `adminUrl` points to. */
export function databaseUrls(adminUrl: string, secrets: RolePasswords): Record<DatabaseRoom, RoomDatabaseUrls> {
  const urls = DATABASE_ROOMS.map((room): [DatabaseRoom, RoomDatabaseUrls] => {
    const database = `croupier_${room}`;
    return [room, roomDatabaseUrls(adminUrl, secrets, room, database)];
  });
  return Object.fromEntries(urls) as Record<DatabaseRoom, RoomDatabaseUrls>;
}

/** The same for one room and a database of any name. */
export function roomDatabaseUrls(
  adminUrl: string,
  secrets: RolePasswords,
  room: DatabaseRoom,
  database: string,
): RoomDatabaseUrls {
  return {
    app: urlAs(adminUrl, `croupier_${room}`, secrets.appPasswords[room], database),
    owner: urlAs(adminUrl, `croupier_${room}_owner`, secrets.ownerPasswords[room], database),
  };
}

/**
 * Makes every room's two roles and its database, or brings them to what they should be. `adminUrl`'s role must be
 * able to create roles and databases; it need not be a superuser.
 */
export async function prepareDatabases(input: { adminUrl: string; secrets: RolePasswords }): Promise<void> {
  await withClient(input.adminUrl, async (admin) => {
    // Two supervisors may prepare one external server at once.
    await admin.query(`select pg_advisory_lock(hashtext('croupier.prepare'))`);
    await prepareRoles(admin, input.secrets);
    for (const room of DATABASE_ROOMS) await createDatabase(admin, room, `croupier_${room}`);
  });
  for (const room of DATABASE_ROOMS) await grantRoomAccess(input.adminUrl, room, `croupier_${room}`);
}

/** Makes the rooms' roles and sets their passwords. */
export async function prepareRoles(admin: pg.Client, secrets: RolePasswords): Promise<void> {
  for (const room of DATABASE_ROOMS) {
    await prepareRole(admin, `croupier_${room}_owner`, secrets.ownerPasswords[room]);
    await prepareRole(admin, `croupier_${room}`, secrets.appPasswords[room]);
    // A server where we are no superuser lets us give databases to roles that we belong to only.
    await admin.query(`grant croupier_${room}_owner to current_user`);
  }
}

/** Makes the room's database, unless it is there. Only its two roles may connect. */
export async function createDatabase(
  admin: pg.Client,
  room: DatabaseRoom,
  database: string,
  template?: string,
): Promise<void> {
  const found = await admin.query('select 1 from pg_database where datname = $1', [database]);
  const from = template === undefined ? '' : `template ${pg.escapeIdentifier(template)}`;
  const name = pg.escapeIdentifier(database);
  if (found.rowCount === 0) await admin.query(`create database ${name} owner croupier_${room}_owner ${from}`);
  await admin.query(`revoke all on database ${name} from public`);
  await admin.query(`grant connect on database ${name} to croupier_${room}`);
}

/** Lets the room's app role use what its owner role makes, now and later, and nobody else. */
export async function grantRoomAccess(adminUrl: string, room: DatabaseRoom, database: string): Promise<void> {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  const owner = `croupier_${room}_owner`;
  const app = `croupier_${room}`;
  const defaults = `alter default privileges for role ${owner} in schema public`;
  await withClient(url.href, async (admin) => {
    await admin.query(`alter schema public owner to ${owner}`);
    await admin.query(`revoke all on schema public from public`);
    await admin.query(`grant usage on schema public to ${app}`);
    await admin.query(`${defaults} grant select, insert, update, delete on tables to ${app}`);
    await admin.query(`${defaults} grant usage, select on sequences to ${app}`);
    await admin.query(`alter default privileges for role ${owner} revoke execute on functions from public`);
    await admin.query(`${defaults} grant execute on functions to ${app}`);
    await admin.query(`grant select, insert, update, delete on all tables in schema public to ${app}`);
    await admin.query(`grant usage, select on all sequences in schema public to ${app}`);
  });
}

async function prepareRole(admin: pg.Client, name: string, password: string): Promise<void> {
  const found = await admin.query('select 1 from pg_roles where rolname = $1', [name]);
  if (found.rowCount === 0) await admin.query(`create role ${name}`);
  await admin.query(
    `alter role ${name} with login nocreatedb nocreaterole noinherit password ${pg.escapeLiteral(password)}`,
  );
}

/** Runs `work` with a connection that is closed after it. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function urlAs(adminUrl: string, user: string, password: string, database: string): string {
  const url = new URL(adminUrl);
  url.username = user;
  url.password = password;
  url.pathname = `/${database}`;
  return url.href;
}
