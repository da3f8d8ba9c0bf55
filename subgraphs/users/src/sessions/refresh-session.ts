import { DomainError, inTransaction, query, Unauthenticated } from '@croupier/kit';
import { User } from '../profile/user.entity.ts';
import type { UsersContext } from '../room.ts';
import { endSessions } from './end-sessions.ts';
import { hashToken, issueTokens, type SessionTokens } from './open-session.ts';

/** A refresh token was used a second time: somebody holds a copy, so the whole family has ended. */
export class TokenReused extends DomainError {
  constructor() {
    super('TOKEN_REUSED', 'This refresh token was used before; the session has ended, sign in again');
  }
}

interface Session {
  id: string;
  person_id: string;
  expires_at: Date;
  ended_at: Date | null;
}

/**
 * Gives a new pair for a refresh token and uses it up; of two at once one wins. Roles are those of now.
 * Throws Unauthenticated (unknown, or of a session that is over), TokenReused (and ends the session).
 */
export async function refreshSession(ctx: UsersContext, input: { refreshToken: string }): Promise<SessionTokens> {
  const hash = hashToken(input.refreshToken);
  const tokens = await inTransaction(ctx, async (ctx) => {
    const [used] = await query<{ session_id: string }>(
      ctx.em,
      'update refresh_token set used_at = ? where token_hash = ? and used_at is null returning session_id',
      [ctx.now(), hash],
    );
    if (used) return rotate(ctx, used.session_id);
    const [known] = await query<{ session_id: string }>(
      ctx.em,
      'select session_id from refresh_token where token_hash = ?',
      [hash],
    );
    if (!known) throw new Unauthenticated('This refresh token is not known');
    await endSessions(ctx, { sessionId: known.session_id }, 'token-reused');
    return null;
  });
  // Thrown after the commit, so that the end of the family stays.
  if (!tokens) throw new TokenReused();
  return tokens;
}

async function rotate(ctx: UsersContext, sessionId: string): Promise<SessionTokens> {
  const [session] = await query<Session>(ctx.em, 'select * from session where id = ? for update', [sessionId]);
  if (!session || session.ended_at || new Date(session.expires_at) <= ctx.now())
    throw new Unauthenticated('This session is over; sign in again');
  const user = await ctx.em.findOneOrFail(User, { id: session.person_id });
  return issueTokens(ctx, user, { sessionId, sessionExpiresAt: new Date(session.expires_at) });
}
