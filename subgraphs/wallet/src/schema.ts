import type { SubgraphParts } from '@croupier/kit';
import { loadWalletReference, UserWalletsResolver, WalletResolver } from './accounts/wallet.resolver.ts';
import { AdjustmentResolver } from './adjustments/adjustment.resolver.ts';
import { loadTransactionReference, TransactionResolver, WalletTransactionsResolver } from './balances/transaction.resolver.ts';

export const parts: SubgraphParts = {
  resolvers: [WalletResolver, UserWalletsResolver, WalletTransactionsResolver, TransactionResolver, AdjustmentResolver],
  references: { Wallet: loadWalletReference as never, Transaction: loadTransactionReference as never },
};
