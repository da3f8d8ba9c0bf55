import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startChild } from './child.ts';
import { nodeArguments } from './node-arguments.ts';
import { DATABASE_ROOMS, REPOSITORY } from './rooms.ts';
import type { Watching } from './child.ts';
import type { DatabaseRoom } from './rooms.ts';

interface OrmModule {
  ormFor(databaseUrl: string): object;
}

/** What a migration run needs to know of a database: its owner's address, from the environment. */
export function ownerUrlVariable(room: DatabaseRoom): string {
  return `${room.toUpperCase()}_OWNER_URL`;
}

/** Is there anything to migrate: has the room an orm.ts yet? */
export function hasMigrations(room: DatabaseRoom): boolean {
  return existsSync(ormFile(room));
}

/**
 * Brings a room's database to the state of the room's migrations, in a process of its own (the migrations are
 * TypeScript). Only the owner role may: `ownerUrl`.
 */
export async function migrateDatabase(room: DatabaseRoom, ownerUrl: string): Promise<void> {
  await migrateDatabases({ [room]: ownerUrl });
}

/** The same for several rooms in one process. Throws with what the process said. */
export async function migrateDatabases(
  ownerUrls: Partial<Record<DatabaseRoom, string>>,
  watching: Watching = {},
): Promise<void> {
  const rooms = DATABASE_ROOMS.filter((room) => ownerUrls[room] !== undefined);
  const urls = Object.fromEntries(rooms.map((room) => [ownerUrlVariable(room), ownerUrls[room]]));
  const child = await startChild({
    name: 'migrate',
    command: process.execPath,
    args: nodeArguments(join(REPOSITORY, 'scripts', 'migrate.ts'), rooms),
    env: { ...process.env, ...urls },
    cwd: REPOSITORY,
    ...watching,
  });
  const exit = await child.exited;
  if (exit.code !== 0) throw new Error(`the migrations of ${rooms.join(', ')} failed:\n${child.lastLines()}`);
}

/** Runs one room's migrations in this process: scripts/migrate.ts, nobody else. Answers their names. */
export async function runMigrations(room: DatabaseRoom, ownerUrl: string): Promise<string[]> {
  const module = (await import(pathToFileURL(ormFile(room)).href)) as OrmModule;
  const { MikroORM } = await import('@mikro-orm/postgresql');
  const orm = await MikroORM.init({ ...module.ormFor(ownerUrl), pool: { min: 1, max: 1 } });
  try {
    const done = await orm.migrator.up();
    return done.map((migration) => migration.name);
  } finally {
    await orm.close(true);
  }
}

function ormFile(room: DatabaseRoom): string {
  const extension = import.meta.url.endsWith('.ts') ? 'src/orm.ts' : 'dist/orm.js';
  return join(REPOSITORY, 'subgraphs', room, extension);
}
