import { query } from '@croupier/kit';
import type { GamesContext } from '../room.ts';

/** How long an expired session is kept: a studio that is late still hears TOKEN_EXPIRED, not INVALID_TOKEN. */
export const KEPT_AFTER_EXPIRY_MS = 24 * 60 * 60 * 1000;
const MOST_AT_ONCE = 5_000;

/** Removes sessions that expired a day ago, in small batches so that nobody waits for their rows. Answers how many. */
export async function removeExpiredSessions(ctx: GamesContext): Promise<number> {
  const before = new Date(ctx.now().getTime() - KEPT_AFTER_EXPIRY_MS).toISOString();
  let removed = 0;
  for (;;) {
    const rows = await query<{ token_hash: string }>(
      ctx.em,
      `delete from game_session where id in (
         select id from game_session where expires_at < ? order by expires_at limit ${MOST_AT_ONCE} for update skip locked) returning token_hash`,
      [before],
    );
    for (const row of rows) ctx.room.sessions.forget(row.token_hash);
    removed += rows.length;
    if (rows.length < MOST_AT_ONCE) return removed;
  }
}
