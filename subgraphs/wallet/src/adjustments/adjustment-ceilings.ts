/** How much a role may correct: a table of the operator's, in EUR. */
import { formatAmount, parseAmount } from '@croupier/contracts';
import { Forbidden, hasRole } from '@croupier/kit';
import { z } from 'zod';
import { dayOf } from '../ledger/rates.ts';
import type { WalletContext } from '../room.ts';

/** An amount of EUR as text → cents; null: no ceiling. */
const ceiling = z
  .string()
  .regex(/^\d{1,12}(\.\d{1,2})?$/, 'must be an amount of EUR such as "500.00", or null')
  .transform((text) => parseAmount(text, 'EUR'))
  .nullable();
const table = z.partialRecord(
  z.enum(['FINANCE', 'ADMIN']),
  z.strictObject({ propose: ceiling.default(null), approve: ceiling.default(null) }),
);
export type AdjustmentCeilings = z.infer<typeof table>;

/** The setting's text. A role that the table does not name proposes and approves nothing. */
export const adjustmentCeilings = z
  .string()
  .transform((text, ctx): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      ctx.addIssue({ code: 'custom', message: 'must be JSON: { "ROLE": { "propose": "EUR", "approve": "EUR" } }' });
      return z.NEVER;
    }
  })
  .pipe(table);

/**
 * Refuses a correction that is larger than each of the person's roles may propose or approve, at today's rate. FORBIDDEN.
 */
export function requireWithinCeiling(
  ctx: WalletContext,
  step: 'propose' | 'approve',
  amountMinor: bigint,
  currency: string,
): void {
  const ceilings = (['FINANCE', 'ADMIN'] as const).flatMap((role) => {
    const entry = hasRole(ctx.identity, role) ? ctx.room.adjustmentCeilings[role] : undefined;
    return entry ? [entry[step]] : [];
  });
  if (ceilings.length === 0) throw new Forbidden(`This role may not ${step} corrections`);
  if (ceilings.includes(null)) return;
  const most = ceilings.reduce<bigint>((highest, each) => (each! > highest ? each! : highest), 0n);
  const eur = ctx.room.ledger.rates.toEur(amountMinor, currency, dayOf(ctx.now().getTime()));
  if (eur > most) throw new Forbidden(`This role may ${step} corrections up to ${formatAmount(most, 'EUR')} EUR`);
}
