import { NotFound, query } from '@croupier/kit';
import { MEMORY_TOPIC, type GamesContext, type MemoryChange } from '../room.ts';
import { hashToken } from './session-memory.ts';

/** Makes a game session expire now, in every process of games. Throws NotFound for an unknown token. */
export async function expireSession(ctx: GamesContext, token: string): Promise<void> {
  const tokenHash = hashToken(token);
  const done = await query(
    ctx.em,
    'update game_session set expires_at = least(expires_at, ?) where token_hash = ? returning 1',
    [ctx.now().toISOString(), tokenHash],
  );
  if (done.length === 0) throw new NotFound('This session');
  ctx.room.sessions.forget(tokenHash);
  ctx.live.push(MEMORY_TOPIC, { what: 'session', tokenHash } satisfies MemoryChange);
}
