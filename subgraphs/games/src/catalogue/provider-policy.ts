import { callbackPolicy, type CallbackPolicy } from '@croupier/contracts';
import { BadUserInput } from '@croupier/kit';
import { dialectOf } from '../providers/index.ts';

/** One value of a policy row, such as `rollbackAmount` `MUST_MATCH`. */
export interface PolicyValue {
  name: string;
  value: string;
}

/** What a provider's row has of its own; all else is its dialect's. */
export type OwnPolicy = Partial<CallbackPolicy>;

/** The row by which a studio's commands are judged from now on. Repeats are judged by their claims, whatever it says. */
export const policyOfStudio = (studio: { name: string; dialect: string; policy: OwnPolicy }): CallbackPolicy => ({
  ...dialectOf(studio).policy,
  ...studio.policy,
});

/** Throws BadUserInput for a name or value that no policy has, and for one that is named twice. */
export function ownPolicyOf(values: PolicyValue[]): OwnPolicy {
  const own = Object.fromEntries(values.map(({ name, value }) => [name, value]));
  if (Object.keys(own).length !== values.length)
    throw new BadUserInput('A value of the policy is named twice', { policy: 'named twice' });
  const known = callbackPolicy.partial().strict().safeParse(own);
  if (known.success) return known.data as OwnPolicy;
  const [issue] = known.error.issues;
  const name = String(issue!.path[0] ?? (issue as { keys?: string[] }).keys?.[0]);
  throw new BadUserInput('A policy has no such value', { policy: name.slice(0, 64) });
}

/** Throws BadUserInput where players would lose ids that are theirs: their open bets could not be settled any more. */
export function checkPolicyChange(before: CallbackPolicy, after: CallbackPolicy): void {
  if (before.txScope === 'PER_PLAYER' && after.txScope !== 'PER_PLAYER')
    throw new BadUserInput('Ids that are each player’s own stay so', { policy: 'txScope' });
}
