import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  createDatabase,
  grantRoomAccess,
  hasMigrations,
  migrateDatabase,
  REPOSITORY,
  roomDatabaseUrls,
  withClient,
} from '@croupier/infra';
import type { DatabaseRoom } from '@croupier/infra';
import { servers } from './servers.ts';

export interface FreshDatabase {
  /** As the service runs: reads and writes rows, owns nothing. */
  appUrl: string;
  /** As migrations run. */
  ownerUrl: string;
  drop(): Promise<void>;
}

/**
 * A database of its own for a test file, with the room's tables. The room's migrations run once per version of their
 * text, into a template; every call copies it.
 */
export async function freshDatabase(room: DatabaseRoom): Promise<FreshDatabase> {
  return await makeDatabase(room, await templateOf(room));
}

/** A database of its own without any table; its roles are those of `room`. */
export async function freshEmptyDatabase(room: DatabaseRoom = 'users'): Promise<FreshDatabase> {
  return await makeDatabase(room, undefined);
}

async function makeDatabase(room: DatabaseRoom, template: string | undefined): Promise<FreshDatabase> {
  const { postgresAdminUrl, secrets } = servers();
  const name = `test_${room}_${randomBytes(6).toString('hex')}`;
  await withClient(postgresAdminUrl, (admin) => createDatabase(admin, room, name, template));
  if (template === undefined) await grantRoomAccess(postgresAdminUrl, room, name);
  const urls = roomDatabaseUrls(postgresAdminUrl, secrets, room, name);
  return {
    appUrl: urls.app,
    ownerUrl: urls.owner,
    drop: () =>
      withClient(
        postgresAdminUrl,
        async (admin) => void (await admin.query(`drop database if exists ${name} with (force)`)),
      ),
  };
}

async function templateOf(room: DatabaseRoom): Promise<string> {
  if (!hasMigrations(room)) throw new Error(`subgraphs/${room}/src/orm.ts does not exist yet`);
  const { postgresAdminUrl, secrets } = servers();
  const name = `template_${room}_${hashOfMigrations(room)}`;
  await withClient(postgresAdminUrl, async (admin) => {
    // Test files run side by side: the first one makes the template, the others wait for it.
    await admin.query('select pg_advisory_lock(hashtext($1))', [name]);
    const found = await admin.query('select 1 from pg_database where datname = $1', [name]);
    if (found.rowCount !== 0) return;
    const draft = `${name}_draft`;
    await admin.query(`drop database if exists ${draft} with (force)`);
    await createDatabase(admin, room, draft);
    await grantRoomAccess(postgresAdminUrl, room, draft);
    await migrateDatabase(room, roomDatabaseUrls(postgresAdminUrl, secrets, room, draft).owner);
    await admin.query(`alter database ${draft} rename to ${name}`);
  });
  return name;
}

/** Changes when a migration does, or the tables that the kit gives to every room. */
function hashOfMigrations(room: DatabaseRoom): string {
  const folder = join(REPOSITORY, 'subgraphs', room, 'migrations');
  const migrations = existsSync(folder)
    ? readdirSync(folder)
        .sort()
        .map((name) => join(folder, name))
    : [];
  const shared = [join(REPOSITORY, 'packages/kit/src/outbox/tables.ts')].filter((file) => existsSync(file));
  const hash = createHash('sha256');
  for (const file of [...migrations, ...shared]) hash.update(file).update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}
