import { subgraphConfig } from '@croupier/kit';
import { z } from 'zod';

export const walletConfig = subgraphConfig.extend({
  /** lanes are made up to this number; never fewer than the database has */
  WALLET_LANES: z.coerce.number().int().min(1).max(64).default(2),
});
export type WalletConfig = z.infer<typeof walletConfig>;
