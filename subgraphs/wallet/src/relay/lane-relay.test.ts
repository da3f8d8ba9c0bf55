import { type LedgerBatch } from '@croupier/contracts';
import {
  ANONYMOUS,
  connectAsk,
  connectLive,
  connectNats,
  type Context,
  defineProjection,
  KIT_TABLES,
  type Listening,
  Loaders,
  openOrm,
  ormOptions,
  query,
  serveAnswers,
  startProjections,
} from '@croupier/kit';
import { nodeArguments, REPOSITORY } from '@croupier/infra';
import { eventually, type FreshDatabase, freshEmptyDatabase, type FreshNats, freshNats } from '@croupier/testkit';
import type { MikroORM } from '@mikro-orm/postgresql';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { JSONCodec, type NatsConnection } from 'nats';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { answerQuestions } from '../ledger/answer-questions.ts';
import { createLedger } from '../ledger/ledger.ts';
import { entryOf } from '../ledger/log.ts';
import type { TransactionRow } from '../ledger/rows.ts';
import { type Books, openBooks } from '../testing/books.testing.ts';
import { playEveryKind } from '../testing/every-kind.testing.ts';
import { aPlayer, bet, commandOf, STUDIO } from '../testing/plays.testing.ts';
import { LaneRelay } from './lane-relay.ts';

const LARGE = process.env.CROUPIER_SUITE_SIZE === 'large';
/** A broker that restarts, and a process that starts, on a machine that may have other work. */
const soon = <T>(attempt: () => T | Promise<T>) => eventually(attempt, { timeoutMs: 30_000 });
vi.setConfig({ testTimeout: 120_000 });
const log = pino({ level: 'silent' });
const codec = JSONCodec<LedgerBatch>();
let books: Books;
let broker: FreshNats;
let wallet: NatsConnection;
let admin: NatsConnection;
let relays: LaneRelay[] = [];
/** what the ledger handed over, by lane */
const handed: TransactionRow[][] = [];
let hands = false;
let players: string[];

// A reader in a room of its own: it notes what it is told, with the cursor.
let readers: FreshDatabase;
let orm: MikroORM;
let reading: Listening;
let readersNats: NatsConnection;

beforeAll(async () => {
  [books, broker, readers] = await Promise.all([
    openBooks({ afterCommit: handOver }),
    freshNats(),
    freshEmptyDatabase('games'),
  ]);
  [wallet, admin, readersNats] = (await Promise.all(
    (['wallet', 'admin', 'games'] as const).map((name) => connectNats(broker.natsUrl(name), log)),
  )) as [NatsConnection, NatsConnection, NatsConnection];
  serveAnswers(wallet, 'wallet', answerQuestions as never, () => ({ room: { ledger: books.ledger } }) as never, log);
  players = await Promise.all(Array.from({ length: 8 }, () => aPlayer(books.ledger)));
  await openReader();
}, 60_000);
afterEach(async () => {
  await Promise.all(relays.map((relay) => relay.stop()));
  relays = [];
});
afterAll(async () => {
  await reading.stop();
  await Promise.all([wallet, admin, readersNats].map((nats) => nats.close()));
  await orm.close(true);
  await books.close();
  await Promise.all([broker.stop(), readers.drop()]);
});

function handOver(lane: number, transactions: TransactionRow[]): void {
  if (!hands) return;
  (handed[lane] ??= []).push(...transactions);
  relays[lane]?.take(transactions);
}

async function openReader(): Promise<void> {
  const owner = new pg.Client({ connectionString: readers.ownerUrl });
  await owner.connect();
  for (const sql of [
    ...KIT_TABLES,
    'create table told (id bigint generated always as identity, lane int, sequence bigint)',
  ])
    await owner.query(sql);
  await owner.end();
  orm = await openOrm(ormOptions(readers.appUrl, { entities: [], moduleUrl: import.meta.url }));
  const makeContext = (): Context => ({
    ...{ em: orm.em.fork() as Context['em'], identity: ANONYMOUS, log, now: () => new Date(), room: undefined },
    ...{ ask: connectAsk(readersNats), live: connectLive(readersNats, 'games'), loaders: new Loaders() },
  });
  const note = defineProjection({
    name: 'note',
    apply: async (ctx, entries, lane) => {
      for (const { sequence } of entries)
        await query(ctx.em, 'insert into told (lane, sequence) values (?, ?)', [lane, sequence]);
    },
  });
  reading = startProjections(readersNats, connectAsk(readersNats), [note], makeContext, log);
}

const relay = (lane: number, staleAfterMs = 10_000): LaneRelay => {
  const made = new LaneRelay({
    ...{ lane, databaseUrl: books.database.appUrl, nats: wallet, log, staleAfterMs },
    onEntries: () => undefined,
  });
  relays.push(made);
  return made;
};
const play = (bets: number, ledger = books.ledger) =>
  Promise.all(
    Array.from({ length: bets }, (_, index) =>
      ledger.execute(commandOf(players[index % players.length]!, STUDIO, bet(randomUUID(), '0.10'))),
    ),
  );

