import { CROUPIER_POLICY, type CallbackPolicy } from '@croupier/contracts';

/** One row per dialect: how its studios want repeats, rollbacks and settlements judged. The ledger executes it. */
export const POLICIES = {
  croupier: CROUPIER_POLICY,
} as const satisfies Record<string, CallbackPolicy>;
