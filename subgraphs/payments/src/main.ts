import { readConfig, refuseDemoInProduction, runSubgraph } from '@croupier/kit';
import { paymentsConfig } from './config.ts';
import { paymentsSubgraph } from './payments-subgraph.ts';

const config = readConfig(paymentsConfig);
refuseDemoInProduction(config);
await runSubgraph(paymentsSubgraph(config));
