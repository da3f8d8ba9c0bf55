import { sessionEnded } from '@croupier/contracts';
import { publish, query } from '@croupier/kit';
import type { UsersContext } from '../room.ts';

interface Ended {
  id: string;
  person_id: string;
  expires_at: Date;
}

/** Ends one session or all of a person, in the caller's transaction, and tells the gateway. Answers how many lived. */
export async function endSessions(
  ctx: UsersContext,
  which: { sessionId: string } | { userId: string },
  reason: 'sign-out' | 'blocked' | 'token-reused' | 'roles-changed',
): Promise<number> {
  const [column, id] = 'sessionId' in which ? ['id', which.sessionId] : ['person_id', which.userId];
  const ended = await query<Ended>(
    ctx.em,
    `update session set ended_at = ?, end_reason = ? where ${column} = ?::uuid and ended_at is null and expires_at > ?
     returning id, person_id, expires_at`,
    [ctx.now(), reason, id, ctx.now()],
  );
  for (const session of ended) {
    await publish(ctx, sessionEnded, {
      sessionId: session.id,
      userId: session.person_id,
      endedAt: ctx.now().toISOString(),
      sessionExpiresAt: new Date(session.expires_at).toISOString(),
    });
  }
  return ended.length;
}
