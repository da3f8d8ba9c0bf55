import type { Refusal } from '@croupier/contracts';
import { inTransaction, ProviderUnavailable } from '@croupier/kit';
import { raiseAlert } from '../payments/change-payment.ts';
import type { Payment } from '../payments/payment.entity.ts';
import type { PaymentsContext } from '../room.ts';

/**
 * The ledger refused what it never should (money that was captured, held or reserved). The operator is told once; the step is
 * repeated, so that it goes through when the cause is mended. Always throws ProviderUnavailable.
 */
export async function reportLedgerRefusal(ctx: PaymentsContext, payment: Payment, refusal: Refusal): Promise<never> {
  // 1: the first time that it was claimed; what a caller tries beforehand counts as none.
  if (payment.attempts === 1) {
    await inTransaction(ctx, (ctx) =>
      raiseAlert(ctx, {
        kind: 'payment-ledger-refusal',
        severity: 'CRITICAL',
        message: `The ledger refuses the ${String(payment.step).toLowerCase()} of a ${payment.kind.toLowerCase()}: ${refusal}`,
        userId: payment.userId,
        subjectId: payment.id,
      }),
    );
  }
  throw new ProviderUnavailable();
}
