import { Forbidden, NotFound } from '@croupier/kit';
import { changePayment } from '../payments/change-payment.ts';
import type { Payment } from '../payments/payment.entity.ts';
import type { PaymentsContext } from '../room.ts';
import { auditDecision } from './audit-decision.ts';
import { requireInReview } from './require-in-review.ts';

/**
 * Staff lets a withdrawal go: the PSP is asked to pay. Refusals: NOT_FOUND, CONFLICT (decided already), FORBIDDEN (their own;
 * nobody approves what they proposed).
 */
export async function approveWithdrawal(ctx: PaymentsContext, actorId: string, id: string): Promise<Payment> {
  const payment = await changePayment(ctx, id, async (ctx, payment) => {
    if (payment.userId === actorId) throw new Forbidden('Nobody decides on a withdrawal of their own');
    requireInReview(payment);
    payment.become('PROCESSING', actorId);
    payment.next('PAYOUT', 0);
    await auditDecision(ctx, payment, { actorId, action: 'approve-withdrawal', reason: null });
  });
  if (!payment) throw new NotFound('The withdrawal');
  ctx.room.wake();
  return payment;
}
