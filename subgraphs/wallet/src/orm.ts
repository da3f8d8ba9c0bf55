import { ormOptions } from '@croupier/kit';
import { Adjustment } from './adjustments/adjustment.entity.ts';
import { ExchangeQuote } from './exchange/exchange-quote.entity.ts';

/** MikroORM for the back office and for migrations; the ledger's way is raw SQL (statements.ts). */
export const ormFor = (databaseUrl: string) =>
  ormOptions(databaseUrl, { entities: [Adjustment, ExchangeQuote], moduleUrl: import.meta.url });
