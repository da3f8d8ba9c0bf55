/**
 * Sends the outbox to JetStream. One relay at a time per database (see lead.ts); rows are marked sent up to the first one that was not
 * acknowledged, so order is kept and a restart repeats at most what was under way: the row's message id is the `Nats-Msg-Id`, and readers
 * keep an inbox beyond the broker's memory of ids. What a stream lost is sent again.
 */
import { headers, JSONCodec, type JetStreamClient, type NatsConnection } from 'nats';
import pg from 'pg';
import type { Logger } from 'pino';
import { TRACE_HEADER } from '../tracing/tracing.ts';
import { tryToLead } from './lead.ts';
import { OUTBOX_CHANNEL } from './publish.ts';
import { BROKER_TIMEOUT_MS, ensureStream, lastMessage, STREAM_DAYS, StreamWatch } from './streams.ts';

const LEAD: [number, number] = [0x0c_0b_0e, 0];
const ROWS_AT_ONCE = 256;
const POLL_MS = 200;
const codec = JSONCodec<unknown>();

interface OutboxRow {
  id: string;
  message_id: string;
  subject: string;
  payload: unknown;
  /** of whoever told it, if that is traced: whoever hears it goes on with it */
  traceparent: string | null;
}

export interface OutboxRelay {
  stop(): Promise<void>;
}

export interface OutboxRelayOptions {
  databaseUrl: string;
  nats: NatsConnection;
  room: string;
  log: Logger;
  /** how long a leader may be silent, see `tryToLead` */
  staleAfterMs?: number;
}

/** Starts relaying `room`'s outbox into the stream of its name. Reconnects and takes over by itself. */
export function startOutboxRelay(options: OutboxRelayOptions): OutboxRelay {
  const watch = new StreamWatch(options.nats, options.room);
  let stopping = false;
  let wake: (() => void) | null = null;
  const nap = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const finished = (async () => {
    while (!stopping) {
      const client = new pg.Client({
        connectionString: options.databaseUrl,
        application_name: `${options.room}-relay`,
      });
      client.on('error', () => undefined); // the next query fails and the loop reconnects
      client.on('notification', () => wake?.());
      try {
        await client.connect();
        await relayWhileLeader(client, options, watch, () => stopping, nap);
      } catch (error) {
        if (!stopping) options.log.warn({ err: error }, 'the outbox relay lost a connection and will try again');
      } finally {
        await client.end().catch(() => undefined);
      }
      if (!stopping) await nap(500);
    }
  })();
  return {
    async stop() {
      stopping = true;
      wake?.();
      await finished;
      watch.end();
    },
  };
}

async function relayWhileLeader(
  client: pg.Client,
  { nats, room, log, staleAfterMs }: OutboxRelayOptions,
  watch: StreamWatch,
  stopped: () => boolean,
  nap: (ms: number) => Promise<void>,
): Promise<void> {
  while (!(await tryToLead(client, LEAD, staleAfterMs))) {
    if (stopped()) return;
    await nap(500);
  }
  await client.query(`listen ${OUTBOX_CHANNEL}`);
  watch.forget();
  const jetstream = nats.jetstream({ timeout: BROKER_TIMEOUT_MS });
  while (!stopped()) {
    if (await watch.mayHaveLost()) {
      const rows = await unsendLost(client, nats, room);
      if (rows > 0) log.warn({ rows }, 'the stream had lost events; they are sent again');
    }
    const sent = await sendSome(client, jetstream);
    if (sent === 0) await nap(POLL_MS);
  }
}

/**
 * Rows are sent in their order, so a stream that holds the last of them has lost nothing. Otherwise whatever was sent since the stream's
 * last message is to be sent again, and a few minutes more: two clocks are compared, and readers know ids. Answers how many rows.
 */
async function unsendLost(client: pg.Client, nats: NatsConnection, room: string): Promise<number> {
  const { rows } = await client.query<{ subject: string; message_id: string }>(
    'select subject, message_id from outbox where sent_at is not null order by id desc limit 1',
  );
  const [last] = rows;
  if (!last) return 0;
  const found = await lastMessage(nats, room, last.subject);
  if (found?.header.get('Nats-Msg-Id') === last.message_id) return 0;
  const { state } = await ensureStream(nats, room);
  const { rowCount } = await client.query(
    `update outbox set sent_at = null
     where sent_at > greatest($1::timestamptz - interval '5 minutes', now() - make_interval(days => $2))`,
    [state.messages === 0 ? new Date(0) : new Date(state.last_ts), STREAM_DAYS],
  );
  return rowCount ?? 0;
}

async function sendSome(client: pg.Client, jetstream: JetStreamClient): Promise<number> {
  const { rows } = await client.query<OutboxRow>(
    'select id, message_id, subject, payload, traceparent from outbox where sent_at is null order by id limit $1',
    [ROWS_AT_ONCE],
  );
  if (rows.length === 0) return 0;
  const answers = await Promise.allSettled(
    rows.map(({ subject, payload, message_id: msgID, traceparent }) => {
      const head = headers();
      if (traceparent) head.set(TRACE_HEADER, traceparent);
      return jetstream.publish(subject, codec.encode(payload), { msgID, headers: head });
    }),
  );
  const firstFailure = answers.findIndex((answer) => answer.status === 'rejected');
  const acknowledged = rows.slice(0, firstFailure === -1 ? rows.length : firstFailure);
  if (acknowledged.length > 0) {
    await client.query('update outbox set sent_at = now() where id = any($1::bigint[])', [
      acknowledged.map((row) => row.id),
    ]);
  }
  if (firstFailure !== -1) throw (answers[firstFailure] as PromiseRejectedResult).reason;
  return acknowledged.length;
}
