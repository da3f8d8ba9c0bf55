/**
 * Readers of the ledger's log. Pushes from the relay are the fast way; the log itself (`ask.wallet.read_log.v1`) is the truth:
 * whatever does not continue our cursor is read from there. So a wiped or rewound stream costs nothing but a moment.
 */
import { askLaneHeads, askReadLog, type LedgerBatch, type LedgerEntry, LEDGER_SUBJECT } from '@croupier/contracts';
import { JSONCodec, type NatsConnection } from 'nats';
import type { Logger } from 'pino';
import { inTransaction, type Context } from '../context.ts';
import { query } from '../orm.ts';
import type { Ask } from '../requests.ts';
import type { Listening } from './consumer.ts';
import { LaneReader } from './lane-reader.ts';

const codec = JSONCodec<LedgerBatch>();
const CHECK_MS = 1_000;
const PAGE = 500;
const MOST_AT_ONCE = 2_000;
const GATHER_MS = 100;

/** A projection of the ledger's log; list it in messages.ts. */
export interface Projection<C = Context> {
  name: string;
  /** Entries of one lane in order, each exactly once; runs in the transaction that moves the cursor. */
  apply: (ctx: C, entries: LedgerEntry[], lane: number) => Promise<void>;
  /** After the commit, for pushes to screens; may be lost in a crash. */
  afterCommit?: (ctx: C, entries: LedgerEntry[]) => Promise<void>;
  /** what arrives within this time of the last transaction's begin shares the next one; 100 where it is left out */
  gatherMs?: number;
}

export function defineProjection<C extends Context>(projection: Projection<C>): Projection<C> {
  return projection;
}

/** Follows every lane until stopped. Several processes may run: the cursor row decides who applies what. */
export function startProjections<C extends Context>(
  nats: NatsConnection,
  ask: Ask,
  projections: Projection<C>[],
  makeContext: (log: Logger) => C,
  log: Logger,
): Listening {
  if (projections.length === 0) return { stop: async () => undefined };
  const readers = new Map<string, LaneReader>();
  const readerOf = (projection: Projection<C>, lane: number): LaneReader => {
    const key = `${projection.name}:${lane}`;
    let reader = readers.get(key);
    if (!reader) {
      reader = new LaneReader({
        gatherMs: projection.gatherMs ?? GATHER_MS,
        most: MOST_AT_ONCE,
        page: PAGE,
        apply: async (entries) => (await applyOnce(makeContext(log), projection, lane, entries)) !== 'gap',
        readOn: async () => {
          const after = await cursorOf(makeContext(log), projection.name, lane);
          return (await ask(askReadLog, { lane, after, limit: PAGE })).entries;
        },
        onFailure: (error) =>
          log.warn({ err: error, projection: projection.name, lane }, 'a projection fell behind and will catch up'),
      });
      readers.set(key, reader);
    }
    return reader;
  };
  const subscription = nats.subscribe(`${LEDGER_SUBJECT}.*`);
  void (async () => {
    for await (const message of subscription) {
      const batch = codec.decode(message.data);
      for (const projection of projections) readerOf(projection, batch.lane).take(batch.entries);
    }
  })();
  const check = async () => {
    const { heads } = await ask(askLaneHeads, {});
    for (const { lane, sequence } of heads) {
      for (const projection of projections) {
        const reader = readerOf(projection, lane);
        if (reader.isBusy) continue; // on its way, and it sees a gap itself
        if ((await cursorOf(makeContext(log), projection.name, lane)) < sequence) reader.catchUp();
      }
    }
  };
  const timer = setInterval(() => void check().catch(() => undefined), CHECK_MS);
  void check().catch(() => undefined);
  return {
    async stop() {
      clearInterval(timer);
      subscription.unsubscribe();
      await Promise.all([...readers.values()].map((reader) => reader.stop()));
    },
  };
}

async function cursorOf(ctx: Context, name: string, lane: number): Promise<number> {
  const [row] = await query<{ sequence: string }>(
    ctx.em,
    'select sequence from projection_cursor where name = ? and lane = ?',
    [name, lane],
  );
  return Number(row?.sequence ?? 0);
}

/** Applies what continues the cursor, skips what was applied before, answers 'gap' where something is missing between. */
export async function applyOnce<C extends Context>(
  ctx: C,
  projection: Projection<C>,
  lane: number,
  entries: LedgerEntry[],
): Promise<'applied' | 'gap' | 'known'> {
  let fresh: LedgerEntry[] = [];
  const outcome = await inTransaction(ctx, async (ctx) => {
    // Cursor and work are lost together in a crash, and are made again from the log: nobody waits for the disk.
    await query(ctx.em, 'set local synchronous_commit = off');
    const cursor = await lockCursor(ctx, projection.name, lane);
    fresh = entries.filter((entry) => entry.sequence > cursor);
    if (fresh.length === 0) return 'known' as const;
    if (fresh[0]!.sequence !== cursor + 1) return 'gap' as const;
    await projection.apply(ctx, fresh, lane);
    await query(ctx.em, 'update projection_cursor set sequence = ? where name = ? and lane = ?', [
      fresh.at(-1)!.sequence,
      projection.name,
      lane,
    ]);
    return 'applied' as const;
  });
  if (outcome === 'applied') await projection.afterCommit?.(ctx, fresh);
  return outcome;
}

async function lockCursor(ctx: Context, name: string, lane: number): Promise<number> {
  const lock = () =>
    query<{ sequence: string }>(
      ctx.em,
      'select sequence from projection_cursor where name = ? and lane = ? for update',
      [name, lane],
    );
  const [row] = await lock();
  if (row) return Number(row.sequence);
  await query(ctx.em, 'insert into projection_cursor (name, lane) values (?, ?) on conflict do nothing', [name, lane]);
  return Number((await lock())[0]!.sequence);
}
