import type { Context } from '../context.ts';
import { NotFound } from '../errors.ts';
import { query } from '../orm.ts';
import { handleOnce, type EventConsumer } from './consumer.ts';

/** A message that could not be handled after all its deliveries. */
export interface ParkedMessage {
  id: string;
  consumer: string;
  message_id: string;
  subject: string;
  payload: unknown;
  error: string;
  deliveries: number;
  parked_at: Date;
}

/** What is parked and not replayed yet, oldest first. */
export async function listParked(ctx: Context, limit = 100): Promise<ParkedMessage[]> {
  return query<ParkedMessage>(
    ctx.em,
    'select id, consumer, message_id, subject, payload, error, deliveries, parked_at from parked_message where replayed_at is null order by id limit ?',
    [limit],
  );
}

/** Handles a parked message now. Throws NotFound, and whatever its handler throws (it then stays parked). */
export async function replayParked<C extends Context>(
  ctx: C,
  consumers: EventConsumer<C, never>[],
  id: string,
): Promise<void> {
  const [parked] = await query<ParkedMessage>(
    ctx.em,
    'select * from parked_message where id = ? and replayed_at is null',
    [id],
  );
  const consumer = (consumers as unknown as EventConsumer<C>[]).find((each) => each.name === parked?.consumer);
  if (!parked || !consumer) throw new NotFound(`Parked message ${id}`);
  await handleOnce(ctx, consumer, parked.message_id, parked.payload);
  await query(ctx.em, 'update parked_message set replayed_at = now() where id = ?', [id]);
}
