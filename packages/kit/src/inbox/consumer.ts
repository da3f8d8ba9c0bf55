import type { EventContract } from '@croupier/contracts';
import {
  AckPolicy,
  DeliverPolicy,
  JSONCodec,
  nanos,
  type ConsumerMessages,
  type JsMsg,
  type NatsConnection,
  type NatsError,
} from 'nats';
import type { Logger } from 'pino';
import { inTransaction, type Context } from '../context.ts';
import { query } from '../orm.ts';
import { streamOf } from '../outbox/streams.ts';
import { TRACE_HEADER, type Tracing } from '../tracing/tracing.ts';

const MAX_DELIVERIES = 8;
const FIRST_PAUSE_MS = 250;
const ACK_WAIT_MS = 30_000;
const STREAM_NOT_FOUND = 10059;
const CONSUMER_NOT_FOUND = 10014;
const codec = JSONCodec<unknown>();

/** An event that this room hears; list it in messages.ts. */
export interface EventConsumer<C = Context, T = unknown> {
  name: string;
  event: EventContract<T>;
  handle: (ctx: C, payload: T) => Promise<void>;
}

/**
 * Hears an event exactly once in effect: the message id and the work are committed together, so a redelivery does nothing.
 * A failure is tried again with growing pauses; after 8 deliveries the message is parked where an operator sees and replays it.
 */
export function defineConsumer<C extends Context, T>(
  name: string,
  event: EventContract<T>,
  handle: (ctx: C, payload: T) => Promise<void>,
): EventConsumer<C, T> {
  return { name, event, handle };
}

export interface Listening {
  stop(): Promise<void>;
}

/** Listens for the room's events until stopped; waits for streams that other rooms have not made yet. Pauses between deliveries double from `firstPauseMs`. */
export function startConsumers<C extends Context>(
  nats: NatsConnection,
  room: string,
  consumers: EventConsumer<C, never>[],
  makeContext: (log: Logger) => C,
  log: Logger,
  firstPauseMs = FIRST_PAUSE_MS,
  tracing: Tracing | null = null,
): Listening {
  let stopping = false;
  const handle = tracing ? traceHandling(tracing) : handleMessage;
  const open = new Set<ConsumerMessages>();
  const loops = (consumers as unknown as EventConsumer<C>[]).map(async (consumer) => {
    while (!stopping) {
      try {
        const messages = await openConsumer(nats, room, consumer);
        open.add(messages);
        if (stopping) await messages.close();
        for await (const message of messages) await receive(message, consumer, makeContext, log, firstPauseMs, handle);
        open.delete(messages);
      } catch (error) {
        // At a first start the other room may not have made its stream yet: that is no trouble.
        const unborn = (error as NatsError).api_error?.err_code === STREAM_NOT_FOUND;
        if (!stopping)
          log[unborn ? 'info' : 'warn']({ err: error, consumer: consumer.name }, 'cannot listen yet; trying again');
      }
      if (!stopping) await new Promise((resolve) => setTimeout(resolve, 300));
    }
  });
  return {
    async stop() {
      stopping = true;
      await Promise.all([...open].map((messages) => messages.close()));
      await Promise.all(loops);
    },
  };
}

async function openConsumer(
  nats: NatsConnection,
  room: string,
  consumer: EventConsumer<never>,
): Promise<ConsumerMessages> {
  const stream = streamOf(consumer.event.subject.split('.')[0]!);
  const durable = `${room}-${consumer.name}`;
  const manager = await nats.jetstreamManager({ timeout: 5_000, checkAPI: false });
  await manager.consumers.info(stream, durable).catch(async (error: NatsError) => {
    if (error.api_error?.err_code !== CONSUMER_NOT_FOUND) throw error;
    await manager.consumers.add(stream, {
      durable_name: durable,
      filter_subject: consumer.event.subject,
      ack_policy: AckPolicy.Explicit,
      deliver_policy: DeliverPolicy.All,
      ack_wait: nanos(ACK_WAIT_MS),
      max_ack_pending: 64,
    });
  });
  const bound = await nats.jetstream({ timeout: 5_000 }).consumers.get(stream, durable);
  return bound.consume({ max_messages: 64, idle_heartbeat: 5_000 });
}

async function receive<C extends Context>(
  message: JsMsg,
  consumer: EventConsumer<C>,
  makeContext: (log: Logger) => C,
  log: Logger,
  firstPauseMs: number,
  handle: typeof handleMessage,
): Promise<void> {
  const messageId = message.headers?.get('Nats-Msg-Id') || `${message.info.stream}:${message.seq}`;
  const ctx = makeContext(log.child({ consumer: consumer.name, messageId }));
  try {
    await handle(ctx, consumer, messageId, message);
    message.ack();
  } catch (error) {
    ctx.log.warn({ err: error, deliveries: message.info.redeliveryCount }, 'an event could not be handled');
    if (message.info.redeliveryCount < MAX_DELIVERIES) {
      message.nak(Math.min(30_000, firstPauseMs * 2 ** (message.info.redeliveryCount - 1)));
      return;
    }
    await park(makeContext(log), consumer.name, messageId, message, error).then(
      () => message.ack(),
      () => message.nak(30_000),
    );
  }
}

const handleMessage = <C extends Context>(
  ctx: C,
  consumer: EventConsumer<C>,
  messageId: string,
  { data }: JsMsg,
): Promise<boolean> => handleOnce(ctx, consumer, messageId, codec.decode(data));

/** What an event leads to belongs to the trace of whoever told it, and to one of its own where that was not kept. */
function traceHandling(tracing: Tracing): typeof handleMessage {
  return (ctx, consumer, messageId, message) => {
    const below = message.headers?.get(TRACE_HEADER) || null;
    return tracing.trace({ name: `hear ${consumer.event.subject}`, kind: 'consumer', below }, () =>
      handleMessage(ctx, consumer, messageId, message),
    );
  };
}

/** The work and the memory of it in one transaction. Answers false when it had been done before. */
export async function handleOnce<C extends Context>(
  ctx: C,
  consumer: EventConsumer<C>,
  messageId: string,
  payload: unknown,
): Promise<boolean> {
  return inTransaction(ctx, async (ctx) => {
    const fresh = await query(
      ctx.em,
      'insert into inbox (consumer, message_id) values (?, ?) on conflict do nothing returning 1 as fresh',
      [consumer.name, messageId],
    );
    if (fresh.length === 0) return false;
    await consumer.handle(ctx, consumer.event.schema.parse(payload));
    return true;
  });
}

async function park(ctx: Context, consumer: string, messageId: string, message: JsMsg, error: unknown): Promise<void> {
  await query(
    ctx.em,
    `insert into parked_message (consumer, message_id, subject, payload, error, deliveries) values (?, ?, ?, ?::jsonb, ?, ?)
     on conflict (consumer, message_id) do update set error = excluded.error, deliveries = excluded.deliveries, parked_at = now(), replayed_at = null`,
    [
      consumer,
      messageId,
      message.subject,
      new TextDecoder().decode(message.data),
      String(error).slice(0, 2_000),
      message.info.redeliveryCount,
    ],
  );
}
