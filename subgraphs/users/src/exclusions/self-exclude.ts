import { BadUserInput, Conflict } from '@croupier/kit';
import type { User } from '../profile/user.entity.ts';
import type { UsersContext } from '../room.ts';
import { changeStatus } from './change-status.ts';

/**
 * Self-exclusion for 6 to 60 months: at once, never shortened, and not over by its date alone (igaming.md 3, rule 10).
 * Throws BadUserInput, Conflict (a longer one runs), ProviderUnavailable (stored and queued).
 */
export async function selfExclude(ctx: UsersContext, userId: string, input: { months: number }): Promise<User> {
  const { months } = input;
  if (!Number.isInteger(months) || months < 6 || months > 60)
    throw new BadUserInput('A self-exclusion lasts 6 to 60 months', { months: 'out of range' });
  const until = monthsAfter(ctx.now(), months);
  return changeStatus(ctx, userId, { action: 'self-exclude' }, (_ctx, user) => {
    if (user.selfExcludedUntil && user.selfExcludedUntil > until)
      throw new Conflict('A longer self-exclusion is running; it cannot be shortened');
    user.selfExcludedUntil = until;
    user.selfExclusionLiftsAt = null;
  });
}

/** The same day of a later month, or that month's last day. */
export function monthsAfter(from: Date, months: number): Date {
  const to = new Date(from);
  to.setUTCMonth(to.getUTCMonth() + months);
  if (to.getUTCDate() !== from.getUTCDate()) to.setUTCDate(0);
  return to;
}
