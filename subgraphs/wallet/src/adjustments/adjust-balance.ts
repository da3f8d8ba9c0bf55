import { audited } from '@croupier/contracts';
import { BadUserInput, DomainError, inTransaction, minorOf, NotFound, publish, userIdOf } from '@croupier/kit';
import { randomUUID } from 'node:crypto';
import { walletById } from '../accounts/find-wallets.ts';
import type { WalletContext } from '../room.ts';
import type { AdjustBalanceInput } from './adjustment.args.ts';
import { requireWithinCeiling } from './adjustment-ceilings.ts';
import { Adjustment } from './adjustment.entity.ts';

class CurrencyMismatch extends DomainError {
  constructor() {
    super('CURRENCY_MISMATCH', 'The amount is not in the wallet’s currency');
  }
}

/**
 * Proposes a correction of a wallet; nothing moves until a second person approves it.
 * Refusals: NOT_FOUND, CURRENCY_MISMATCH, BAD_USER_INPUT, FORBIDDEN (more than the role may propose).
 */
export async function adjustBalance(ctx: WalletContext, input: AdjustBalanceInput): Promise<Adjustment> {
  const amountMinor = minorOf(input.amount);
  const reason = input.reason.trim();
  if (reason.length < 3 || reason.length > 500 || reason.includes('\u0000'))
    throw new BadUserInput('A reason is needed', { reason: '3 to 500 characters' });
  if (input.bucket === 'LOCKED')
    throw new BadUserInput('Locked money is held for something; release that', { bucket: 'REAL or BONUS' });
  const wallet = await walletById(ctx, input.walletId);
  if (!wallet) throw new NotFound('Wallet');
  if (wallet.currency !== input.amount.currency) throw new CurrencyMismatch();
  requireWithinCeiling(ctx, 'propose', amountMinor, wallet.currency);
  return inTransaction(ctx, async (ctx) => {
    const adjustment = ctx.em.create(Adjustment, {
      ...{ id: randomUUID(), userId: wallet.userId, walletId: wallet.id, currency: wallet.currency },
      ...{ bucket: input.bucket, direction: input.direction, amountMinor, reason, status: 'PROPOSED' },
      ...{
        proposedById: userIdOf(ctx.identity)!,
        approvedById: null,
        rejectedById: null,
        rejectionReason: null,
        transactionId: null,
        createdAt: ctx.now(),
        decidedAt: null,
      },
    } as never) as Adjustment;
    await ctx.em.flush();
    await auditAdjustment(ctx, adjustment, 'adjust-balance');
    return adjustment;
  });
}

/** Writes into the trail what was done to a correction, in the transaction that did it. */
export async function auditAdjustment(
  ctx: WalletContext,
  adjustment: Adjustment,
  action: string,
  reason: string = adjustment.reason,
): Promise<void> {
  const { id, userId, walletId, bucket, direction, amount, status, transactionId } = adjustment;
  await publish(ctx, audited.wallet, {
    ...{
      entryId: randomUUID(),
      actorId: userIdOf(ctx.identity)!,
      action,
      objectType: 'Adjustment',
      objectId: id,
      reason,
    },
    ...{
      before: null,
      after: { userId, walletId, bucket, direction, ...amount, status, transactionId },
      at: ctx.now().toISOString(),
    },
  });
}
