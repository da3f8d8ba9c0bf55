import { Allow, type Connection, MoneyType, PageArgs } from '@croupier/kit';
import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { User } from '../accounts/user.type.ts';
import { Wallet } from '../accounts/wallet.type.ts';
import type { WalletContext } from '../room.ts';
import { Debt, DebtConnection, DebtFilter } from './debt.type.ts';
import { debtsOf, listDebts } from './find-debts.ts';

@Resolver(() => Debt)
export class DebtResolver {
  @Allow('SUPPORT', 'FINANCE', 'COMPLIANCE', 'ADMIN')
  @Query(() => DebtConnection, { nullable: true, description: 'What players owe, by player' })
  debts(
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => DebtFilter, { nullable: true, description: 'Which ones' }) filter: DebtFilter | null,
    @Ctx() ctx: WalletContext,
  ): Promise<Connection<Debt>> {
    return listDebts(ctx, filter?.userId ?? null, page);
  }

  @FieldResolver(() => User, { nullable: true, description: 'Who owes it' })
  user(@Root() debt: Debt): User {
    return { id: debt.userId };
  }
}

/** Whoever was given a Wallet may see it: its doors (references, `User.wallets`) have checked that. */
@Resolver(() => Wallet)
export class WalletDebtsResolver {
  @FieldResolver(() => MoneyType, { description: 'What is owed in this currency. It is not taken off the balance' })
  async owed(@Root() wallet: Wallet, @Ctx() ctx: WalletContext): Promise<MoneyType> {
    return (await debtsOf(ctx, wallet)).total;
  }

  @FieldResolver(() => [Debt], { description: 'What is owed, at most 100' })
  async debts(@Root() wallet: Wallet, @Ctx() ctx: WalletContext): Promise<Debt[]> {
    return (await debtsOf(ctx, wallet)).debts;
  }
}
