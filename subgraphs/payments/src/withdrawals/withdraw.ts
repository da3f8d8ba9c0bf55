import { askKycStatus } from '@croupier/contracts';
import { minorOf } from '@croupier/kit';
import { checkIdempotencyKey } from '../limits/check-idempotency-key.ts';
import { screenAmount } from '../limits/screen-amount.ts';
import { KycRequired } from '../payments/payment.errors.ts';
import type { Payment } from '../payments/payment.entity.ts';
import { findStarted, newPaymentId, startPayment } from '../payments/start-payment.ts';
import type { PaymentsContext } from '../room.ts';
import { checkDestination, sealDestination } from './destination.ts';
import type { WithdrawInput } from './withdraw.args.ts';

/**
 * Starts a withdrawal of a player: the money is held, a person looks at it (REVIEW). A repeated key answers with the first payment.
 * Refusals: BAD_USER_INPUT, LIMIT_EXCEEDED (above the method's largest amount), KYC_REQUIRED, INSUFFICIENT_FUNDS, PLAYER_BLOCKED,
 * CONFLICT (a bonus would be lost, and there is no consent: the message says how much), PROVIDER_UNAVAILABLE. Source: interface.md, "withdraw needs APPROVED and waits in REVIEW for a person".
 */
export async function withdraw(ctx: PaymentsContext, userId: string, input: WithdrawInput): Promise<Payment> {
  const idempotencyKey = checkIdempotencyKey(input.idempotencyKey);
  const earlier = await findStarted(ctx, userId, 'WITHDRAWAL', idempotencyKey);
  if (earlier) return earlier;
  const amountMinor = minorOf(input.amount);
  const { psp, method } = screenAmount(
    ctx.room.providers,
    'WITHDRAWAL',
    input.methodId,
    amountMinor,
    input.amount.currency,
  );
  const destination = checkDestination(input.destination);
  const kyc = await ctx.ask(askKycStatus, { userId });
  if (kyc.status !== 'APPROVED') throw new KycRequired();
  const id = newPaymentId();
  return startPayment(ctx, {
    id,
    userId,
    kind: 'WITHDRAWAL',
    amountMinor,
    currency: input.amount.currency,
    method: method.id,
    psp,
    destinationSealed: sealDestination(ctx, id, destination),
    returnUrl: null,
    forfeitBonus: input.forfeitBonus,
    idempotencyKey,
    step: 'HOLD',
  });
}
