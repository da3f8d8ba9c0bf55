import { subgraphConfig } from '@croupier/kit';
import { z } from 'zod';
import { adjustmentCeilings } from './adjustments/adjustment-ceilings.ts';

export const walletConfig = subgraphConfig.extend({
  /** lanes are made up to this number; never fewer than the database has */
  WALLET_LANES: z.coerce.number().int().min(1).max(64).default(2),
  /** the jurisdiction's: the most times that a bonus may have to be staked */
  BONUS_MOST_WAGERING: z.coerce.number().int().min(0).max(100).default(100),
  /** JSON, role → { propose, approve }: the largest correction in EUR; null: no ceiling */
  ADJUSTMENT_CEILINGS: adjustmentCeilings.prefault(
    '{"FINANCE":{"propose":null,"approve":null},"ADMIN":{"propose":null,"approve":null}}',
  ),
});
export type WalletConfig = z.infer<typeof walletConfig>;
