import { type Connection, PageArgs } from '@croupier/kit';
import { Arg, Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { maySee, walletById } from '../accounts/find-wallets.ts';
import { Wallet } from '../accounts/wallet.type.ts';
import type { WalletContext } from '../room.ts';
import { listTransactions, statusOf, transactionById } from './find-transactions.ts';
import { TransactionFilter } from './transaction.args.ts';
import { Transaction, TransactionConnection, TransactionStatus } from './transaction.type.ts';

@Resolver(() => Wallet)
export class WalletTransactionsResolver {
  @FieldResolver(() => TransactionConnection, { description: 'What moved its money, newest first' })
  transactions(
    @Root() wallet: Wallet,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => TransactionFilter, { nullable: true, description: 'Which ones' })
    filter: TransactionFilter | null,
    @Ctx() ctx: WalletContext,
  ): Promise<Connection<Transaction>> {
    return listTransactions(ctx, wallet, filter, page);
  }
}

@Resolver(() => Transaction)
export class TransactionResolver {
  @FieldResolver(() => TransactionStatus, { description: 'Whether it stands' })
  status(@Root() transaction: Transaction, @Ctx() ctx: WalletContext): Promise<TransactionStatus> {
    return statusOf(ctx, transaction);
  }

  @FieldResolver(() => Wallet, { description: 'The wallet that it moved' })
  wallet(@Root() transaction: Transaction, @Ctx() ctx: WalletContext): Promise<Wallet | null> {
    return walletById(ctx, transaction.walletId);
  }
}

/** A public door: anybody may ask `_entities` for any id. */
export async function loadTransactionReference(
  reference: { id?: string },
  ctx: WalletContext,
): Promise<Transaction | null> {
  const transaction = reference.id === undefined ? null : await transactionById(ctx, reference.id);
  return transaction && maySee(ctx, transaction.userId) ? transaction : null;
}
