import { Conflict, Forbidden, userIdOf } from '@croupier/kit';
import { readableText } from '../profile/text.ts';
import type { User } from '../profile/user.entity.ts';
import type { UsersContext } from '../room.ts';
import { changeStatus } from './change-status.ts';

const LIFT_AFTER_MS = 24 * 3_600_000;

/**
 * Takes a block back; exclusions stay. Of somebody who is not blocked but whose self-exclusion has passed its date, lifts that
 * one, 24 hours later (igaming.md 3, rule 10). Throws Conflict (neither applies), Forbidden (oneself), NotFound,
 * BadUserInput, ProviderUnavailable (stored and queued).
 */
export async function unblockUser(ctx: UsersContext, input: { userId: string; reason?: string | null }): Promise<User> {
  const reason = input.reason == null ? undefined : readableText('reason', input.reason, 1_000);
  if (userIdOf(ctx.identity) === input.userId.toLowerCase()) throw new Forbidden('Nobody unblocks themselves');
  return changeStatus(ctx, input.userId, { action: 'unblock-user', reason }, (ctx, user) => {
    const { status } = user.statusAt(ctx.now());
    if (status === 'BLOCKED') {
      user.blockedAt = null;
      user.blockedReason = null;
    } else if (status === 'SELF_EXCLUDED' && user.selfExcludedUntil! <= ctx.now()) {
      user.selfExclusionLiftsAt ??= new Date(ctx.now().getTime() + LIFT_AFTER_MS);
    } else {
      throw new Conflict(
        status === 'SELF_EXCLUDED' ? 'A self-exclusion is not shortened' : 'This person is not blocked',
      );
    }
  });
}
