import { BadUserInput, Conflict, Forbidden, inTransaction, NotFound, userIdOf } from '@croupier/kit';
import { LockMode } from '@mikro-orm/core';
import { isUserId } from '../ledger/operation.ts';
import { requireDone } from '../ledger/require-done.ts';
import type { WalletContext } from '../room.ts';
import { auditAdjustment } from './adjust-balance.ts';
import { Adjustment } from './adjustment.entity.ts';

/**
 * Refuses a proposal; the proposer may take their own back. The ledger closes its reference, so that no approval that is still on its
 * way can post it. Refusals: BAD_USER_INPUT, NOT_FOUND, FORBIDDEN (of one's own wallet), CONFLICT (decided or posted before),
 * PROVIDER_UNAVAILABLE.
 */
export async function rejectAdjustment(ctx: WalletContext, input: { id: string; reason: string }): Promise<Adjustment> {
  const { id } = input;
  const reason = input.reason.trim();
  if (reason.length < 3 || reason.length > 500 || reason.includes('\u0000'))
    throw new BadUserInput('A reason is needed', { reason: '3 to 500 characters' });
  return inTransaction(ctx, async (ctx) => {
    const adjustment = isUserId(id)
      ? await ctx.em.findOne(Adjustment, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE })
      : null;
    if (!adjustment) throw new NotFound('Adjustment');
    const rejectedById = userIdOf(ctx.identity)!;
    if (adjustment.userId === rejectedById) throw new Forbidden('Nobody decides on a correction of their own wallet');
    if (adjustment.status !== 'PROPOSED') throw new Conflict('This correction was decided before');
    requireDone(
      await ctx.room.ledger.execute({
        ...{ scope: 'adjustment', userId: adjustment.userId, deadlineAt: null, policy: null },
        operations: [{ kind: 'reject_adjustment', reference: id, currency: adjustment.currency }],
      }),
    );
    Object.assign(adjustment, {
      status: 'REJECTED',
      rejectedById,
      rejectionReason: reason,
      decidedAt: ctx.now(),
    });
    await ctx.em.flush();
    await auditAdjustment(ctx, adjustment, 'reject-adjustment', reason);
    return adjustment;
  });
}
