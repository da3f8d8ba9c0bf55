import { BadUserInput, inTransaction, RateLimited } from '@croupier/kit';
import { requireGate } from '../gate/commit-gate.ts';
import { queueGate } from '../gate/queue-gate.ts';
import type { UsersContext } from '../room.ts';
import { lockUser } from './load-user.ts';
import { tellChanged } from './tell.ts';
import { readableText } from './text.ts';
import type { User } from './user.entity.ts';

export interface ProfileWish {
  displayName?: string | null;
  locale?: string | null;
  timeZone?: string | null;
}

const LOCALES = ['en', 'ru'];
const TIME_ZONE_EVERY_MS = 30 * 24 * 3_600_000;

/**
 * Changes what is given. The time zone moves the periods of limits, so it changes once in 30 days at most and goes to the wallet.
 * Throws BadUserInput, RateLimited (time zone), ProviderUnavailable (stored and queued).
 */
export async function updateProfile(ctx: UsersContext, userId: string, wish: ProfileWish): Promise<User> {
  const displayName = wish.displayName == null ? null : readableText('displayName', wish.displayName, 100);
  if (wish.locale != null && !LOCALES.includes(wish.locale))
    throw new BadUserInput('locale is en or ru', { locale: 'unknown' });
  const timeZone = wish.timeZone == null ? null : timeZoneOf(wish.timeZone);
  const { user, moved } = await inTransaction(ctx, async (ctx) => {
    const user = await lockUser(ctx, userId);
    const moved = timeZone !== null && timeZone !== user.timeZone;
    if (moved) changeTimeZone(user, timeZone, ctx.now());
    user.displayName = displayName ?? user.displayName;
    user.locale = wish.locale ?? user.locale;
    await ctx.em.flush();
    if (moved) await queueGate(ctx, user);
    await tellChanged(ctx, user);
    return { user, moved };
  });
  if (moved) await requireGate(ctx, user.id);
  return user;
}

function changeTimeZone(user: User, timeZone: string, now: Date): void {
  const againMs = user.timeZoneChangedAt ? user.timeZoneChangedAt.getTime() + TIME_ZONE_EVERY_MS - now.getTime() : 0;
  if (againMs > 0) throw new RateLimited(Math.ceil(againMs / 1000), 'The time zone changes once in 30 days');
  user.timeZone = timeZone;
  user.timeZoneChangedAt = now;
}

function timeZoneOf(text: string): string {
  const known = text.length <= 64 && (text === 'UTC' || Intl.supportedValuesOf('timeZone').includes(text));
  if (!known) throw new BadUserInput('This time zone is not known', { timeZone: 'unknown' });
  return text;
}
