/** What payments tells the ledger when a PSP takes money back. */
import { z } from 'zod';
import { decimalText, idText } from './shape.ts';

export const chargebackOperations = [
  /**
   * The PSP takes a captured deposit back (chargeback, refund): `amount`, in the deposit's currency, or all that is left of it. What real
   * money there is, never below zero; the rest is a debt. Never refused for status. Of an unknown deposit: TRANSACTION_NOT_FOUND; of more
   * than is left of it: INSUFFICIENT_FUNDS; of nothing that is left: ALREADY_SETTLED. payments only.
   */
  z.object({ kind: z.literal('chargeback'), reference: idText, deposit: idText, amount: decimalText.optional() }),
  /** A chargeback was won: its debt is cancelled first, what was really taken is given back. `chargeback` is its reference. payments only. */
  z.object({ kind: z.literal('reverse_chargeback'), reference: idText, chargeback: idText }),
] as const;
