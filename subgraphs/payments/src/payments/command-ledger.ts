import { askCommands, formatAmount, type Operation, type Refusal } from '@croupier/contracts';
import { DomainError, ProviderUnavailable } from '@croupier/kit';
import type { PaymentsContext } from '../room.ts';
import type { Payment } from './payment.entity.ts';

/** null: done, now or earlier. */
export type LedgerAnswer = {
  refusal: Refusal | null;
  /** BONUS_ACTIVE: what would be lost */
  forfeits?: { amount: string; currency: string }[] | undefined;
};

/**
 * Has the ledger do one operation of a payment. A repeat of the same operation does nothing and is answered alike.
 * `notLater`: the ledger does not begin once this call has given up waiting.
 * Throws ProviderUnavailable where the outcome is not known: repeat it.
 */
export async function commandLedger(
  ctx: PaymentsContext,
  payment: Payment,
  operation: Operation,
  { notLater = false } = {},
): Promise<LedgerAnswer> {
  const timeoutMs = ctx.room.timing.ledgerTimeoutMs;
  const deadlineAt = notLater ? new Date(Date.now() + timeoutMs).toISOString() : null;
  const command = {
    scope: `psp:${payment.psp}`,
    userId: payment.userId,
    deadlineAt,
    policy: null,
    operations: [operation],
  };
  const { results } = await ctx
    .ask(askCommands.payments, { commands: [command] }, { timeoutMs })
    .catch((error: unknown) => {
      // A failure inside the ledger says nothing about what it did.
      if (error instanceof DomainError && error.code === 'INTERNAL_ERROR') throw new ProviderUnavailable();
      throw error;
    });
  const result = results[0];
  if (!result || result.status === 'TRY_AGAIN') throw new ProviderUnavailable();
  return result.status === 'REFUSED' ? { refusal: result.code, forfeits: result.forfeits } : { refusal: null };
}

/** Amount and currency as the ledger takes them. */
export const ledgerMoney = ({ amountMinor, currency }: Payment) => ({
  amount: formatAmount(amountMinor, currency),
  currency,
});

/** What was taken back of it. */
export const ledgerPart = ({ reversalMinor, currency }: Payment): string =>
  formatAmount(BigInt(reversalMinor!), currency);

/** References of a payment's operations. The one that moves money in, or holds it, bears the payment's own id. */
export const referenceOf = {
  reservation: ({ id }: Payment) => `${id}:reserve`,
  credit: ({ id }: Payment) => id,
  hold: ({ id }: Payment) => id,
  capture: ({ id }: Payment) => `${id}:capture`,
  release: ({ id }: Payment) => `${id}:release`,
  chargeback: ({ id, reversalNumber }: Payment) => `${id}:chargeback:${reversalNumber}`,
  chargebackWon: ({ id, reversalNumber }: Payment) => `${id}:chargeback:${reversalNumber}:won`,
};
