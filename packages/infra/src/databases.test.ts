import { freshEmptyDatabase, servers } from '@croupier/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { databaseUrls, prepareDatabases, withClient } from './databases.ts';
import { DATABASE_ROOMS } from './rooms.ts';
import type { FreshDatabase } from '@croupier/testkit';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshEmptyDatabase('wallet');
  await withClient(database.ownerUrl, (owner) =>
    owner.query('create table coin (id bigint generated always as identity, face text)'),
  );
});
afterAll(() => database.drop());

const asApp = (sql: string) => withClient(database.appUrl, (app) => app.query(sql));

test('the app role reads and writes what the owner makes', async () => {
  await asApp(`insert into coin (face) values ('heads')`);
  await asApp(`update coin set face = 'tails'`);
  expect((await asApp('select face from coin')).rows).toEqual([{ face: 'tails' }]);
  await asApp('delete from coin');
});

test.each([
  'create table mine (id int)',
  'alter table coin add column x int',
  'drop table coin',
  'truncate coin',
  'create schema mine',
  'create temporary table mine (id int)',
  'set role croupier_wallet_owner',
  'create role thief',
  'create database mine',
  `copy coin to program 'true'`,
  `select pg_read_file('/etc/passwd')`,
])('the app role may not: %s', async (statement) => {
  await expect(asApp(statement)).rejects.toThrow(/permission denied|must be owner/);
});

test("a room's roles may not connect to another room's database", async () => {
  const other = await freshEmptyDatabase('games');
  const { pathname } = new URL(other.appUrl);
  for (const url of [database.appUrl, database.ownerUrl]) {
    const foreign = new URL(url);
    foreign.pathname = pathname;
    await expect(withClient(foreign.href, (client) => client.query('select 1'))).rejects.toThrow('permission denied');
  }
  await other.drop();
});

test('preparing the databases twice changes nothing, and every address works', async () => {
  const { postgresAdminUrl: adminUrl, secrets } = servers();
  await prepareDatabases({ adminUrl, secrets });
  await prepareDatabases({ adminUrl, secrets });
  const urls = databaseUrls(adminUrl, secrets);
  for (const room of DATABASE_ROOMS) {
    await withClient(urls[room].app, (client) => client.query('select 1'));
    await withClient(urls[room].owner, (client) => client.query('create table if not exists probe (id int)'));
    await withClient(urls[room].app, (client) => client.query('insert into probe values (1)'));
  }
});