/** What the stream holds: per lane its messages in order. */
async function messages(): Promise<Map<number, LedgerBatch[]>> {
  const { streams } = await admin.jetstreamManager({ timeout: 1_000, checkAPI: false });
  const { state } = await streams.info('WALLET');
  const found = new Map<number, LedgerBatch[]>();
  for (let seq = state.first_seq; state.messages > 0 && seq <= state.last_seq; seq++) {
    const batch = codec.decode((await streams.getMessage('WALLET', { seq })).data);
    found.set(batch.lane, [...(found.get(batch.lane) ?? []), batch]);
  }
  return found;
}

const told = async (lane: number) => (await messages()).get(lane)!.flatMap(({ entries }) => entries);

/** Every lane of the ledger lies in the stream from its first entry to its last, once and in order. */
async function expectWholeStream(): Promise<void> {
  const found = await messages();
  for (const { lane, sequence } of await books.ledger.heads()) {
    const batches = found.get(lane) ?? [];
    expect([lane, ...batches.map(({ first }) => first)]).toEqual([
      lane,
      ...[0, ...batches.slice(0, -1).map(({ last }) => last)].map((last) => last + 1),
    ]);
    expect([lane, batches.at(-1)?.last]).toEqual([lane, sequence]);
  }
}

async function expectReadOnce(): Promise<void> {
  const heads = await books.ledger.heads();
  await soon(async () => {
    const rows = await query<{ lane: number; sequence: string }>(
      orm.em.fork() as Context['em'],
      'select lane, sequence from told order by id',
    );
    for (const { lane, sequence } of heads)
      expect(rows.filter((row) => row.lane === lane).map((row) => Number(row.sequence))).toEqual(
        Array.from({ length: sequence }, (_, index) => index + 1),
      );
  });
}

test('what a process hands to its relay is what others read, and another process’s entries come between', async () => {
  relay(0);
  relay(1);
  const other = await createLedger({ databaseUrl: books.database.appUrl });
  hands = true;
  await Promise.all([playEveryKind(books.ledger, 3), play(60, other)]);
  await play(20);
  hands = false;
  await other.stop();
  await soon(expectWholeStream);
  for (const { lane } of await books.ledger.heads()) {
    const log = await books.ledger.readLog(lane, 0, 10_000);
    expect(handed[lane]!.map(entryOf)).toEqual(handed[lane]!.map(({ sequence }) => log[sequence - 1]));
    expect(await told(lane)).toEqual(log);
  }
});

test('a stream that is wiped while nobody plays is filled again, once and in order', async () => {
  relay(0);
  relay(1);
  await play(40);
  await soon(expectWholeStream);
  const { streams } = await admin.jetstreamManager({ timeout: 1_000, checkAPI: false });
  await streams.delete('WALLET');
  await soon(expectWholeStream);
  await streams.purge('WALLET');
  await soon(expectWholeStream);
  await expectReadOnce();
});

test('a stream that is set back to an older copy goes on from there, whether anybody plays or not', async () => {
  relay(0);
  relay(1);
  await soon(expectWholeStream);
  const copy = `${broker.streams}-copy`;
  cpSync(broker.streams, copy, { recursive: true });
  // In the small size nobody plays: the harder case.
  for (const bets of LARGE ? [0, 30] : [0]) {
    await play(30);
    await soon(expectWholeStream);
    await broker.restart(() => {
      rmSync(broker.streams, { recursive: true });
      cpSync(copy, broker.streams, { recursive: true });
    });
    await play(bets);
    await soon(expectWholeStream);
  }
  await expectReadOnce();
});

test('a relay that stands still loses its lane to another, and what it publishes when it goes on is refused', async () => {
  const program = fileURLToPath(new URL('./zombie.testing.ts', import.meta.url));
  const zombie: ChildProcess = spawn(
    process.execPath,
    nodeArguments(program, [books.database.appUrl, broker.natsUrl('wallet'), '0']),
    { cwd: REPOSITORY, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const stateOf = () => /\) (\w)/.exec(readFileSync(`/proc/${zombie.pid}/stat`, 'utf8'))![1];
  try {
    await new Promise((resolve) => zombie.stdout!.once('data', resolve));
    // Its lane's next entries are in its hand.
    await soon(async () => {
      await play(8);
      expect(stateOf()).toBe('T');
    });
    relay(0, 500);
    relay(1);
    await play(20);
    await soon(expectWholeStream);
    zombie.kill('SIGCONT');
    await play(20);
    // It lives, tries what it had, finds the broker against it and its session ended, and stands by.
    await soon(async () => {
      const { rows } = await books.pool.query(
        `select 1 from pg_stat_activity where application_name = 'ledger-relay-0' and datname = current_database()`,
      );
      expect(rows).toHaveLength(2);
    });
    await soon(expectWholeStream);
    await expectReadOnce();
  } finally {
    zombie.kill('SIGKILL');
  }
});
