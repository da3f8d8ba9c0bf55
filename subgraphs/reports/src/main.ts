import { readConfig, refuseDemoInProduction, runSubgraph } from '@croupier/kit';
import { reportsConfig } from './config.ts';
import { reportsSubgraph } from './reports-subgraph.ts';

const config = readConfig(reportsConfig);
refuseDemoInProduction(config);
await runSubgraph(reportsSubgraph(config));
