import type { PaymentsContext } from '../room.ts';
import { changePayment } from './change-payment.ts';

/** How often a part that stays silent is asked before a start is given up. */
export const MOST_START_ATTEMPTS = 3;

/** Ends a start that nobody was told of; what the ledger may keep for it is given back a little later. */
export async function abandonStart(ctx: PaymentsContext, id: string, code: string): Promise<void> {
  await changePayment(ctx, id, ({ room }, payment) => {
    if (payment.announced || payment.abandoned) return;
    payment.abandoned = true;
    payment.failureCode = code;
    // By then the ledger no longer begins what it was asked to: see `notLater`.
    payment.next('RELEASE', 1.5 * room.timing.ledgerTimeoutMs);
  });
}
