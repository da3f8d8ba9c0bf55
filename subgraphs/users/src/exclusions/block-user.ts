import { Forbidden, userIdOf } from '@croupier/kit';
import { readableText } from '../profile/text.ts';
import type { User } from '../profile/user.entity.ts';
import type { UsersContext } from '../room.ts';
import { endSessions } from '../sessions/end-sessions.ts';
import { changeStatus } from './change-status.ts';

/**
 * Blocks a person and ends all their sessions. Blocking somebody who is blocked changes the reason.
 * Throws BadUserInput, Forbidden (oneself), NotFound, ProviderUnavailable (blocked here, queued for the wallet).
 */
export async function blockUser(ctx: UsersContext, input: { userId: string; reason: string }): Promise<User> {
  const reason = readableText('reason', input.reason, 1_000);
  if (userIdOf(ctx.identity) === input.userId.toLowerCase()) throw new Forbidden('Nobody blocks themselves');
  return changeStatus(ctx, input.userId, { action: 'block-user', reason }, async (ctx, user) => {
    user.blockedAt ??= ctx.now();
    user.blockedReason = reason;
    await endSessions(ctx, { userId: user.id }, 'blocked');
  });
}
