import { isCurrency, MalformedAmount, parseAmount } from '@croupier/contracts';
import type { Outcome, Verdict } from '../payments/apply-outcome.ts';
import { changePayment, raiseAlert } from '../payments/change-payment.ts';
import { commandLedger, ledgerPart, referenceOf } from '../payments/command-ledger.ts';
import type { Payment } from '../payments/payment.entity.ts';
import type { Step } from '../progress/progress-payment.ts';
import { reportLedgerRefusal } from '../progress/report-ledger-refusal.ts';

/**
 * Judges what a PSP says of a deposit that was paid: taken back by the payer's bank, given back by the house, or won back from the bank.
 * One at a time: a second dispute of another amount, while the first stands, is for a person to look at. Moves no money itself.
 */
export function applyReversal(payment: Payment, outcome: Outcome): Verdict {
  const minor = minorWithin(payment, outcome);
  if (payment.kind !== 'DEPOSIT' || minor === null) return 'CONTRADICTION';
  if (payment.status === 'PENDING' || payment.status === 'PROCESSING') return 'EARLY';
  const same = payment.reversalMinor !== null && BigInt(payment.reversalMinor) === minor;
  if (outcome.result === 'CHARGEBACK_WON') return applyWon(payment, same);
  const kind = outcome.result === 'REFUNDED' ? 'REFUNDED' : 'CHARGED_BACK';
  if (payment.status === 'SUCCEEDED' && payment.step === null) {
    Object.assign(payment, {
      ...{ reversalKind: kind, reversalMinor: minor, reversalNumber: payment.reversalNumber + 1 },
    });
    payment.next('TAKE_BACK', 0);
    return 'APPLIED';
  }
  const known = payment.status === kind || payment.step === 'TAKE_BACK';
  return known && same && payment.reversalKind === kind ? 'REPEATED' : 'CONTRADICTION';
}

function applyWon(payment: Payment, same: boolean): Verdict {
  if (!same || payment.reversalKind !== 'CHARGED_BACK') return 'CONTRADICTION';
  if (payment.status === 'SUCCEEDED') return payment.step === null ? 'REPEATED' : 'EARLY';
  if (payment.status !== 'CHARGED_BACK') return 'CONTRADICTION';
  if (payment.step === 'GIVE_BACK') return 'REPEATED';
  payment.next('GIVE_BACK', 0);
  return 'APPLIED';
}

/** What of the deposit is meant, in minor units; null where it is no part of it. */
function minorWithin(payment: Payment, { amount, currency }: Outcome): bigint | null {
  if (currency !== payment.currency || !isCurrency(currency)) return null;
  try {
    const minor = parseAmount(amount, currency);
    return minor > 0n && minor <= BigInt(payment.amountMinor) ? minor : null;
  } catch (error) {
    if (error instanceof MalformedAmount) return null;
    throw error;
  }
}

/** The money is gone: the ledger takes what is there, the rest is a debt of the player. Staff hears of a chargeback. */
export const takeBackDeposit: Step = async (ctx, payment) => {
  const { refusal } = await commandLedger(ctx, payment, {
    kind: 'chargeback',
    reference: referenceOf.chargeback(payment),
    deposit: referenceOf.credit(payment),
    amount: ledgerPart(payment),
  });
  if (refusal) return reportLedgerRefusal(ctx, payment, refusal);
  ctx.room.faultAt?.('after-take-back');
  await changePayment(ctx, payment.id, async (ctx, present) => {
    if (present.step !== 'TAKE_BACK') return;
    const kind = present.reversalKind!;
    present.become(kind, `psp:${present.psp}`);
    present.rest();
    if (kind !== 'CHARGED_BACK') return;
    await raiseAlert(ctx, {
      kind: 'payment-charged-back',
      severity: 'WARNING',
      message: `The PSP ${present.psp} took ${ledgerPart(present)} ${present.currency} of a deposit back`,
      userId: present.userId,
      subjectId: present.id,
    });
  });
  return null;
};

/** The dispute was won: what was taken is the player's again, a debt of it is cancelled first. */
export const giveBackDeposit: Step = async (ctx, payment) => {
  const { refusal } = await commandLedger(ctx, payment, {
    kind: 'reverse_chargeback',
    reference: referenceOf.chargebackWon(payment),
    chargeback: referenceOf.chargeback(payment),
  });
  if (refusal) return reportLedgerRefusal(ctx, payment, refusal);
  ctx.room.faultAt?.('after-give-back');
  await changePayment(ctx, payment.id, (_ctx, present) => {
    if (present.step !== 'GIVE_BACK') return;
    present.become('SUCCEEDED', `psp:${present.psp}`);
    present.rest();
  });
  return null;
};
