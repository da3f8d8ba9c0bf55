import { isCurrency } from '@croupier/contracts';
import { Allow, BadUserInput, Forbidden, Unauthenticated, userIdOf } from '@croupier/kit';
import { Arg, Resolver, Root, Subscription } from 'type-graphql';
import type { WalletContext } from '../room.ts';
import { BalanceChange } from './balance-change.type.ts';
import { BalanceFeed } from './follow-balances.ts';

/** The asker's own balances and nobody else's. Refusals: UNAUTHENTICATED, FORBIDDEN (no person), BAD_USER_INPUT. */
export function subscribeToBalances({
  args,
  context,
}: {
  args: { currency?: string | null };
  context: WalletContext;
}): BalanceFeed {
  if (context.identity.kind === 'anonymous') throw new Unauthenticated();
  const userId = userIdOf(context.identity);
  if (userId === null) throw new Forbidden();
  const currency = args.currency ?? null;
  if (currency !== null && !isCurrency(currency)) throw new BadUserInput('Unknown currency', { currency: 'unknown' });
  return new BalanceFeed(context, userId, currency);
}

@Resolver()
export class BalanceResolver {
  @Allow('signed-in')
  @Subscription(() => BalanceChange, {
    description: 'Your balances: first the present state, then every change once and in order',
    subscribe: subscribeToBalances as never,
  })
  balanceChanged(
    @Root() change: BalanceChange,
    @Arg('currency', () => String, { nullable: true, description: 'Only the wallet in this currency' })
    _currency?: string | null,
  ): BalanceChange {
    return change;
  }
}
