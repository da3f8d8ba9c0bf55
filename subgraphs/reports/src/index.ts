export { reportsConfig, type ReportsConfig } from './config.ts';
export { ormFor } from './orm.ts';
export { reportsSubgraph } from './reports-subgraph.ts';
export type { ReportsContext, ReportsRoom } from './room.ts';
export { parts } from './schema.ts';
