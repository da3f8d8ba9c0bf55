export { findFreePort, isPortFree } from './ports.ts';
export { startPostgres, askPostgres } from './postgres.ts';
export type { PostgresOptions } from './postgres.ts';
export { startNats, natsUrl } from './nats.ts';
export type { NatsOptions } from './nats.ts';
export { natsUsers, NATS_USER_NAMES } from './nats-users.ts';
export type { NatsUser, NatsUserName } from './nats-users.ts';
export { readOrCreateSecrets, generateSecrets, publicKeyOf, DATABASE_ROOMS } from './secrets.ts';
export type { DatabaseRoom, Secrets } from './secrets.ts';
export {
  prepareDatabases,
  prepareRoles,
  createDatabase,
  grantRoomAccess,
  databaseUrls,
  roomDatabaseUrls,
  withClient,
} from './databases.ts';
export type { RoomDatabaseUrls } from './databases.ts';
export { migrateDatabase, migrateDatabases, runMigrations, hasMigrations, ownerUrlVariable, REPOSITORY } from './migrate.ts';
export type { RunningServer } from './server.ts';
