export { paymentsConfig, type PaymentsConfig } from './config.ts';
export { ormFor } from './orm.ts';
export { paymentsSubgraph } from './payments-subgraph.ts';
export { parts } from './schema.ts';
