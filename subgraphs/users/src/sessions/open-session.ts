import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { query } from '@croupier/kit';
import type { User } from '../profile/user.entity.ts';
import type { UsersContext } from '../room.ts';

export const SESSION_LIFETIME_MS = 30 * 24 * 3_600_000;

/** What signs a person in. The refresh token is told once and stored as its SHA-256. */
export interface SessionTokens {
  accessToken: string;
  refreshToken: string;
  /** when the access token expires */
  expiresAt: Date;
  user: User;
}
export interface TokenWishes {
  lifetimeMs?: number;
  claims?: Record<string, unknown>;
}

/** Opens a session of 30 days and its first pair of tokens, in the caller's transaction. */
export async function openSession(ctx: UsersContext, user: User, wishes: TokenWishes = {}): Promise<SessionTokens> {
  const sessionId = randomUUID();
  const sessionExpiresAt = new Date(ctx.now().getTime() + SESSION_LIFETIME_MS);
  await query(ctx.em, 'insert into session (id, person_id, created_at, expires_at) values (?, ?, ?, ?)', [
    sessionId,
    user.id,
    ctx.now(),
    sessionExpiresAt,
  ]);
  return issueTokens(ctx, user, { sessionId, sessionExpiresAt }, wishes);
}

/** A new pair for a living session, in the caller's transaction. */
export async function issueTokens(
  ctx: UsersContext,
  user: User,
  { sessionId, sessionExpiresAt }: { sessionId: string; sessionExpiresAt: Date },
  wishes: TokenWishes = {},
): Promise<SessionTokens> {
  const refreshToken = randomBytes(32).toString('base64url');
  await query(ctx.em, 'insert into refresh_token (token_hash, session_id, issued_at) values (?, ?, ?)', [
    hashToken(refreshToken),
    sessionId,
    ctx.now(),
  ]);
  const issued = await ctx.room.accessTokens.issue({
    userId: user.id,
    roles: user.roles,
    sessionId,
    sessionExpiresAt,
    now: ctx.now(),
    ...wishes,
  });
  return { ...issued, refreshToken, user };
}

/** How a random token of 256 bits is stored; it needs no key or salt. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');
