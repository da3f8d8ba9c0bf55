import { ormOptions as kitOptions } from '@croupier/kit';

/** MikroORM for the back office and for migrations; the ledger's way is raw SQL (statements.ts). */
export const ormFor = (databaseUrl: string) => kitOptions(databaseUrl, { entities: [], moduleUrl: import.meta.url });
export const ormOptions = ormFor;
