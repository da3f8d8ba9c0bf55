import { generateKeyPairSync, randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CLAIM_COLUMNS, hashOfBatch, storedLine, TRANSACTION_COLUMNS } from '../ledger/chain.ts';
import { type Books, openBooks } from '../testing/books.testing.ts';
import { playEveryKind } from '../testing/every-kind.testing.ts';
import type { AnchorSource } from './anchors.ts';
import type { Finding } from './finding.ts';
import { momentText } from './stored-rows.ts';
import { verifyLedger, type VerifyOptions } from './verify-ledger.ts';
import { startAnchors } from './write-anchors.ts';

const TAMPERINGS = process.env.CROUPIER_SUITE_SIZE === 'large' ? 200 : 40;
const TABLES = ['transaction', 'claim', 'lane_batch', 'lane', 'wallet'];
const log = { warn: () => undefined };

let books: Books;
let owner: pg.Client;
let source: AnchorSource;

beforeAll(async () => {
  books = await openBooks();
  owner = new pg.Client({ connectionString: books.database.ownerUrl });
  await owner.connect();
  const { privateKey } = generateKeyPairSync('ed25519');
  source = { dir: mkdtempSync(join(tmpdir(), 'anchors-')), key: privateKey.export({ format: 'jwk' }) as JsonWebKey };
  await playEveryKind(books.ledger, 8);
  await anchorNow();
  await playEveryKind(books.ledger, 6);
  await anchorNow();
  await playEveryKind(books.ledger, 1);
  // Whoever can do all this can take the constraint away as well.
  await owner.query('alter table transaction drop constraint postings_sum_to_zero');
  for (const table of TABLES) await owner.query(`create table kept_${table} as select * from ${table}`);
});
afterAll(async () => {
  rmSync(source.dir, { recursive: true });
  await owner.end();
  await books.close();
});

async function anchorNow(): Promise<void> {
  const anchors = startAnchors({ ...source, databaseUrl: books.database.appUrl, log, everyMs: 3_600_000 });
  await anchors.write();
  await anchors.stop();
}

async function verify(more: Partial<VerifyOptions> = {}) {
  const found: Finding[] = [];
  const result = await verifyLedger({
    ...{
      databaseUrl: books.database.appUrl,
      anchors: source,
      report: (each: Finding) => void found.push(each),
      ...more,
    },
  });
  return { ...result, found };
}

async function restore(): Promise<void> {
  await owner.query(`truncate ${TABLES.join(', ')}`);
  for (const table of TABLES) await owner.query(`insert into ${table} select * from kept_${table}`);
}

const one = async (sql: string, ...values: unknown[]): Promise<Record<string, string>> =>
  (await owner.query({ text: sql, values, types: { getTypeParser: () => (text: string) => text } as never })).rows[0];
const aRow = (table: string) => one(`select * from kept_${table} order by random() limit 1`);
const aChained = () =>
  one(`select t.*, b.batch from kept_transaction t join kept_lane_batch b on b.lane = t.lane
  and t.sequence between b.first_sequence and b.last_sequence order by random() limit 1`);

/** A value that is another one, for a column of this type. */
const OTHER: Record<string, string> = {
  uuid: `gen_random_uuid()`,
  text: `coalesce(%, '') || ' '`,
  bigint: `coalesce(%, 0) + 1`,
  integer: `% + 70`,
  boolean: `not %`,
  'timestamp with time zone': `% + interval '1 microsecond'`,
};
async function otherValue(table: string, column: string): Promise<string> {
  const { type } = await one(
    `select data_type as type from information_schema.columns where table_name = $1 and column_name = $2`,
    ...[table, column],
  );
  // A sequence beside it is taken.
  return column === 'sequence' ? 'sequence + 100000' : OTHER[type!]!.replaceAll('%', column);
}

interface Tampered {
  what: string;
  named: (finding: Finding) => boolean;
}
const pick = <T>(list: T[]): T => list[randomInt(list.length)]!;
const KEY = 'lane = $1 and sequence = $2';
const claimKey = 'reference = $1 and scope = $2';
const namesEntry = (row: Record<string, string>) => (finding: Finding) =>
  finding.lane === Number(row['lane']) &&
  (finding.transactionId === row['transaction_id'] ||
    finding.sequence === Number(row['sequence']) ||
    finding.batch === Number(row['batch']));
const namesBatch = (row: Record<string, string>) => (finding: Finding) =>
  finding.lane === Number(row['lane']) && Math.abs((finding.batch ?? -9) - Number(row['batch'])) <= 1;

