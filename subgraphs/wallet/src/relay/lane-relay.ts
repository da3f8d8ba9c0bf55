/**
 * The log is the outbox. A lane's relay publishes up to 500 consecutive entries in one message, and the stream itself is its cursor: it
 * goes on after the last message of the lane's subject, and the broker takes a message only while that one is still the last. So two
 * relays cannot interleave, a repeat is refused, and what a stream lost (wiped, or set back to an older copy) is published again as soon
 * as it is seen (docs/decisions/0011). Older entries come by `ask.wallet.read_log.v1`.
 */
import { ledgerSubject, type LedgerBatch, type LedgerEntry } from '@croupier/contracts';
import { BROKER_TIMEOUT_MS, lastMessage, STREAM_DAYS, streamOf, StreamWatch, tryToLead } from '@croupier/kit';
import { JSONCodec, type NatsConnection, type NatsError, type PubAck } from 'nats';
import pg from 'pg';
import type { Logger } from 'pino';
import type { LedgerTraces } from '../ledger/ledger-traces.ts';
import { entryOf, type LogRow, READ_LOG, storedEntry } from '../ledger/log.ts';
import type { TransactionRow } from '../ledger/rows.ts';

const ADVISORY_CLASS = 0x0c_0b_1a;
const MOST_ENTRIES = 500;
const MOST_BYTES = 512 * 1024;
const POLL_MS = 200;
/** entries of this process that wait for the broker; beyond it they are read */
const MOST_KEPT = 10 * MOST_ENTRIES;
/** from one reading of the log to the next: at many small commits a second they share a message, and a lone one does not wait */
const GATHER_MS = 10;
const WRONG_LAST_SEQUENCE = 10071;
/**
 * The log is read by one plan, over the index however small the table was when it was made: planning over all partitions costs more than
 * the reading. What is written is only how far the relay is, and the stream knows better: no commit waits for the disk.
 */
const SESSION = `set plan_cache_mode = force_generic_plan; set enable_seqscan = off; set enable_bitmapscan = off;
  set synchronous_commit = off`;
const codec = JSONCodec<LedgerBatch>();

export interface RelayOptions {
  lane: number;
  databaseUrl: string;
  nats: NatsConnection;
  log: Logger;
  /** null: nothing is traced */
  traces?: LedgerTraces | null;
  /** pushes to people who look right now; called before the broker has acknowledged */
  onEntries: (entries: LedgerEntry[]) => void;
  /** how long a leader may be silent, see `tryToLead` */
  staleAfterMs?: number;
}

/** How far the stream has the lane. */
interface Position {
  /** the last entry that it holds */
  entry: number;
  /** of the message that holds it; 0: the stream has none of this lane */
  streamSequence: number;
}

export class LaneRelay {
  readonly #options: RelayOptions;
  #stopping = false;
  #awake = false;
  #wake: () => void = () => undefined;
  /** the last entry that people were shown */
  #shown = 0;
  /** what this process committed, in order: it need not be read again */
  #committed: TransactionRow[] = [];
  #readAt = 0;
  #notedAt = 0;
  readonly #watch: StreamWatch;
  readonly #finished: Promise<void>;

  constructor(options: RelayOptions) {
    this.#options = options;
    this.#watch = new StreamWatch(options.nats, 'wallet');
    this.#finished = this.#run();
  }

  /** A batch was committed in this process; others' are found by the poll. */
  take(transactions: TransactionRow[]): void {
    this.#committed = this.#committed.length > MOST_KEPT ? [...transactions] : this.#committed.concat(transactions);
    this.#awake = true;
    this.#wake();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#wake();
    await this.#finished;
    this.#watch.end();
  }

