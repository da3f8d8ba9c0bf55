import { Conflict, inTransaction, NotFound } from '@croupier/kit';
import { requireGate } from '../gate/commit-gate.ts';
import { queueGate } from '../gate/queue-gate.ts';
import { isUuid, lockUser } from '../profile/load-user.ts';
import type { UsersContext } from '../room.ts';
import { Limit } from './limit.entity.ts';
import { auditLimit } from './set-limit.ts';

/**
 * The player's second yes to a raised or removed limit, at the earliest 24 hours after the first. A removed limit is answered
 * with neither amount nor minutes. Throws NotFound, Conflict (nothing pending, or too early), ProviderUnavailable (stored and queued).
 */
export async function confirmLimit(ctx: UsersContext, userId: string, input: { id: string }): Promise<Limit> {
  const limit = await inTransaction(ctx, async (ctx) => {
    const user = await lockUser(ctx, userId);
    const limit = isUuid(input.id)
      ? await ctx.em.findOne(Limit, { id: input.id, personId: userId }, { refresh: true })
      : null;
    if (!limit) throw new NotFound('The limit');
    if (!limit.pendingEffectiveAt) throw new Conflict('Nothing is pending for this limit');
    if (limit.pendingEffectiveAt > ctx.now())
      throw new Conflict(`It may be confirmed from ${limit.pendingEffectiveAt.toISOString()} on`);
    const { pendingCurrency: currency, pendingAmountMinor: amountMinor, pendingMinutes: minutes } = limit;
    limit.hold({ currency, amountMinor, minutes });
    if (amountMinor === null && minutes === null) ctx.em.remove(limit);
    await ctx.em.flush();
    await queueGate(ctx, user);
    await auditLimit(ctx, user, limit, 'confirm-limit');
    return limit;
  });
  await requireGate(ctx, userId);
  return limit;
}
