import { setting, subgraphConfig } from '@croupier/kit';
import { z } from 'zod';
import { adjustmentCeilings } from './adjustments/adjustment-ceilings.ts';
import { readFaults } from './ledger/fault.ts';
import { SPENDING_ORDERS } from './ledger/judge/post.ts';

const faults = z.string().transform((text, ctx) => {
  const read = readFaults(text);
  if (read) return read;
  ctx.addIssue({ code: 'custom', message: 'is POINT:PASSING or POINT:PASSING:SIGSTOP, several with commas' });
  return z.NEVER;
});

export const walletConfig = subgraphConfig
  .extend({
    /** lanes are made up to this number; never fewer than the database has */
    WALLET_LANES: z.coerce.number().int().min(1).max(64).default(2),
    /** the jurisdiction's: the most times that a bonus may have to be staked */
    BONUS_MOST_WAGERING: z.coerce.number().int().min(0).max(100).default(100),
    /** what the house keeps of an exchange between currencies, in basis points (1/100 percent) */
    EXCHANGE_MARGIN_BASIS_POINTS: z.coerce.number().int().min(0).max(5_000).default(100),
    /** what a game's stake takes first */
    BONUS_SPENDING_ORDER: z.enum(SPENDING_ORDERS).default('REAL_FIRST'),
    /** JSON, role → { propose, approve }: the largest correction in EUR; null: no ceiling */
    ADJUSTMENT_CEILINGS: adjustmentCeilings.prefault(
      '{"FINANCE":{"propose":null,"approve":null},"ADMIN":{"propose":null,"approve":null}}',
    ),
    /** where anchors of the ledger are kept, and the private Ed25519 JWK that signs them */
    CROUPIER_ANCHOR_DIR: z.string().min(1).optional(),
    CROUPIER_ANCHOR_KEY: setting.jwk.refine((key) => typeof key.d === 'string', 'must be a private key').optional(),
    /** for tests: where this process dies or stands still, see ledger/fault.ts */
    CROUPIER_FAULT: faults.optional(),
  })
  .refine((config) => config.NODE_ENV !== 'production' || config.CROUPIER_FAULT === undefined, {
    path: ['CROUPIER_FAULT'],
    message: 'is refused with NODE_ENV=production',
  })
  .refine((config) => (config.CROUPIER_ANCHOR_DIR === undefined) === (config.CROUPIER_ANCHOR_KEY === undefined), {
    path: ['CROUPIER_ANCHOR_DIR'],
    message: 'is set together with CROUPIER_ANCHOR_KEY, or neither',
  });
export type WalletConfig = z.infer<typeof walletConfig>;
