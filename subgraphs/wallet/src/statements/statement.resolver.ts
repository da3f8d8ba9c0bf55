import { PageArgs } from '@croupier/kit';
import { Arg, Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Wallet } from '../accounts/wallet.type.ts';
import type { WalletContext } from '../room.ts';
import { balanceAt } from './balance-at.ts';
import { makeStatement } from './make-statement.ts';
import { Statement, WalletBalance } from './statement.type.ts';

/** Whoever was given a Wallet may see it: its doors (references, `User.wallets`) have checked that. */
@Resolver(() => Wallet)
export class WalletStatementsResolver {
  @FieldResolver(() => WalletBalance, {
    description: 'The wallet as it stood at a moment: after its last transaction at or before it',
  })
  balanceAt(
    @Root() wallet: Wallet,
    @Arg('at', () => Date, { description: 'The moment' }) at: Date,
    @Ctx() ctx: WalletContext,
  ): Promise<WalletBalance> {
    return balanceAt(ctx, wallet, at);
  }

  @FieldResolver(() => Statement, { description: 'The wallet over a period: `from` ≤ posted < `to`' })
  statement(
    @Root() wallet: Wallet,
    @Arg('from', () => Date, { description: 'The first moment of the period' }) from: Date,
    @Arg('to', () => Date, { description: 'The first moment after the period' }) to: Date,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() ctx: WalletContext,
  ): Promise<Statement> {
    return makeStatement(ctx, wallet, { from, to }, page);
  }
}
