export { findFreePort, isPortFree } from './ports.ts';
export { startPostgres, askPostgres } from './postgres.ts';
export type { PostgresOptions } from './postgres.ts';
export { startNats, natsUrl } from './nats.ts';
export type { NatsOptions } from './nats.ts';
export { natsUsers, NATS_USER_NAMES } from './nats-users.ts';
export type { NatsUser, NatsUserName } from './nats-users.ts';
export { readOrCreateSecrets, generateSecrets, publicKeyOf } from './secrets.ts';
export type { Secrets } from './secrets.ts';
export { DATABASE_ROOMS, REPOSITORY, SUBGRAPHS } from './rooms.ts';
export type { DatabaseRoom } from './rooms.ts';
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
export { migrateDatabase, migrateDatabases, runMigrations, hasMigrations, ownerUrlVariable } from './migrate.ts';
export { startChild } from './child.ts';
export { nodeArguments } from './node-arguments.ts';
export type { RunningServer } from './server.ts';
export { startClickhouse } from './clickhouse/start.ts';
export type { ClickhouseOptions } from './clickhouse/start.ts';
export { startHouse } from './supervisor/house.ts';
export type { House, HouseOptions } from './supervisor/house.ts';
export { readHouse } from './supervisor/facts.ts';
export { readRunFile } from './supervisor/run-file.ts';
export type { RunFile, RunEntry } from './supervisor/run-file.ts';
export { AlreadyRunning, isStateLocked } from './supervisor/state-lock.ts';
export { UnfitEnvironment, SETTING_NAMES, DEMO_BOT_TOKEN } from './supervisor/settings.ts';
export { SERVICES } from './supervisor/services.ts';
export { buildWebIfStale } from './supervisor/web-build.ts';
export type { Service, ServiceName } from './supervisor/services.ts';
export type { Addresses } from './supervisor/addresses.ts';
export type { Environment, Facts } from './supervisor/environment.ts';
