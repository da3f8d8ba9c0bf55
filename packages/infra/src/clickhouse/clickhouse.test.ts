import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import type { ClickHouseClient } from '@clickhouse/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startClickhouse } from './start.ts';
import type { RunningServer } from '../server.ts';

const folder = mkdtempSync(join(tmpdir(), 'croupier-clickhouse-'));
const password = 'a-password-of-the-test';
let server: RunningServer;
let client: ClickHouseClient;

async function start(): Promise<void> {
  server = await startClickhouse({ dataDir: folder, password });
  client = connectTo(server.url);
}

function connectTo(url: string): ClickHouseClient {
  return createClient({
    url,
    request_timeout: 20_000,
    log: { level: ClickHouseLogLevel.OFF },
    clickhouse_settings: { output_format_json_quote_64bit_integers: 1, output_format_json_quote_decimals: 1 },
  });
}

beforeAll(async () => {
  await start();
  await client.command({
    query:
      'create table bets (id UInt64, player String, amount Decimal(38, 2), at DateTime64(3)) engine = MergeTree order by id',
  });
});
afterAll(async () => {
  await client.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const rowsOf = async (query: string, query_params: Record<string, unknown> = {}): Promise<unknown[]> =>
  (await client.query({ query, query_params, format: 'JSONEachRow' })).json();

test('it answers a ping, and takes 10 000 rows in one insert', async () => {
  expect((await client.ping()).success).toBe(true);
  const values = Array.from({ length: 10_000 }, (_, index) => ({
    id: String(2n ** 60n + BigInt(index)),
    player: `player ${index % 7} 'quoted' \\ ; -- /* Ж`,
    amount: '12345678901234567890.01',
    at: '2026-01-15 12:00:00.123',
  }));
  const result = await client.insert({ table: 'bets', values, format: 'JSONEachRow' });
  expect(result.summary?.written_rows).toBe('10000');
  expect(await rowsOf('select count() as n, sum(amount) as total, max(id) as last from bets')).toEqual([
    { n: '10000', total: '123456789012345678900100', last: String(2n ** 60n + 9_999n) },
  ]);
});

test('parameters arrive as they were given', async () => {
  const nasty = `a'b\\c\nd\te"; select 1 -- {x:String} Ж`;
  const query = 'select {text:String} as text, {n:UInt64} as n, {list:Array(String)} as list, {d:Decimal(18,2)} as d';
  expect(await rowsOf(query, { text: nasty, n: '18446744073709551615', list: [nasty, 'b'], d: '1.10' })).toEqual([
    { text: nasty, n: '18446744073709551615', list: [nasty, 'b'], d: '1.1' },
  ]);
});

test('a setting or parameter of one request does not reach the next', async () => {
  await client.query({ query: 'select 1', clickhouse_settings: { max_block_size: '7' }, query_params: { x: 1 } });
  expect(await rowsOf(`select getSetting('max_block_size') = 7 as kept`)).toEqual([{ kept: 0 }]);
  await expect(rowsOf('select {x:UInt8}')).rejects.toMatchObject({ code: '456' });
});

test('answers and inserts may be compressed', async () => {
  const zipped = createClient({ url: server.url, compression: { request: true, response: true } });
  await zipped.command({ query: 'create table zipped (id UInt8) engine = Memory' });
  await zipped.insert({ table: 'zipped', values: [{ id: 7 }], format: 'JSONEachRow' });
  const answer = await zipped.query({ query: 'select id from zipped', format: 'JSON' });
  expect((await answer.json<{ id: number }>()).data).toEqual([{ id: 7 }]);
  await zipped.close();
});

test('errors come in ClickHouse’s words', async () => {
  await expect(rowsOf('select * from nowhere')).rejects.toMatchObject({ code: '60', type: 'UNKNOWN_TABLE' });
  await expect(rowsOf('selec 1')).rejects.toMatchObject({ code: '497' });
  await expect(rowsOf('select (1')).rejects.toMatchObject({ code: '62', type: 'SYNTAX_ERROR' });
  await expect(client.insert({ table: 'bets', values: [{ id: 'x' }], format: 'JSONEachRow' })).rejects.toMatchObject({
    code: '27',
  });
});

test('a wrong password and none are refused', async () => {
  const wrong = connectTo(server.url.replace(password, 'wrong'));
  await expect(wrong.query({ query: 'select 1' })).rejects.toMatchObject({
    code: '516',
    type: 'AUTHENTICATION_FAILED',
  });
  await wrong.close();
  const response = await fetch(`http://127.0.0.1:${server.port}/?query=select+1`);
  expect([response.status, response.headers.get('x-clickhouse-exception-code')]).toEqual([403, '516']);
});

test.each([
  `select file('/etc/hostname')`,
  "select `file`('/etc/hostname')",
  `select "file" /* x */ ('/etc/hostname')`,
  `select * from file('/etc/hostname', 'LineAsString')`,
  `select * from '/etc/hostname'`,
  `select * from url('http://127.0.0.1:1/', 'LineAsString')`,
  `select * from S3('http://127.0.0.1:1/x')`,
  `select * from remote('127.0.0.1', system.one)`,
  `select * from executable('x', 'TSV', 'a String')`,
  `select 1 into outfile '${folder}/out'`,
  `insert into bets from infile '/etc/hostname' format CSV`,
  `insert into function file('${folder}/out') select 1`,
  `create table f (a String) engine = File(CSV, '/etc/hostname')`,
  `create table f (a String) engine URL('http://127.0.0.1:1/', CSV)`,
  `create dictionary d (a UInt64) primary key a source(file(path '/etc/hostname' format 'TSV')) layout(flat()) lifetime(0)`,
  `create function f as (x) -> x`,
  `create user intruder`,
  `create table system.mine (a Int8) engine = Memory`,
  `drop database system`,
  `drop table if exists system.one`,
  `attach table t from '/tmp' (a Int8) engine = MergeTree order by a`,
  `alter table bets attach partition all from zipped`,
  `system shutdown`,
  `grant all on *.* to default`,
  `set allow_ddl = 0`,
  // The engine's own grants refuse these; the guard has nothing against them.
  'select * from system.grants',
  'select * from system.users',
  'select 1; select 2',
  `backup table bets to File('${folder}/b')`,
  `select 1; select file('/etc/hostname')`,
  `insert into bets (id) values (length(file('/etc/hostname')))`,
  `insert into bets (id) format CSV\n1\n\n;\nselect file('/etc/hostname')`,
  `insert into bets (id) format JSONEachRow\n{"id":1}\n\n;\nselect file('/etc/hostname')`,
  `select 1 # '\n, file('/etc/hostname') -- '`,
  `select 1 /* /* */ ' */ , file('/etc/hostname') -- '`,
  `select $x$ ' $x$, file('/etc/hostname') -- '`,
])('it refuses: %s', async (query) => {
  await expect(client.command({ query })).rejects.toMatchObject({
    code: expect.stringMatching(/^(497|62|60)$/) as string,
  });
  expect(existsSync(join(folder, 'out'))).toBe(false);
});

test.each([
  `select 'file(1)' as url, file.id as file from bets as file limit 1 -- file(`,
  'with 1 as engine select engine = 1, `engine` from (select 2 as x)',
  'create or replace view per_player as select player, sum(amount) as total from bets group by player',
  'create materialized view if not exists players_mv engine = AggregatingMergeTree order by player as select player, countState() as n from bets group by player',
  "alter table bets add column if not exists note LowCardinality(String) default ''",
  '(select 1) union all (select 2);',
])('it serves: %s', async (query) => {
  await client.command({ query });
});

test('after a kill it starts again on the same folder with all that it had confirmed', async () => {
  process.kill(server.pid, 'SIGKILL');
  expect((await server.exited).signal).toBe('SIGKILL');
  await client.close();
  await start();
  expect(await rowsOf('select count() as n from bets')).toEqual([{ n: '10000' }]);
  await client.command({ query: 'drop table bets' });
});
