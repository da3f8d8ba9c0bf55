import { readConfig, refuseDemoInProduction, runSubgraph } from '@croupier/kit';
import { walletConfig } from './config.ts';
import { walletSubgraph } from './wallet-subgraph.ts';

const config = readConfig(walletConfig);
refuseDemoInProduction(config);
await runSubgraph(walletSubgraph(config));