const TAMPER: Record<string, () => Promise<Tampered>> = {
  async alterEntry() {
    const column = pick(TRANSACTION_COLUMNS);
    const row = await aChained();
    await owner.query(`update transaction set ${column} = ${await otherValue('transaction', column)} where ${KEY}`, [
      row['lane'],
      row['sequence'],
    ]);
    return { what: `transaction.${column}`, named: namesEntry(row) };
  },
  async removeEntry() {
    const row = await aChained();
    await owner.query(`delete from transaction where ${KEY}`, [row['lane'], row['sequence']]);
    return { what: 'an entry removed', named: namesEntry(row) };
  },
  async addEntry() {
    const row = await aChained();
    const columns = TRANSACTION_COLUMNS.join(', ');
    const other = columns
      .replace('transaction_id', 'gen_random_uuid()')
      .replace('created_at', `created_at + interval '1 second'`);
    await owner.query(`insert into transaction (${columns}) select ${other} from kept_transaction where ${KEY}`, [
      row['lane'],
      row['sequence'],
    ]);
    return {
      what: 'an entry added',
      named: (finding) => finding.lane === Number(row['lane']) && finding.sequence === Number(row['sequence']),
    };
  },
  async swapEntries() {
    const row = await one(`select a.lane, a.sequence, a.transaction_id from kept_transaction a join kept_transaction b
      on b.lane = a.lane and b.sequence = a.sequence + 1 order by random() limit 1`);
    const [lane, sequence] = [row['lane'], Number(row['sequence'])];
    const move = (from: number, to: number) =>
      owner.query(`update transaction set sequence = $3 where ${KEY}`, [lane, from, to]);
    await move(sequence, -1);
    await move(sequence + 1, sequence);
    await move(-1, sequence + 1);
    return {
      what: 'two entries in another order',
      named: (finding) => finding.lane === Number(lane) && [sequence, sequence + 1].includes(finding.sequence!),
    };
  },
  async alterClaim() {
    const column = pick(CLAIM_COLUMNS);
    const row = await aRow('claim');
    await owner.query(`update claim set ${column} = ${await otherValue('claim', column)} where ${claimKey}`, [
      row['reference'],
      row['scope'],
    ]);
    return { what: `claim.${column}`, named: namesBatch(row) };
  },
  async removeClaim() {
    const row = await aRow('claim');
    await owner.query(`delete from claim where ${claimKey}`, [row['reference'], row['scope']]);
    return { what: 'a claim removed', named: namesBatch(row) };
  },
  async addClaim() {
    const row = await aRow('claim');
    const columns = CLAIM_COLUMNS.join(', ');
    const batch = pick(['batch', '0', '-3', '900000']);
    await owner.query(
      `insert into claim (${columns}) select ${columns.replace('reference', `'an added one'`).replace('batch', batch)} from kept_claim where ${claimKey}`,
      [row['reference'], row['scope']],
    );
    return {
      what: `a claim added to batch ${batch}`,
      named: (finding) => namesBatch(row)(finding) || finding.message.includes('an added one'),
    };
  },
  async alterBatch() {
    const column = pick(['first_sequence', 'last_sequence', 'claims', 'hash', 'batch', 'lane']);
    const row = await aRow('lane_batch');
    const value =
      column === 'batch' ? 'batch + 5000' : column === 'claims' ? 'claims + 1' : await otherValue('lane_batch', column);
    await owner.query(`update lane_batch set ${column} = ${value} where lane = $1 and batch = $2`, [
      row['lane'],
      row['batch'],
    ]);
    return { what: `lane_batch.${column}`, named: namesBatch(row) };
  },
  async removeBatch() {
    const row = await aRow('lane_batch');
    await owner.query(`delete from lane_batch where lane = $1 and batch = $2`, [row['lane'], row['batch']]);
    return { what: 'a batch removed', named: namesBatch(row) };
  },
  async alterWallet() {
    const column = pick(['real_minor', 'bonus_minor', 'locked_minor', 'version', 'currency']);
    const row = await aRow('wallet');
    await owner.query(`update wallet set ${column} = ${await otherValue('wallet', column)} where id = $1`, [row['id']]);
    return { what: `wallet.${column}`, named: (finding) => finding.message.includes(row['id']!) };
  },
  async alterHead() {
    const column = pick(['sequence', 'batch', 'batch_hash', 'moment']);
    const row = await aRow('lane');
    await owner.query(`update lane set ${column} = ${await otherValue('lane', column)} where lane = $1`, [row['lane']]);
    return {
      what: `lane.${column}`,
      named: (finding) => finding.kind === 'LANE_HEAD' && finding.lane === Number(row['lane']),
    };
  },
};

