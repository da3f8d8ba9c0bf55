export { giveDemoMoney } from '../seeds/give-demo-money.ts';
export { walletConfig, type WalletConfig } from './config.ts';
export { timeOrderedId } from './ledger/ids.ts';
export { createLedger, type Ledger, type LedgerOptions } from './ledger/ledger.ts';
export type { LedgerCommand } from './ledger/operation.ts';
export { verifyLedger, type Verified, type VerifyOptions } from './proof/verify-ledger.ts';
export { ormFor } from './orm.ts';
export { parts } from './schema.ts';
export { walletSubgraph } from './wallet-subgraph.ts';
