import type { EventContract } from '@croupier/contracts';
import type { Context } from '../context.ts';
import { query } from '../orm.ts';

export const OUTBOX_CHANNEL = 'outbox';

/**
 * Tells the other rooms that something happened: a row in the caller's transaction, sent by the relay after the commit.
 * Call it inside `inTransaction`. Throws when the payload breaks its contract: that is a bug of the caller.
 */
export async function publish<T>(ctx: Context, event: EventContract<T>, payload: T): Promise<void> {
  const checked = event.schema.parse(payload);
  const row = [event.subject, JSON.stringify(checked)];
  const traceparent = ctx.tracing?.keptTraceparent();
  if (traceparent)
    await query(ctx.em, 'insert into outbox (subject, payload, traceparent) values (?, ?::jsonb, ?)', [...row, traceparent]); // prettier-ignore
  else await query(ctx.em, 'insert into outbox (subject, payload) values (?, ?::jsonb)', row);
  // PostgreSQL folds equal notifications of one transaction into one, so a batch wakes the relay once.
  await query(ctx.em, `select pg_notify('${OUTBOX_CHANNEL}', '')`);
}