test('an untouched ledger with commands of every kind is verified without a finding', async () => {
  const result = await verify();
  expect(result.found).toEqual([]);
  expect(result).toMatchObject({ findings: 0, unchained: { entries: 0, claims: 0 }, anchors: { anchors: 2, torn: 0 } });
  const { entries, claims, batches, several } = await one(`select (select count(*) from transaction) as entries,
    (select count(*) from claim) as claims, (select count(*) from lane_batch) as batches,
    (select count(*) from lane_batch where last_sequence > first_sequence + 2) as several`);
  expect([result.entries, result.claims, result.batches].map(String)).toEqual([entries, claims, batches]);
  expect(Number(several)).toBeGreaterThan(5);
  const unanchored = result.unanchored.entries;
  expect(unanchored).toBeGreaterThan(20);
  expect(unanchored).toBeLessThan(result.entries / 4);
  expect((await verify({ anchors: null })).unanchored.entries).toBe(result.entries);
});

test(`each of ${TAMPERINGS} tamperings is found and named`, async () => {
  const kinds = Object.keys(TAMPER);
  for (let index = 0; index < TAMPERINGS; index++) {
    const { what, named } = await TAMPER[kinds[index % kinds.length]!]!();
    const { found } = await verify();
    expect(found.length, what).toBeGreaterThan(0);
    expect(found.filter(named), `${what}: ${JSON.stringify(found.slice(0, 5))}`).not.toEqual([]);
    await restore();
  }
  expect((await verify()).found).toEqual([]);
}, 300_000);

test('every column of a transaction and of a claim is proved', async () => {
  // Each in a batch of its own, with untouched ones between, so that what is found is found by this column.
  const { rows: apart } = await owner.query(`select distinct on (b.lane, b.batch) b.lane, b.batch, t.transaction_id,
    t.sequence, c.reference, c.scope from kept_lane_batch b join kept_claim c on c.lane = b.lane and c.batch = b.batch
    join kept_transaction t on t.lane = b.lane and t.sequence between b.first_sequence and b.last_sequence
    where b.batch % 3 = 1 order by b.lane, b.batch, random()`);
  const columns = [
    ...TRANSACTION_COLUMNS.map((column) => ['transaction', column, KEY, 'lane', 'sequence'] as const),
    ...CLAIM_COLUMNS.map((column) => ['claim', column, claimKey, 'reference', 'scope'] as const),
  ];
  const atOnce = Math.min(apart.length, 25);
  expect(atOnce).toBeGreaterThan(9);
  for (let from = 0; from < columns.length; from += atOnce) {
    const some = columns.slice(from, from + atOnce);
    for (const [index, [table, column, where, ...key]] of some.entries())
      await owner.query(
        `update ${table} set ${column} = ${await otherValue(table, column)} where ${where}`,
        key.map((name) => apart[index][name]),
      );
    const { found } = await verify();
    const unnamed = some.filter((_, index) => !found.some(namesBatch(apart[index])));
    expect(unnamed.map(([table, column]) => `${table}.${column}`)).toEqual([]);
    await restore();
  }
});

/** Takes the last batches out, with all that belongs to them, so that what is left is in itself whole. */
async function truncateTail(lane: number, batches: number): Promise<void> {
  await owner.query(
    `delete from lane_batch where lane = $1 and batch > (select batch - $2 from lane where lane = $1)`,
    [lane, batches],
  );
  const last = await one(`select * from lane_batch where lane = $1 order by batch desc limit 1`, lane);
  await owner.query(`delete from transaction where lane = $1 and sequence > $2`, [lane, last['last_sequence']]);
  await owner.query(`delete from claim where lane = $1 and batch > $2`, [lane, last['batch']]);
  await owner.query(
    `update lane set batch = $2, sequence = $3, batch_hash = $4, moment = extract(epoch from $5::timestamptz) * 1000 where lane = $1`,
    [lane, last['batch'], last['last_sequence'], last['hash'], last['committed_at']],
  );
  await owner.query(`delete from wallet w where not exists (select from transaction t where t.wallet_id = w.id)`);
  await owner.query(`update wallet w set real_minor = t.real_after, bonus_minor = t.bonus_after, locked_minor = t.locked_after, version = t.version
    from (select distinct on (wallet_id) * from transaction where wallet_id is not null order by wallet_id, version desc) t where t.wallet_id = w.id`);
}

