import { BadUserInput, minorOf } from '@croupier/kit';
import { checkIdempotencyKey } from '../limits/check-idempotency-key.ts';
import { screenAmount } from '../limits/screen-amount.ts';
import type { Payment } from '../payments/payment.entity.ts';
import { findStarted, newPaymentId, startPayment } from '../payments/start-payment.ts';
import type { PaymentsContext } from '../room.ts';
import type { DepositInput } from './deposit.args.ts';

/**
 * Starts a deposit of a player: it counts against their limits, and the PSP says where to pay. A repeated key answers with the
 * first payment. Refusals: BAD_USER_INPUT, LIMIT_EXCEEDED (a limit of theirs, or the method's), SELF_EXCLUDED, PLAYER_BLOCKED,
 * PROVIDER_UNAVAILABLE. A refused deposit is no Payment.
 */
export async function deposit(ctx: PaymentsContext, userId: string, input: DepositInput): Promise<Payment> {
  const idempotencyKey = checkIdempotencyKey(input.idempotencyKey);
  const earlier = await findStarted(ctx, userId, 'DEPOSIT', idempotencyKey);
  if (earlier) return earlier;
  const amountMinor = minorOf(input.amount);
  const { psp, method } = screenAmount(
    ctx.room.providers,
    'DEPOSIT',
    input.methodId,
    amountMinor,
    input.amount.currency,
  );
  const returnUrl = checkReturnUrl(ctx.room.webUrl, input.returnUrl);
  return startPayment(ctx, {
    id: newPaymentId(),
    userId,
    kind: 'DEPOSIT',
    amountMinor,
    currency: input.amount.currency,
    method: method.id,
    psp,
    destinationSealed: null,
    returnUrl,
    idempotencyKey,
    step: 'RESERVE',
  });
}

/** A page of the web app alone: anything else would make the PSP's page a redirector to wherever a link's author wants. */
function checkReturnUrl(webUrl: string, wanted: string | null | undefined): string {
  const web = new URL(webUrl);
  if (wanted == null) return new URL('/wallet', web).href;
  const url = wanted.length <= 2_000 && URL.canParse(wanted, web) ? new URL(wanted, web) : null;
  if (url?.origin !== web.origin)
    throw new BadUserInput('returnUrl is a page of the web app', { returnUrl: 'another origin' });
  return url.href;
}
