import { askEndedSessions, askSession } from '@croupier/contracts';
import { BadUserInput, defineAnswer, query } from '@croupier/kit';
import { isUuid } from '../profile/load-user.ts';
import type { UsersContext } from '../room.ts';

const NO_ID = '00000000-0000-0000-0000-000000000000';

/** Sessions that ended before their time, in pages by id. */
export const answerEndedSessions = defineAnswer(askEndedSessions, async (ctx: UsersContext, { after, limit }) => {
  if (after !== null && !isUuid(after)) throw new BadUserInput('after is a session id', { after: 'malformed' });
  const rows = await query<{ id: string }>(
    ctx.em,
    'select id from session where ended_at is not null and expires_at > ? and id > ?::uuid order by id limit ?',
    [ctx.now(), after ?? NO_ID, limit],
  );
  return { sessionIds: rows.map((row) => row.id), next: rows.length === limit ? rows.at(-1)!.id : null };
});

/** Whether a session lives right now. */
export const answerSession = defineAnswer(askSession, async (ctx: UsersContext, { sessionId }) => {
  type Row = { ended_at: Date | null; expires_at: Date };
  const [row] = isUuid(sessionId)
    ? await query<Row>(ctx.em, 'select ended_at, expires_at from session where id = ?', [sessionId])
    : [];
  if (!row) return { live: false, expiresAt: null };
  const expiresAt = new Date(row.expires_at);
  return { live: row.ended_at === null && expiresAt > ctx.now(), expiresAt: expiresAt.toISOString() };
});
