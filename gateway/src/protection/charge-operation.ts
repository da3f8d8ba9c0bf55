import type { Caller } from '../identity/caller.ts';
import type { PreparedOperation } from '../supergraph/prepare-operation.ts';
import { refuseDear } from './budgets.ts';
import type { RequestLimits } from './request-limits.ts';

/**
 * What the operation costs, once its caller's budget and quota have allowed it; undefined where operations have no price.
 * Throws RequestRefused: QUERY_TOO_COMPLEX beyond the budget, RATE_LIMITED beyond the quota.
 */
export function chargeOperation(
  prepared: PreparedOperation,
  variables: Record<string, unknown>,
  caller: Caller,
  rate: RequestLimits | null,
): number | undefined {
  const cost = prepared.price?.(variables);
  if (cost === undefined) return undefined;
  refuseDear(cost, caller);
  rate?.cost(caller, cost);
  return cost;
}
