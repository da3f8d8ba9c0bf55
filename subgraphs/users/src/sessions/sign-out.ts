import { inTransaction } from '@croupier/kit';
import { isUuid } from '../profile/load-user.ts';
import type { UsersContext } from '../room.ts';
import { endSessions } from './end-sessions.ts';

/** Ends the session that asks. Repeating it is harmless. */
export async function signOut(ctx: UsersContext): Promise<boolean> {
  const { identity } = ctx;
  if (identity.kind !== 'user' || !isUuid(identity.sessionId)) return false;
  await inTransaction(ctx, (ctx) => endSessions(ctx, { sessionId: identity.sessionId }, 'sign-out'));
  return true;
}
