/**
 * Sends the outbox to JetStream. One relay at a time per database (advisory lock on its own connection); rows are marked sent up to
 * the first one that was not acknowledged, so order is kept and a restart repeats at most what was under way: the row's message id
 * is the `Nats-Msg-Id`, and readers keep an inbox beyond the broker's memory of ids.
 */
import { headers, JSONCodec, type JetStreamClient, type NatsConnection } from 'nats';
import pg from 'pg';
import type { Logger } from 'pino';
import { ensureStream } from './streams.ts';
import { OUTBOX_CHANNEL } from './publish.ts';

const ADVISORY_KEY = 0x0c_0b_0e;
const ROWS_AT_ONCE = 256;
const POLL_MS = 200;
const codec = JSONCodec<unknown>();

interface OutboxRow {
  id: string;
  message_id: string;
  subject: string;
  payload: unknown;
}

export interface OutboxRelay {
  stop(): Promise<void>;
}

/** Starts relaying `room`'s outbox into the stream of its name. Reconnects and takes over by itself. */
export function startOutboxRelay(options: {
  databaseUrl: string;
  nats: NatsConnection;
  room: string;
  log: Logger;
}): OutboxRelay {
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
        await relayWhileLeader(client, options, () => stopping, nap);
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
    },
  };
}

async function relayWhileLeader(
  client: pg.Client,
  { nats, room }: { nats: NatsConnection; room: string },
  stopped: () => boolean,
  nap: (ms: number) => Promise<void>,
): Promise<void> {
  const locked = async () =>
    (await client.query('select pg_try_advisory_lock($1) as mine', [ADVISORY_KEY])).rows[0].mine as boolean;
  while (!(await locked())) {
    if (stopped()) return;
    await nap(500);
  }
  await client.query(`listen ${OUTBOX_CHANNEL}`);
  // A stream that had to be made is empty: the broker was wiped, so what we still keep is sent again.
  if (await ensureStream(nats, room)) await client.query('update outbox set sent_at = null where sent_at is not null');
  const jetstream = nats.jetstream({ timeout: 5_000 });
  while (!stopped()) {
    const sent = await sendSome(client, jetstream);
    if (sent === 0) await nap(POLL_MS);
  }
}

async function sendSome(client: pg.Client, jetstream: JetStreamClient): Promise<number> {
  const { rows } = await client.query<OutboxRow>(
    'select id, message_id, subject, payload from outbox where sent_at is null order by id limit $1',
    [ROWS_AT_ONCE],
  );
  if (rows.length === 0) return 0;
  const answers = await Promise.allSettled(
    rows.map((row) =>
      jetstream.publish(row.subject, codec.encode(row.payload), { msgID: row.message_id, headers: headers() }),
    ),
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
