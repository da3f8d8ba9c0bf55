/**
 * The log is the outbox. One relay per lane at a time (advisory lock) reads what follows its cursor and publishes up to 500 consecutive
 * entries in one message. The cursor moves after the broker's acknowledgement; a repeat carries the same message id, and readers know
 * sequences. A stream that is new or was wiped is filled again from here; older entries come by `ask.wallet.read_log.v1`.
 */
import { ledgerSubject, type LedgerBatch, type LedgerEntry } from '@croupier/contracts';
import { ensureStream } from '@croupier/kit';
import { JSONCodec, type NatsConnection } from 'nats';
import pg from 'pg';
import type { Logger } from 'pino';
import { entryOf, type LogRow, READ_LOG } from '../ledger/log.ts';

const ADVISORY_CLASS = 0x0c_0b_1a;
const MOST_ENTRIES = 500;
const MOST_BYTES = 512 * 1024;
const POLL_MS = 200;
const STREAM_DAYS = 7;
const codec = JSONCodec<LedgerBatch>();

export interface RelayOptions {
  lane: number;
  databaseUrl: string;
  nats: NatsConnection;
  log: Logger;
  /** pushes to people who look right now; called before the broker has acknowledged */
  onEntries: (entries: LedgerEntry[]) => void;
}

export class LaneRelay {
  readonly #options: RelayOptions;
  #stopping = false;
  #awake = false;
  #wake: () => void = () => undefined;
  readonly #finished: Promise<void>;

  constructor(options: RelayOptions) {
    this.#options = options;
    this.#finished = this.#run();
  }

  /** A batch was committed in this process; others are found by the poll. */
  wake(): void {
    this.#awake = true;
    this.#wake();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#wake();
    await this.#finished;
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
    const { lane, nats } = this.#options;
    const leads = async () =>
      (await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1, $2) as mine', [ADVISORY_CLASS, lane]))
        .rows[0]!.mine;
    while (!(await leads())) {
      if (this.#stopping) return;
      await this.#nap(POLL_MS);
    }
    await client.query('insert into relay_cursor (lane) values ($1) on conflict do nothing', [lane]);
    if (await ensureStream(nats, 'wallet')) await this.#rewind(client);
    const { rows } = await client.query<{ sequence: string }>('select sequence from relay_cursor where lane = $1', [
      lane,
    ]);
    let cursor = Number(rows[0]!.sequence);
    while (!this.#stopping) {
      const sent = await this.#publishSome(client, cursor);
      cursor += sent;
      if (sent === 0) await this.#nap(POLL_MS);
    }
  }

  /** The stream had to be made: whatever it is to hold is sent again, and so is the outbox that shares it. */
  async #rewind(client: pg.Client): Promise<void> {
    await client.query(
      `update relay_cursor c set sequence = least(c.sequence, coalesce((select min(t.sequence) - 1 from transaction t
         where t.lane = c.lane and t.created_at > now() - make_interval(days => $1)), c.sequence))`,
      [STREAM_DAYS],
    );
    await client.query('update outbox set sent_at = null where sent_at is not null');
  }

  async #publishSome(client: pg.Client, cursor: number): Promise<number> {
    const { lane, nats, onEntries } = this.#options;
    const { rows } = await client.query<LogRow>(READ_LOG, [lane, cursor, MOST_ENTRIES]);
    if (rows.length === 0) return 0;
    const { entries, data } = fit(lane, rows.map(entryOf));
    const [first, last] = [entries[0]!.sequence, entries.at(-1)!.sequence];
    if (first !== cursor + 1) throw new Error(`lane ${lane} has a hole after ${cursor}`);
    onEntries(entries);
    await nats.jetstream({ timeout: 5_000 }).publish(ledgerSubject(lane), data, { msgID: `${lane}:${first}-${last}` });
    const moved = await client.query('update relay_cursor set sequence = $2 where lane = $1 and sequence = $3', [
      lane,
      last,
      cursor,
    ]);
    // Another lane's relay found the stream wiped and set all cursors back: this one begins again from its own.
    if (moved.rowCount !== 1) throw new Error(`the cursor of lane ${lane} was set back`);
    return entries.length;
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
