import { isCurrency, MalformedAmount, parseAmount } from '@croupier/contracts';
import { applyReversal } from '../deposits/take-back.ts';
import type { ProviderResult } from '../providers/provider.ts';
import type { Payment, PaymentStatus } from './payment.entity.ts';

/** What a PSP says of a payment, by webhook or when asked. */
export interface Outcome {
  result: ProviderResult;
  amount: string;
  currency: string;
}

/**
 * APPLIED: the payment goes on. REPEATED: known already. LATE: a failure that comes after the success and does not undo it.
 * EARLY: it is about a deposit whose money is still on its way; to be said again. CONTRADICTION: it does not fit the payment, which stays as it is; a person must look.
 */
export type Verdict = 'APPLIED' | 'REPEATED' | 'LATE' | 'EARLY' | 'CONTRADICTION';

/** Judges what a PSP says and, where it fits, lets the (locked) payment take it. Moves no money itself. */
export function applyOutcome(payment: Payment, outcome: Outcome, actor: string): Verdict {
  if (payment.abandoned) return 'CONTRADICTION';
  if (outcome.result !== 'SUCCEEDED' && outcome.result !== 'FAILED') return applyReversal(payment, outcome);
  if (!sameMoney(payment, outcome)) return 'CONTRADICTION';
  const waits = payment.step === 'AWAIT' || payment.step === (payment.kind === 'DEPOSIT' ? 'CREATE' : 'PAYOUT');
  if (waits) {
    if (outcome.result === 'SUCCEEDED') succeed(payment, actor);
    else fail(payment, actor);
    return 'APPLIED';
  }
  const succeeded = HAVE_SUCCEEDED.includes(payment.status) || payment.step === 'CREDIT' || payment.step === 'CAPTURE';
  if (succeeded) return outcome.result === 'SUCCEEDED' ? 'REPEATED' : 'LATE';
  return payment.status === 'FAILED' && outcome.result === 'FAILED' ? 'REPEATED' : 'CONTRADICTION';
}

const HAVE_SUCCEEDED: PaymentStatus[] = ['SUCCEEDED', 'REFUNDED', 'CHARGED_BACK'];

function succeed(payment: Payment, actor: string): void {
  // The webhook may be faster than the answer to the request that made the payment.
  if (!payment.announced) payment.announce(payment.userId);
  if (payment.status === 'PENDING') payment.become('PROCESSING', actor);
  payment.next(payment.kind === 'DEPOSIT' ? 'CREDIT' : 'CAPTURE', 0);
}

function fail(payment: Payment, actor: string): void {
  if (!payment.announced) payment.announce(payment.userId);
  payment.failureCode = payment.kind === 'DEPOSIT' ? 'DECLINED' : 'PAYOUT_FAILED';
  payment.become('FAILED', actor);
  payment.next('RELEASE', 0);
}

/** By value: "5.0" EUR is "5.00" EUR. */
function sameMoney(payment: Payment, { amount, currency }: Outcome): boolean {
  if (currency !== payment.currency || !isCurrency(currency)) return false;
  try {
    return parseAmount(amount, currency) === payment.amountMinor;
  } catch (error) {
    if (error instanceof MalformedAmount) return false;
    throw error;
  }
}
