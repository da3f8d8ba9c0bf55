import { BadUserInput, Conflict } from '@croupier/kit';
import type { User } from '../profile/user.entity.ts';
import type { UsersContext } from '../room.ts';
import { changeStatus } from './change-status.ts';

const DAY_MS = 24 * 3_600_000;
const LONGEST_MS = 42 * DAY_MS;
// "In 24 hours" is a little less by the time it arrives.
const SLACK_MS = 60_000;

/**
 * A break from play, 24 hours to six weeks, at once and not shortened (LCCP SR: igaming.md 3, rule 9).
 * Throws BadUserInput, Conflict (a longer one runs), ProviderUnavailable (stored and queued).
 */
export async function startCoolingOff(ctx: UsersContext, userId: string, input: { until: Date }): Promise<User> {
  const lengthMs = input.until.getTime() - ctx.now().getTime();
  if (lengthMs < DAY_MS - SLACK_MS || lengthMs > LONGEST_MS + SLACK_MS) {
    throw new BadUserInput('A cooling-off lasts 24 hours to six weeks', { until: 'out of range' });
  }
  return changeStatus(ctx, userId, { action: 'start-cooling-off' }, (_ctx, user) => {
    if (user.coolingOffUntil && user.coolingOffUntil > input.until)
      throw new Conflict('A longer cooling-off is running; it cannot be shortened');
    user.coolingOffUntil = input.until;
  });
}
