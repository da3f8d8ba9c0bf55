import { createHash, generateKeyPairSync } from 'node:crypto';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { walletConfig } from '../config.ts';
import { type Books, openBooks } from '../testing/books.testing.ts';
import { aPlayer } from '../testing/plays.testing.ts';
import { checkAnchors } from './anchors.ts';
import type { Finding } from './finding.ts';
import { type AnchorWriter, startAnchors } from './write-anchors.ts';

const aKey = () => generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }) as JsonWebKey;
const log = { warn: () => undefined };
let books: Books;
let dir: string;
const key = aKey();
let now = Date.parse('2026-03-01T23:59:30Z');

beforeAll(async () => {
  books = await openBooks();
});
afterAll(() => books.close());
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'anchors-'));
  now = Date.parse('2026-03-01T23:59:30Z');
});

afterEach(() => rmSync(dir, { recursive: true }));

const start = (): AnchorWriter =>
  startAnchors({ dir, key, databaseUrl: books.database.appUrl, log, everyMs: 3_600_000, now: () => now });
/** Plays, writes an anchor, and stops: `times` times, a minute apart. */
async function anchored(times: number): Promise<void> {
  for (let index = 0; index < times; index++) {
    await aPlayer(books.ledger);
    await start().stop();
    now += 60_000;
  }
}
async function problems(wanted: JsonWebKey = key) {
  const found: Finding[] = [];
  const result = await checkAnchors({ dir, key: wanted }, (each) => void found.push(each));
  return { ...result, messages: found.map(({ message }) => message) };
}
const file = (day = '2026-03-01') => join(dir, `${day}.jsonl`);
const linesOf = (day?: string) => readFileSync(file(day), 'utf8').trimEnd().split('\n');

test('a line a minute, a file a day, each line chained to the one before it and signed', async () => {
  await anchored(3);
  expect(readdirSync(dir).sort()).toEqual(['2026-03-01.jsonl', '2026-03-02.jsonl']);
  expect(statSync(file()).mode & 0o777).toBe(0o600);
  const [first] = linesOf();
  const [second, third] = linesOf('2026-03-02').map((line) => JSON.parse(line));
  expect(second.previous).toBe(createHash('sha256').update(first!).digest('hex'));
  const { rows } = await books.pool.query(
    'select lane, batch::int, sequence::int, batch_hash as hash, moment from lane order by 1',
  );
  expect(third.heads).toEqual(rows.map((row) => ({ ...row, moment: Number(row.moment) })));
  expect(await problems()).toMatchObject({ anchors: 3, torn: 0, messages: [] });
});

test('nothing is written while nothing happens', async () => {
  await anchored(1);
  const writer = start();
  expect(await writer.write()).toBe('UNCHANGED');
  await aPlayer(books.ledger);
  expect(await writer.write()).toBe('WRITTEN');
  await writer.stop();
});

test('a changed, missing or foreign line is found', async () => {
  await anchored(4);
  const [first, second, third] = linesOf('2026-03-02') as [string, string, string];
  const found = async (lines: string[]) => {
    writeFileSync(file('2026-03-02'), `${lines.join('\n')}\n`);
    return (await problems()).messages;
  };
  expect(await found([first, third])).toEqual([expect.stringContaining('2026-03-02.jsonl:2: it does not follow')]);
  expect(await found([first, second.replace('"lane":0', '"lane":7'), third])).toEqual([
    expect.stringContaining('2026-03-02.jsonl:2: its signature'),
    expect.stringContaining('2026-03-02.jsonl:3: it does not follow'),
  ]);
  expect(await found([first, third, second])).not.toEqual([]);
  expect(await found([first, second, third])).toEqual([]);
  expect((await problems(aKey())).messages).toHaveLength(4);
});

test('half a line of a machine that died stays, and the next anchor follows from the last whole one', async () => {
  await anchored(2);
  appendFileSync(file('2026-03-02'), '{"at":"2026-03-02T00:0');
  await anchored(1);
  expect(await problems()).toMatchObject({ anchors: 3, torn: 1, messages: [] });
});

test('of two processes one writes, and the other takes over when it is gone', async () => {
  const first = start();
  await first.write();
  const second = start();
  expect(await second.write()).toBe('ANOTHER_WRITES');
  await aPlayer(books.ledger);
  await first.stop();
  await aPlayer(books.ledger);
  expect(await second.write()).toBe('WRITTEN');
  await books.pool.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'anchors'`);
  await aPlayer(books.ledger);
  await second.write().catch(() => undefined);
  expect(await second.write()).toMatch(/WRITTEN|UNCHANGED/);
  await second.stop();
  expect(await problems()).toMatchObject({ anchors: 4, messages: [] });
});

test('a clock that went back does not bring lines out of order', async () => {
  await anchored(2);
  now -= 600_000;
  await anchored(1);
  expect(await problems()).toMatchObject({ anchors: 3, messages: [] });
});

test('the folder and the key are configured together', () => {
  const base = {
    PORT: '0',
    DATABASE_URL: 'postgres://x/y',
    NATS_URL: 'nats://x',
    GATEWAY_VERIFY_KEY: JSON.stringify(aKey()),
  };
  const with_ = (more: object) => walletConfig.safeParse({ ...base, ...more }).success;
  expect(with_({})).toBe(true);
  expect(with_({ CROUPIER_ANCHOR_DIR: dir, CROUPIER_ANCHOR_KEY: JSON.stringify(key) })).toBe(true);
  expect(with_({ CROUPIER_ANCHOR_DIR: dir })).toBe(false);
  expect(with_({ CROUPIER_ANCHOR_KEY: JSON.stringify(key) })).toBe(false);
  const { d: _private, ...open } = key;
  expect(with_({ CROUPIER_ANCHOR_DIR: dir, CROUPIER_ANCHOR_KEY: JSON.stringify(open) })).toBe(false);
});
