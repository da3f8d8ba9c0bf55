import { readConfig, refuseDemoInProduction, runSubgraph } from '@croupier/kit';
import { usersConfig } from './config.ts';
import { usersSubgraph } from './users-subgraph.ts';

const config = readConfig(usersConfig);
refuseDemoInProduction(config);
await runSubgraph(usersSubgraph(config));
