import { USERS_HEARTBEAT } from '@croupier/contracts';
import { type Loop, query, repeat, type Running } from '@croupier/kit';

const EVERY_MS = 1_000;

/**
 * Says every second that announcements flow. Silent while they do not (an ended session waits in the outbox for three seconds),
 * so that the gateway asks per token instead.
 */
export function startHeartbeat({ makeContext, nats, log }: Running<never>): Loop {
  return repeat('heartbeat', EVERY_MS, log, async () => {
    const stuck = await query(
      makeContext().em,
      `select 1 from outbox where sent_at is null and created_at < now() - interval '3 seconds' limit 1`,
    );
    if (stuck.length === 0) nats.publish(USERS_HEARTBEAT, JSON.stringify({ at: new Date().toISOString() }));
  });
}
