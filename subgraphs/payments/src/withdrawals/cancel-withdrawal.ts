import { NotFound } from '@croupier/kit';
import { changePayment } from '../payments/change-payment.ts';
import type { Payment } from '../payments/payment.entity.ts';
import { progressOrPostpone } from '../progress/progress-payment.ts';
import type { PaymentsContext } from '../room.ts';
import { requireInReview } from './require-in-review.ts';

/**
 * A player takes a withdrawal back while it waits for review; the held money is theirs again.
 * Refusals: NOT_FOUND (also another's), CONFLICT (decided already).
 */
export async function cancelWithdrawal(ctx: PaymentsContext, userId: string, id: string): Promise<Payment> {
  const payment = await changePayment(ctx, id, ({ room }, payment) => {
    if (payment.userId !== userId) throw new NotFound('The withdrawal');
    requireInReview(payment);
    payment.become('CANCELLED', userId);
    payment.next('RELEASE', room.timing.leaseMs);
  });
  if (!payment) throw new NotFound('The withdrawal');
  await progressOrPostpone(ctx, payment);
  return payment;
}
