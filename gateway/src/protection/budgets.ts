import { type Identity, isStaff } from '@croupier/kit';
import type { Caller } from '../identity/caller.ts';
import { refusal } from '../supergraph/request-refused.ts';

/**
 * The most that one operation may cost. Whatever holds 100 000 nodes (interface.md) fits into a person's budget: a node brings
 * its page's edge and a few amounts of money along. The console's people read for everybody.
 */
export const BUDGETS = { anonymous: 200_000, user: 500_000, partner: 500_000, staff: 2_000_000 };

export function budgetOf(identity: Identity): number {
  return isStaff(identity) ? BUDGETS.staff : BUDGETS[identity.kind];
}

/** Refuses what is dearer than the caller's budget, before anything runs. Throws RequestRefused (QUERY_TOO_COMPLEX). */
export function refuseDear(cost: number, { identity }: Caller): void {
  const budget = budgetOf(identity);
  if (cost <= budget) return;
  throw refusal('QUERY_TOO_COMPLEX', `The operation may cost ${cost}, and the budget is ${budget}`);
}

/** Staff and partners write their own operations: they are told what one costs. */
export const isTold = (identity: Identity): boolean => identity.kind === 'partner' || isStaff(identity);
