import { formatAmount } from '@croupier/contracts';
import { changePayment } from '../payments/change-payment.ts';
import { commandLedger, ledgerMoney, referenceOf } from '../payments/command-ledger.ts';
import { codeOfRefusal } from '../payments/payment.errors.ts';
import type { Step } from '../progress/progress-payment.ts';
import { reportLedgerRefusal } from '../progress/report-ledger-refusal.ts';
import { providerOf } from '../providers/index.ts';
import { ProviderRefused } from '../providers/provider.ts';
import { openDestination } from './destination.ts';

/** Takes the money out of play before anybody looks at the withdrawal. A refusal ends the start. */
export const holdWithdrawal: Step = async (ctx, payment) => {
  const { refusal, forfeits = [] } = await commandLedger(
    ctx,
    payment,
    {
      kind: 'hold',
      reference: referenceOf.hold(payment),
      purpose: 'WITHDRAWAL',
      roundId: null,
      selection: null,
      odds: null,
      forfeitBonus: payment.forfeitBonus,
      ...ledgerMoney(payment),
    },
    { notLater: true },
  );
  ctx.room.faultAt?.('after-hold');
  await changePayment(ctx, payment.id, (_ctx, present) => {
    if (present.step !== 'HOLD') return;
    present.rest();
    if (refusal) {
      present.abandoned = true;
      present.failureCode = codeOfRefusal(refusal);
      present.failureMessage = messageOf(forfeits);
    } else {
      present.announce(present.userId);
      present.become('REVIEW', 'system');
    }
  });
  return null;
};

/** What a player would lose by a withdrawal, in words; null: nothing. */
function messageOf(forfeits: { amount: string; currency: string }[]): string | null {
  if (forfeits.length === 0) return null;
  const lost = forfeits.map(({ amount, currency }) => `${amount} ${currency}`).join(', ');
  return `This withdrawal ends a bonus that is not wagered yet: ${lost} of bonus money would be lost. Repeat it with forfeitBonus to consent`;
}

/** Has the PSP pay. Its silence proves nothing, so it is asked the same again until it answers. */
export const payOut: Step = async (ctx, payment) => {
  const created = await providerOf(ctx.room.providers, payment.psp)
    .createPayment({
      paymentId: payment.id,
      kind: 'WITHDRAWAL',
      methodId: payment.method,
      amount: formatAmount(payment.amountMinor, payment.currency),
      currency: payment.currency,
      destination: openDestination(ctx, payment),
      returnUrl: null,
    })
    .catch((error: unknown) => {
      if (error instanceof ProviderRefused) return null;
      throw error;
    });
  ctx.room.faultAt?.('after-payout');
  const after = await changePayment(ctx, payment.id, ({ room }, present) => {
    if (created) present.pspPaymentId = created.id;
    if (present.step !== 'PAYOUT') return;
    if (created) return present.next('AWAIT', room.timing.reconcileAfterMs);
    present.failureCode = 'PAYOUT_FAILED';
    present.become('FAILED', `psp:${present.psp}`);
    present.next('RELEASE', room.timing.leaseMs);
  });
  return created ? null : after;
};

/** The PSP has paid: the held money leaves the house. */
export const captureWithdrawal: Step = async (ctx, payment) => {
  const { refusal } = await commandLedger(ctx, payment, {
    kind: 'capture',
    reference: referenceOf.capture(payment),
    hold: referenceOf.hold(payment),
  });
  if (refusal) return reportLedgerRefusal(ctx, payment, refusal);
  ctx.room.faultAt?.('after-capture');
  await changePayment(ctx, payment.id, (_ctx, present) => {
    if (present.step !== 'CAPTURE') return;
    present.become('SUCCEEDED', `psp:${present.psp}`);
    present.rest();
  });
  return null;
};
