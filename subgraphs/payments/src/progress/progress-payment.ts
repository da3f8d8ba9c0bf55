import { ProviderUnavailable } from '@croupier/kit';
import { createAtProvider, creditDeposit, reserveDeposit } from '../deposits/deposit-steps.ts';
import { giveBackDeposit, takeBackDeposit } from '../deposits/take-back.ts';
import { abandonStart, MOST_START_ATTEMPTS } from '../payments/abandon-start.ts';
import { changePayment } from '../payments/change-payment.ts';
import type { Payment, PaymentStep } from '../payments/payment.entity.ts';
import { askProvider } from '../reconciliation/ask-provider.ts';
import type { PaymentsContext } from '../room.ts';
import { captureWithdrawal, holdWithdrawal, payOut } from '../withdrawals/withdrawal-steps.ts';
import { releaseMoney } from './release-money.ts';

/**
 * A step speaks to ledger or PSP (a repeat does nothing there) and then moves the payment on in one transaction. It answers the
 * payment where the next step follows at once, under the same lease. Throws ProviderUnavailable where the outcome is not known.
 */
export type Step = (ctx: PaymentsContext, payment: Payment) => Promise<Payment | null>;

const STEPS: Record<PaymentStep, Step> = {
  RESERVE: reserveDeposit,
  CREATE: createAtProvider,
  CREDIT: creditDeposit,
  HOLD: holdWithdrawal,
  PAYOUT: payOut,
  CAPTURE: captureWithdrawal,
  AWAIT: askProvider,
  RELEASE: releaseMoney,
  TAKE_BACK: takeBackDeposit,
  GIVE_BACK: giveBackDeposit,
};

/** Does step after step until the payment must wait. The caller holds its lease. Throws ProviderUnavailable: try again later. */
export async function progressPayment(ctx: PaymentsContext, payment: Payment): Promise<void> {
  for (let present: Payment | null = payment; present?.step;) {
    ctx.room.faultAt?.(`before-${present.step.toLowerCase()}`);
    present = await STEPS[present.step](ctx, present);
  }
}

/** Like `progressPayment`; where a part does not answer, the payment is left for later, or given up while nobody knows of it. */
export async function progressOrPostpone(ctx: PaymentsContext, payment: Payment): Promise<void> {
  const { id } = payment;
  try {
    await progressPayment(ctx, payment);
  } catch (error) {
    if (!(error instanceof ProviderUnavailable)) throw error;
    if (!payment.announced && !payment.abandoned && payment.attempts >= MOST_START_ATTEMPTS) {
      return abandonStart(ctx, id, 'PROVIDER_UNAVAILABLE');
    }
    ctx.log.info({ paymentId: id, step: payment.step, attempts: payment.attempts }, 'a step will be tried again');
    await changePayment(ctx, id, ({ room }, present) => {
      if (present.step)
        present.nextAttemptAt = new Date(Date.now() + backOffMs(room.timing.retryAfterMs, present.attempts));
    });
  }
}

const backOffMs = (firstMs: number, attempts: number): number =>
  Math.min(60_000, firstMs * 2 ** Math.min(attempts, 20));
