import { BadUserInput, Forbidden, NotFound } from '@croupier/kit';
import { changePayment } from '../payments/change-payment.ts';
import type { Payment } from '../payments/payment.entity.ts';
import { progressOrPostpone } from '../progress/progress-payment.ts';
import type { PaymentsContext } from '../room.ts';
import { auditDecision } from './audit-decision.ts';
import { requireInReview } from './require-in-review.ts';

const MOST_CHARACTERS = 1_000;

/**
 * Staff refuses a withdrawal; the held money is the player's again. Refusals: BAD_USER_INPUT (no reason), NOT_FOUND,
 * CONFLICT (decided already), FORBIDDEN (their own).
 */
export async function rejectWithdrawal(
  ctx: PaymentsContext,
  actorId: string,
  input: { id: string; reason: string },
): Promise<Payment> {
  const reason = input.reason.trim();
  if (reason === '' || reason.length > MOST_CHARACTERS || reason.includes('\u0000')) {
    throw new BadUserInput('A reason of at most 1000 characters is needed', { reason: 'is empty or too long' });
  }
  const payment = await changePayment(ctx, input.id, async (ctx, payment) => {
    if (payment.userId === actorId) throw new Forbidden('Nobody decides on a withdrawal of their own');
    requireInReview(payment);
    payment.failureCode = 'REJECTED';
    payment.become('CANCELLED', actorId);
    payment.next('RELEASE', ctx.room.timing.leaseMs);
    await auditDecision(ctx, payment, { actorId, action: 'reject-withdrawal', reason });
  });
  if (!payment) throw new NotFound('The withdrawal');
  await progressOrPostpone(ctx, payment);
  return payment;
}
