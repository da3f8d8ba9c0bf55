import { formatAmount } from '@croupier/contracts';
import { abandonStart } from '../payments/abandon-start.ts';
import { changePayment } from '../payments/change-payment.ts';
import { commandLedger, ledgerMoney, referenceOf } from '../payments/command-ledger.ts';
import { codeOfRefusal } from '../payments/payment.errors.ts';
import type { Step } from '../progress/progress-payment.ts';
import { reportLedgerRefusal } from '../progress/report-ledger-refusal.ts';
import { providerOf } from '../providers/index.ts';
import { ProviderRefused } from '../providers/provider.ts';

/** Counts the deposit against the player's limits before anybody pays. A refusal ends the start. */
export const reserveDeposit: Step = async (ctx, payment) => {
  const { refusal } = await commandLedger(
    ctx,
    payment,
    { kind: 'reserve_deposit', reference: referenceOf.reservation(payment), ...ledgerMoney(payment) },
    { notLater: true },
  );
  ctx.room.faultAt?.('after-reserve');
  return changePayment(ctx, payment.id, ({ room }, present) => {
    if (present.step !== 'RESERVE') return;
    if (!refusal) return present.next('CREATE', room.timing.leaseMs);
    present.abandoned = true;
    present.failureCode = codeOfRefusal(refusal);
    present.rest();
  });
};

/** Makes the payment at the PSP, which answers where the payer pays; then it is PENDING for all to see. */
export const createAtProvider: Step = async (ctx, payment) => {
  const created = await providerOf(ctx.room.providers, payment.psp)
    .createPayment({
      paymentId: payment.id,
      kind: 'DEPOSIT',
      methodId: payment.method,
      amount: formatAmount(payment.amountMinor, payment.currency),
      currency: payment.currency,
      destination: null,
      returnUrl: payment.returnUrl,
    })
    .catch((error: unknown) => {
      if (error instanceof ProviderRefused) return null;
      throw error;
    });
  ctx.room.faultAt?.('after-create');
  if (!created) {
    await abandonStart(ctx, payment.id, 'PROVIDER_UNAVAILABLE');
    return null;
  }
  await changePayment(ctx, payment.id, ({ room }, present) => {
    // Also where the webhook was faster and the payment has moved on.
    present.pspPaymentId = created.id;
    present.redirectUrl = created.redirectUrl;
    if (present.step !== 'CREATE') return;
    present.announce(present.userId);
    present.next('AWAIT', room.timing.reconcileAfterMs);
  });
  return null;
};

/** The payer has paid: the money is the player's, whatever became of their status or limits. */
export const creditDeposit: Step = async (ctx, payment) => {
  const { refusal } = await commandLedger(ctx, payment, {
    kind: 'deposit',
    reference: referenceOf.credit(payment),
    reservation: referenceOf.reservation(payment),
    ...ledgerMoney(payment),
  });
  if (refusal) return reportLedgerRefusal(ctx, payment, refusal);
  ctx.room.faultAt?.('after-credit');
  await changePayment(ctx, payment.id, (_ctx, present) => {
    if (present.step !== 'CREDIT') return;
    present.become('SUCCEEDED', `psp:${present.psp}`);
    present.rest();
  });
  return null;
};
