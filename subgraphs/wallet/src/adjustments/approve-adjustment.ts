import { formatAmount } from '@croupier/contracts';
import { Conflict, Forbidden, inTransaction, NotFound, userIdOf } from '@croupier/kit';
import { LockMode } from '@mikro-orm/core';
import { isUserId } from '../ledger/operation.ts';
import { requireDone } from '../ledger/require-done.ts';
import type { WalletContext } from '../room.ts';
import { auditAdjustment } from './adjust-balance.ts';
import { requireWithinCeiling } from './adjustment-ceilings.ts';
import { Adjustment } from './adjustment.entity.ts';

/**
 * Approves another person's proposal and posts it. A crash between posting and noting it leaves a proposal whose next approval finds
 * the posting by its claim. Refusals: NOT_FOUND, FORBIDDEN (one's own, more than the role may approve), CONFLICT (decided before), INSUFFICIENT_FUNDS, PROVIDER_UNAVAILABLE.
 */
export async function approveAdjustment(ctx: WalletContext, id: string): Promise<Adjustment> {
  return inTransaction(ctx, async (ctx) => {
    const adjustment = isUserId(id)
      ? await ctx.em.findOne(Adjustment, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE })
      : null;
    if (!adjustment) throw new NotFound('Adjustment');
    const approver = userIdOf(ctx.identity)!;
    if (adjustment.proposedById === approver) throw new Forbidden('Nobody approves what they proposed');
    if (adjustment.userId === approver) throw new Forbidden('Nobody corrects their own wallet');
    if (adjustment.status !== 'PROPOSED') throw new Conflict('This correction was decided before');
    const { currency, direction } = adjustment;
    requireWithinCeiling(ctx, 'approve', BigInt(adjustment.amountMinor), currency);
    const bucket = adjustment.bucket === 'BONUS' ? 'BONUS' : 'REAL';
    const amount = formatAmount(BigInt(adjustment.amountMinor), currency);
    const [done] = requireDone(
      await ctx.room.ledger.execute({
        ...{ scope: 'adjustment', userId: adjustment.userId, deadlineAt: null, policy: null },
        operations: [{ kind: 'adjust', reference: id, currency, bucket, direction, amount }],
      }),
    );
    Object.assign(adjustment, {
      status: 'APPROVED',
      approvedById: approver,
      transactionId: done!.transactionId,
      decidedAt: ctx.now(),
    });
    await ctx.em.flush();
    await auditAdjustment(ctx, adjustment, 'approve-adjustment');
    return adjustment;
  });
}
