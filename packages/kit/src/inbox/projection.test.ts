import { askLaneHeads, askReadLog, ledgerSubject, type LedgerEntry } from '@croupier/contracts';
import { eventually } from '@croupier/testkit';
import { JSONCodec, type NatsConnection } from 'nats';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  applyOnce,
  connectNats,
  defineAnswer,
  defineProjection,
  query,
  serveAnswers,
  startProjections,
  type Listening,
} from '../index.ts';
import { toyRoom } from '../testing/toy-room.testing.ts';

const entry = (sequence: number): LedgerEntry => ({
  sequence,
  at: '2026-01-01T00:00:00Z',
  kind: 'BET',
  userId: 'u',
  walletId: 'w',
  currency: 'EUR',
  transactionId: `t-${sequence}`,
  version: sequence,
  scope: 'studio:sandbox',
  reference: `r-${sequence}`,
  amount: '1.00',
  buckets: [],
  real: '0.00',
  bonus: '0.00',
  locked: '0.00',
  roundId: 'round',
  gameId: 'dice',
  betReference: null,
  relatedTransactionId: null,
  free: false,
  promotion: false,
  outcome: null,
  purpose: 'PLAY',
  selection: null,
  odds: null,
  amountEur: '1.00',
});
const entries = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => entry(from + index));

describe("a projection of the ledger's log", () => {
  let room: Awaited<ReturnType<typeof toyRoom>>;
  let wallet: NatsConnection;
  let log: LedgerEntry[] = [];
  let running: Listening | null = null;
  const pushed: number[] = [];
  const note = defineProjection({
    name: 'note',
    apply: async (ctx, fresh) => {
      for (const each of fresh) await query(ctx.em, 'insert into noted (text) values (?)', [String(each.sequence)]);
    },
    afterCommit: async (_ctx, fresh) => void pushed.push(...fresh.map((each) => each.sequence)),
  });
  const noted = async () =>
    (await query<{ text: string }>(room.makeContext().em, 'select text from noted order by id')).map((row) =>
      Number(row.text),
    );
  const follow = () =>
    (running = startProjections(room.nats, room.makeContext().ask, [note], room.makeContext, room.log));
  const push = (batch: LedgerEntry[]) =>
    wallet.publish(
      ledgerSubject(0),
      JSONCodec().encode({ lane: 0, first: batch[0]!.sequence, last: batch.at(-1)!.sequence, entries: batch }),
    );

  beforeAll(async () => {
    room = await toyRoom('games');
    wallet = await connectNats(room.broker.natsUrl('wallet'), room.log);
    const answers = [
      defineAnswer(askReadLog, async (_ctx: unknown, { after, limit }) => ({
        entries: log.filter((each) => each.sequence > after).slice(0, limit),
      })),
      defineAnswer(askLaneHeads, async () => ({ heads: [{ lane: 0, sequence: log.length }] })),
    ];
    serveAnswers(wallet, 'wallet', answers as never, () => null, room.log);
    await wallet.flush();
  });
  afterEach(async () => void (await running?.stop()));
  afterAll(async () => {
    await wallet.close();
    await room.close();
  });

  it('reads what was there before it started, across pages', async () => {
    log = entries(1, 1_234);
    follow();
    await eventually(async () => expect((await noted()).length).toBe(1_234));
    expect(await noted()).toEqual(log.map((each) => each.sequence));
  });

  it('fills a gap from the log, skips what it knows, and applies each entry once', async () => {
    follow();
    log = entries(1, 1_300);
    push(entries(1_290, 1_300)); // 1 235 … 1 289 never came
    push(entries(1_230, 1_240)); // came before
    push(entries(1_290, 1_300)); // came twice
    await eventually(async () => expect((await noted()).length).toBe(1_300));
    expect(await noted()).toEqual(log.map((each) => each.sequence));
    expect(pushed).toEqual(log.map((each) => each.sequence));
  });

  it('two processes that get the same batch apply it once', async () => {
    const batch = entries(1_301, 1_310);
    const outcomes = await Promise.all([1, 2, 3].map(() => applyOnce(room.makeContext(), note, 0, batch)));
    expect(outcomes.sort()).toEqual(['applied', 'known', 'known']);
    expect(await noted()).toHaveLength(1_310);
  });

  it('a failing batch moves neither the cursor nor the rows', async () => {
    const failing = defineProjection({
      name: 'note',
      apply: async (ctx, fresh, lane) => {
        await note.apply(ctx, fresh, lane);
        throw new Error('halfway');
      },
    });
    await expect(applyOnce(room.makeContext(), failing, 0, [entry(1_311)])).rejects.toThrow('halfway');
    expect(await noted()).toHaveLength(1_310);
    expect(await applyOnce(room.makeContext(), note, 0, [entry(1_311)])).toBe('applied');
  });
});
