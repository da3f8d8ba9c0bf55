import { setting, subgraphConfig } from '@croupier/kit';
import type { z } from 'zod';

/** What games reads from its environment, besides what every subgraph does. */
export const gamesConfig = subgraphConfig.extend({
  /** where studios and bookmakers call */
  CALLBACK_PORT: setting.port.default(4013),
  SECRETS_KEY: setting.secretsKey,
  /** the sandbox game provider, for CROUPIER_DEMO */
  SANDBOX_URL: setting.url.default('http://localhost:4100'),
});
export type GamesConfig = z.infer<typeof gamesConfig>;
