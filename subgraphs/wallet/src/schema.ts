import type { SubgraphParts } from '@croupier/kit';
import { loadWalletReference, UserWalletsResolver, WalletResolver } from './accounts/wallet.resolver.ts';
import { AdjustmentResolver } from './adjustments/adjustment.resolver.ts';
import { BalanceResolver } from './balances/balance.resolver.ts';
import {
  loadTransactionReference,
  TransactionResolver,
  WalletTransactionsResolver,
} from './balances/transaction.resolver.ts';
import { BonusResolver, WalletBonusesResolver } from './bonuses/bonus.resolver.ts';
import { DebtResolver, WalletDebtsResolver } from './debts/debt.resolver.ts';
import { ExchangeResolver } from './exchange/exchange.resolver.ts';
import { WalletStatementsResolver } from './statements/statement.resolver.ts';

export const parts: SubgraphParts = {
  resolvers: [
    WalletResolver,
    UserWalletsResolver,
    WalletTransactionsResolver,
    WalletStatementsResolver,
    WalletBonusesResolver,
    WalletDebtsResolver,
    TransactionResolver,
    BalanceResolver,
    BonusResolver,
    AdjustmentResolver,
    ExchangeResolver,
    DebtResolver,
  ],
  references: { Wallet: loadWalletReference as never, Transaction: loadTransactionReference as never },
};
