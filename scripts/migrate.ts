/**
 * Migrates the databases of the rooms named, or of all: `node --import tsx scripts/migrate.ts [--prepare] [room…]`.
 * Takes each owner's address from <ROOM>_OWNER_URL, for example WALLET_OWNER_URL. `--prepare` first makes all roles
 * and databases over POSTGRES_URL, with the passwords in <ROOM>_OWNER_URL and <ROOM>_DATABASE_URL.
 */
import { DATABASE_ROOMS, hasMigrations, ownerUrlVariable, prepareDatabases, runMigrations } from '@croupier/infra';

const named = process.argv.slice(2).filter((name) => name !== '--prepare');
const prepares = process.argv.includes('--prepare');
const rooms = DATABASE_ROOMS.filter((room) => named.length === 0 || named.includes(room));
const wanted = prepares
  ? ['POSTGRES_URL', ...DATABASE_ROOMS.flatMap((room) => [ownerUrlVariable(room), appUrlVariable(room)])]
  : rooms.map(ownerUrlVariable);
const problems = [
  ...named.filter((name) => !DATABASE_ROOMS.some((room) => room === name)).map((name) => `no such room: ${name}`),
  ...wanted.filter((variable) => !process.env[variable]).map((variable) => `${variable} is not set`),
];
if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exit(78);
}

if (prepares) {
  const secrets = { ownerPasswords: passwordsIn(ownerUrlVariable), appPasswords: passwordsIn(appUrlVariable) };
  await prepareDatabases({ adminUrl: process.env['POSTGRES_URL'] as string, secrets });
}
for (const room of rooms) {
  if (!hasMigrations(room)) {
    console.error(`warning: ${room} has no orm.ts yet: nothing migrated`);
    continue;
  }
  const done = await runMigrations(room, process.env[ownerUrlVariable(room)] as string);
  for (const name of done) console.log(`${room}: ${name}`);
}

type Room = (typeof DATABASE_ROOMS)[number];

function appUrlVariable(room: Room): string {
  return `${room.toUpperCase()}_DATABASE_URL`;
}

function passwordsIn(variable: (room: Room) => string): Record<Room, string> {
  const passwords = DATABASE_ROOMS.map((room) => [
    room,
    decodeURIComponent(new URL(process.env[variable(room)] as string).password),
  ]);
  return Object.fromEntries(passwords) as Record<Room, string>;
}
