import { Conflict, NotFound } from '@croupier/kit';
import type { Payment } from '../payments/payment.entity.ts';

/** Only a withdrawal that waits for a person can be decided. Throws NOT_FOUND (no withdrawal) and CONFLICT (decided already). */
export function requireInReview(payment: Payment): void {
  if (payment.kind !== 'WITHDRAWAL' || !payment.announced) throw new NotFound('The withdrawal');
  if (payment.status !== 'REVIEW') throw new Conflict(`The withdrawal is ${payment.status} already`);
}
