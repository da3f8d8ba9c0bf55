import { readConfig, refuseDemoInProduction, runSubgraph } from '@croupier/kit';
import { gamesConfig } from './config.ts';
import { gamesSubgraph } from './games-subgraph.ts';

const config = readConfig(gamesConfig);
refuseDemoInProduction(config);
await runSubgraph(gamesSubgraph(config));