test('a tail that was taken away is found by its anchor alone', async () => {
  const { batch } = await one('select batch from lane where lane = 0');
  await truncateTail(0, Math.floor(Number(batch) / 2));
  expect((await verify({ anchors: null })).found).toEqual([]);
  const { found } = await verify();
  expect(found).toMatchObject([{ kind: 'TAIL_MISSING', lane: 0 }]);
  await restore();
});

/** What somebody with every right and this source can do: change a row and make all hashes after it new. */
async function chainAgain(lane: number): Promise<void> {
  let previous = '';
  const { rows } = await owner.query('select * from lane_batch where lane = $1 order by batch', [lane]);
  const lines = async (table: string, columns: string[], created: number, where: string) => {
    const text = { getTypeParser: () => (each: string) => each } as never;
    const { rows } = await owner.query({
      text: `select ${columns.join(', ')} from ${table} where ${where}`,
      rowMode: 'array',
      types: text,
    });
    return rows.map((row: string[]) => storedLine(row.with(created, momentText(row[created]!)))).join('');
  };
  await owner.query(`set timezone = 'UTC'`);
  for (const each of rows) {
    const entries = await lines(
      'transaction',
      TRANSACTION_COLUMNS,
      2,
      `lane = ${lane} and sequence between ${each.first_sequence} and ${each.last_sequence} order by sequence`,
    );
    const claims = await lines(
      'claim',
      CLAIM_COLUMNS,
      6,
      `lane = ${lane} and batch = ${each.batch} order by reference collate "C", scope collate "C"`,
    );
    previous = hashOfBatch(previous, lane, Number(each.batch), entries, claims);
    await owner.query('update lane_batch set hash = $3 where lane = $1 and batch = $2', [lane, each.batch, previous]);
  }
  await owner.query('update lane set batch_hash = $2 where lane = $1', [lane, previous]);
}

test('a whole chain that was made anew is found by its anchors alone', async () => {
  await owner.query(
    `update transaction set game_id = 'another' where lane = 1 and sequence = (select min(sequence) from transaction where lane = 1 and kind = 'BET')`,
  );
  await chainAgain(1);
  expect((await verify({ anchors: null })).found).toEqual([]);
  const { found } = await verify();
  expect(found.map(({ kind, lane }) => [kind, lane])).toEqual([
    ['ANCHOR_DIFFERS', 1],
    ['ANCHOR_DIFFERS', 1],
  ]);
  await restore();
});

test('one lane alone, and what comes after an anchor alone', async () => {
  const whole = await verify();
  const lanes = await Promise.all([0, 1].map((lane) => verify({ lane })));
  expect(lanes[0]!.entries + lanes[1]!.entries).toBe(whole.entries);
  const late = await verify({ fromAnchor: new Date().toISOString() });
  expect(late).toMatchObject({ findings: 0, entries: whole.unanchored.entries });
});

test('rows of before the chain are counted as unchained and still have no holes', async () => {
  const { last_sequence: last } = await one('select * from lane_batch where lane = 0 and batch = 1');
  expect(last).toBeDefined();
  await owner.query('delete from lane_batch where lane = 0 and batch = 1');
  await owner.query('update lane_batch set batch = -batch where lane = 0');
  await owner.query('update lane_batch set batch = -batch - 1 where lane = 0');
  await owner.query('update claim set batch = batch - 1 where lane = 0');
  await owner.query('update lane set batch = batch - 1 where lane = 0');
  await chainAgain(0);
  const counted = await verify({ anchors: null });
  expect(counted.unchained.entries).toBe(Number(last));
  // The other lane had batches already when these claims were made.
  expect(counted.found.filter(({ kind }) => kind !== 'CLAIM_ADDED')).toEqual([]);
  await owner.query('delete from transaction where lane = 0 and sequence = 1');
  expect((await verify({ anchors: null })).found.map(({ kind }) => kind)).toContain('ENTRY_MISSING');
  await restore();
});

test('a ledger that is at work is verified without a finding', async () => {
  let playing = true;
  const play = (async () => {
    while (playing) {
      await playEveryKind(books.ledger, 3);
      await anchorNow();
    }
  })();
  for (let round = 0; round < 5; round++) expect((await verify()).found).toEqual([]);
  playing = false;
  await play;
  expect((await verify()).found).toEqual([]);
});
