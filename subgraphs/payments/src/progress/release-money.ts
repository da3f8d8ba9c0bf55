import { changePayment } from '../payments/change-payment.ts';
import { commandLedger, referenceOf } from '../payments/command-ledger.ts';
import type { Step } from './progress-payment.ts';
import { reportLedgerRefusal } from './report-ledger-refusal.ts';

/** Gives back what the ledger keeps for a payment that will not come about: a deposit's reserved limit, a withdrawal's held money. */
export const releaseMoney: Step = async (ctx, payment) => {
  const reference = referenceOf.release(payment);
  const { refusal } = await commandLedger(
    ctx,
    payment,
    payment.kind === 'DEPOSIT'
      ? { kind: 'release_deposit', reference, reservation: referenceOf.reservation(payment) }
      : { kind: 'release', reference, hold: referenceOf.hold(payment) },
  );
  // A start that was given up may never have reached the ledger: then there is nothing to give back.
  if (refusal && !payment.abandoned) return reportLedgerRefusal(ctx, payment, refusal);
  ctx.room.faultAt?.('after-release');
  await changePayment(ctx, payment.id, (_ctx, present) => {
    if (present.step === 'RELEASE') present.rest();
  });
  return null;
};
