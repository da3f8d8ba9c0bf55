import type { SubgraphDefinition } from '@croupier/kit';
import type { WalletConfig } from './config.ts';
import { messages } from './messages.ts';
import { ormFor } from './orm.ts';
import { openRoom, type WalletRoom } from './room.ts';
import { parts } from './schema.ts';

/** The wallet as it runs: main.ts starts it, tests start it on port 0. */
export const walletSubgraph = (config: WalletConfig): SubgraphDefinition<WalletRoom, WalletConfig> => ({
  name: 'wallet',
  config,
  orm: ormFor(config.DATABASE_URL),
  parts,
  messages,
  room: (running) => openRoom(config, running),
});
