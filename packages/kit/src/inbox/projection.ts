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

const codec = JSONCodec<LedgerBatch>();
const CHECK_MS = 1_000;
const PAGE = 500;

/** A projection of the ledger's log; list it in messages.ts. */
export interface Projection<C = Context> {
  name: string;
  /** Entries of one lane in order, each exactly once; runs in the transaction that moves the cursor. */
  apply: (ctx: C, entries: LedgerEntry[], lane: number) => Promise<void>;
  /** After the commit, for pushes to screens; may be lost in a crash. */
  afterCommit?: (ctx: C, entries: LedgerEntry[]) => Promise<void>;
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
  const queues = new Map<string, Promise<void>>();
  let stopping = false;
  // One at a time per projection and lane; errors are told and healed by the next check.
  const inTurn = (projection: Projection<C>, lane: number, work: () => Promise<void>) => {
    const key = `${projection.name}:${lane}`;
    const next = (queues.get(key) ?? Promise.resolve()).then(work).catch((error: unknown) => {
      if (!stopping)
        log.warn({ err: error, projection: projection.name, lane }, 'a projection fell behind and will catch up');
    });
    queues.set(key, next);
    return next;
  };
  const catchUp = async (projection: Projection<C>, lane: number) => {
    for (;;) {
      const after = await cursorOf(makeContext(log), projection.name, lane);
      const { entries } = await ask(askReadLog, { lane, after, limit: PAGE });
      if (entries.length > 0) await applyOnce(makeContext(log), projection, lane, entries);
      if (entries.length < PAGE || stopping) return;
    }
  };
  const subscription = nats.subscribe(`${LEDGER_SUBJECT}.*`);
  void (async () => {
    for await (const message of subscription) {
      const batch = codec.decode(message.data);
      for (const projection of projections) {
        void inTurn(projection, batch.lane, async () => {
          const outcome = await applyOnce(makeContext(log), projection, batch.lane, batch.entries);
          if (outcome === 'gap') await catchUp(projection, batch.lane);
        });
      }
    }
  })();
  const check = async () => {
    const { heads } = await ask(askLaneHeads, {});
    for (const { lane, sequence } of heads) {
      for (const projection of projections) {
        if ((await cursorOf(makeContext(log), projection.name, lane)) < sequence)
          await inTurn(projection, lane, () => catchUp(projection, lane));
      }
    }
  };
  const timer = setInterval(() => void check().catch(() => undefined), CHECK_MS);
  void check().catch(() => undefined);
  return {
    async stop() {
      stopping = true;
      clearInterval(timer);
      subscription.unsubscribe();
      await Promise.all(queues.values());
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
    await query(ctx.em, 'insert into projection_cursor (name, lane) values (?, ?) on conflict do nothing', [
      projection.name,
      lane,
    ]);
    const [row] = await query<{ sequence: string }>(
      ctx.em,
      'select sequence from projection_cursor where name = ? and lane = ? for update',
      [projection.name, lane],
    );
    const cursor = Number(row!.sequence);
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