  async #nap(ms: number): Promise<void> {
    if (this.#awake || this.#stopping) {
      this.#awake = false;
      return;
    }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#awake = false;
  }

  async #run(): Promise<void> {
    const { databaseUrl, lane, log } = this.#options;
    while (!this.#stopping) {
      const client = new pg.Client({
        connectionString: databaseUrl,
        application_name: `ledger-relay-${lane}`,
        connectionTimeoutMillis: 3_000,
      });
      client.on('error', () => undefined); // the next query fails and the loop connects again
      try {
        await client.connect();
        await this.#relayWhileLeader(client);
      } catch (error) {
        if (!this.#stopping) log.warn({ err: error, lane }, 'the ledger relay lost a connection and will try again');
      } finally {
        await client.end().catch(() => undefined);
      }
      if (!this.#stopping) await this.#nap(300);
    }
  }

  async #relayWhileLeader(client: pg.Client): Promise<void> {
    const { lane, log, staleAfterMs } = this.#options;
    while (!(await tryToLead(client, [ADVISORY_CLASS, lane], staleAfterMs))) {
      if (this.#stopping) return;
      await this.#nap(POLL_MS);
    }
    await client.query('insert into relay_cursor (lane) values ($1) on conflict do nothing', [lane]);
    await client.query(SESSION);
    this.#watch.forget();
    let position: Position | null = null;
    while (!this.#stopping) {
      const gathered = new Promise((resolve) => setTimeout(resolve, GATHER_MS));
      if ((await this.#watch.mayHaveLost()) || !position) {
        const found = await this.#findPosition(client);
        if (position && found.entry < position.entry)
          log.warn({ lane, from: found.entry, to: position.entry }, 'the stream had lost entries; they are sent again');
        position = found;
      }
      const after: Position | null = await this.#publishSome(client, position);
      await (after === position ? this.#nap(POLL_MS) : gathered);
      position = after;
    }
  }

  /** Where the stream goes on. One that has nothing of the lane gets what it is to hold: seven days, and what it never had. */
  async #findPosition(client: pg.Client): Promise<Position> {
    const { lane, log, nats } = this.#options;
    const { rows } = await client.query<{ published: string; head: string }>(
      'select c.sequence as published, l.sequence as head from relay_cursor c join lane l using (lane) where lane = $1',
      [lane],
    );
    const [published, head] = [Number(rows[0]!.published), Number(rows[0]!.head)];
    this.#shown = Math.max(this.#shown, published);
    const message = await lastMessage(nats, 'wallet', ledgerSubject(lane));
    if (message) {
      const { last } = codec.decode(message.data);
      if (last > head) log.error({ lane, last, head }, 'the stream tells of entries that the ledger does not have');
      return { entry: Math.min(last, head), streamSequence: message.seq };
    }
    const kept = await client.query<{ before: string | null }>(
      `select min(sequence) - 1 as before from transaction where lane = $1 and created_at > now() - make_interval(days => $2)`,
      [lane, STREAM_DAYS],
    );
    return { entry: Math.min(published, Number(kept.rows[0]!.before ?? published)), streamSequence: 0 };
  }

  /** The position afterwards: the same object where there was nothing to publish, null where the stream is not where it was thought to be. */
  async #publishSome(client: pg.Client, position: Position): Promise<Position | null> {
    const { lane, traces } = this.#options;
    const found = this.#handedOver(position.entry) ?? (await this.#read(client, position.entry));
    if (found.length === 0) return position;
    const { entries, data } = fit(lane, found);
    const [first, last] = [entries[0]!.sequence, entries.at(-1)!.sequence];
    if (first !== position.entry + 1) throw new Error(`lane ${lane} has a hole after ${position.entry}`);
    const publish = () => this.#publish(entries, data, position);
    const acknowledged = await (traces ? traces.relay(lane, [first, last], publish) : publish());
    if (!acknowledged) return null;
    this.#watch.acknowledged(acknowledged.seq);
    if (Date.now() - this.#notedAt >= POLL_MS) {
      this.#notedAt = Date.now();
      await client.query('update relay_cursor set sequence = greatest(sequence, $2) where lane = $1', [lane, last]);
    }
    return { entry: last, streamSequence: acknowledged.seq };
  }

  /** Null where the stream is not where it was thought to be. */
  async #publish(entries: LedgerEntry[], data: Uint8Array, position: Position): Promise<PubAck | null> {
    const { lane, nats } = this.#options;
    this.#show(entries);
    const expect = { streamName: streamOf('wallet'), lastSubjectSequence: position.streamSequence };
    return nats
      .jetstream({ timeout: BROKER_TIMEOUT_MS })
      .publish(ledgerSubject(lane), data, { expect })
      .catch((error: NatsError) => {
        if (error.api_error?.err_code === WRONG_LAST_SEQUENCE) return null;
        throw error;
      });
  }

  /** What follows `after` and was committed in this process; null where the log has to be read: another process writes too, or may. */
  #handedOver(after: number): LedgerEntry[] | null {
    const next = this.#committed.findIndex(({ sequence }) => sequence > after);
    this.#committed = next < 0 ? [] : this.#committed.slice(next);
    const following = this.#committed
      .slice(0, MOST_ENTRIES)
      .filter(({ sequence }, index) => sequence === after + 1 + index);
    if (following.length > 0) return following.map(entryOf);
    return this.#committed.length > 0 || Date.now() - this.#readAt >= POLL_MS ? null : [];
  }

  async #read(client: pg.Client, after: number): Promise<LedgerEntry[]> {
    const { rows } = await client.query<LogRow>({
      name: 'read_log',
      text: READ_LOG,
      values: [this.#options.lane, after, MOST_ENTRIES],
    });
    if (rows.length < MOST_ENTRIES) this.#readAt = Date.now();
    return rows.map(storedEntry);
  }

  /** People are shown an entry once, not again when a stream is filled again. */
  #show(entries: LedgerEntry[]): void {
    const fresh = entries.filter((entry) => entry.sequence > this.#shown);
    if (fresh.length === 0) return;
    this.#shown = fresh.at(-1)!.sequence;
    this.#options.onEntries(fresh);
  }
}

/** As many entries as one message may carry. */
function fit(lane: number, entries: LedgerEntry[]): { entries: LedgerEntry[]; data: Uint8Array } {
  for (let length = entries.length; ; length = Math.ceil(length / 2)) {
    const some = entries.slice(0, length);
    const data = codec.encode({ lane, first: some[0]!.sequence, last: some.at(-1)!.sequence, entries: some });
    if (data.length <= MOST_BYTES || length === 1) return { entries: some, data };
  }
}
