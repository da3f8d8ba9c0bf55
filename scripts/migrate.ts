/**
 * Migrates the databases of the rooms named, or of all: `node --import tsx scripts/migrate.ts [room…]`.
 * Takes each owner's address from <ROOM>_OWNER_URL, for example WALLET_OWNER_URL.
 */
import { DATABASE_ROOMS, hasMigrations, ownerUrlVariable, runMigrations } from '@croupier/infra';

const named = process.argv.slice(2);
const unknown = named.filter((name) => !DATABASE_ROOMS.some((room) => room === name));
const rooms = DATABASE_ROOMS.filter((room) => named.length === 0 || named.includes(room));
const missing = rooms.filter((room) => !process.env[ownerUrlVariable(room)]).map(ownerUrlVariable);
for (const name of unknown) console.error(`no such room: ${name}`);
for (const variable of missing) console.error(`${variable} is not set`);
if (unknown.length + missing.length > 0) process.exit(78);

for (const room of rooms) {
  if (!hasMigrations(room)) {
    console.error(`warning: ${room} has no orm.ts yet: nothing migrated`);
    continue;
  }
  const done = await runMigrations(room, process.env[ownerUrlVariable(room)] as string);
  for (const name of done) console.log(`${room}: ${name}`);
}
