/** What an operation came to. Refusals are values here, not exceptions: they are half of the judge's ordinary work. */
import type { Refusal } from '@croupier/contracts';
import type { AlertRow, PromotionCapRow } from '../rows.ts';

export type Verdict =
  | { done: true; transactionId: string | null; replayed: boolean; currency: string | null }
  | {
      done: false;
      code: Refusal;
      currency: string | null;
      /** told although the command is refused: once, marked in the row */
      warning?: { cap: PromotionCapRow; alert: AlertRow };
      /** BONUS_ACTIVE: what would be lost */
      forfeits?: { bonus: string; amount: string; currency: string }[];
      /** a studio's policy may want a refused rollback of an unknown bet to leave its tombstone */
      keep?: boolean;
    };

export const done = (transactionId: string | null, currency: string | null): Verdict => ({
  done: true,
  transactionId,
  replayed: false,
  currency,
});
export const replayed = (transactionId: string | null, currency: string | null): Verdict => ({
  done: true,
  transactionId,
  replayed: true,
  currency,
});
export const refused = (code: Refusal, currency: string | null): Verdict => ({ done: false, code, currency });
