import { randomBytes, randomUUID } from 'node:crypto';
import { query } from '@croupier/kit';
import type { GamesContext } from '../room.ts';
import { hashToken, type GameSession } from './session-memory.ts';

/** A session lives two hours (interface.md, embedded default). */
export const SESSION_LIFETIME_MS = 2 * 60 * 60 * 1000;

export interface OpenSessionInput {
  userId: string;
  provider: string;
  /** null: at a bookmaker */
  gameId: string | null;
  currency: string;
  mode: 'REAL' | 'DEMO';
}

/** Makes a session and the token that opens it. The token is answered here once and stored nowhere. */
export async function openSession(
  ctx: GamesContext,
  input: OpenSessionInput,
): Promise<{ token: string; session: GameSession }> {
  // The sandbox and our callbacks know a pretend session by this prefix (interface.md).
  const token = (input.mode === 'DEMO' ? 'demo.' : '') + randomBytes(32).toString('base64url');
  const { userId, provider, currency, mode } = input;
  const createdAt = ctx.now();
  const session: GameSession = {
    id: randomUUID(),
    userId,
    provider,
    currency,
    mode,
    expiresAt: new Date(createdAt.getTime() + SESSION_LIFETIME_MS),
  };
  const tokenHash = hashToken(token);
  await query(
    ctx.em,
    `insert into game_session (id, token_hash, user_id, provider, game_id, currency, mode, created_at, expires_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      session.id,
      tokenHash,
      userId,
      provider,
      input.gameId,
      currency,
      mode,
      createdAt.toISOString(),
      session.expiresAt.toISOString(),
    ],
  );
  ctx.room.sessions.remember(tokenHash, session);
  return { token, session };
}

/** Removes a session that never began. */
export async function removeSession(ctx: GamesContext, token: string): Promise<void> {
  await query(ctx.em, 'delete from game_session where token_hash = ?', [hashToken(token)]);
  ctx.room.sessions.forget(hashToken(token));
}
