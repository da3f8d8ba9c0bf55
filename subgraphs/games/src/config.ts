import { setting, subgraphConfig } from '@croupier/kit';
import { z } from 'zod';

/** What games reads from its environment, besides what every subgraph does. */
export const gamesConfig = subgraphConfig.extend({
  /** where studios and bookmakers call */
  CALLBACK_PORT: setting.port.default(4013),
  SECRETS_KEY: setting.secretsKey,
  /** a studio that can be asked is asked for a round in which nothing happened for so long; 0: never */
  ROUND_ASKED_AFTER_MINUTES: z.coerce.number().int().min(0).max(44_640).default(15),
  /** a round in which nothing happened for so long is closed, and what is open in it lost; 0: never */
  ROUND_CLOSES_AFTER_HOURS: z.coerce.number().int().min(0).max(8_784).default(48),
  /** the sandbox game provider, for CROUPIER_DEMO */
  SANDBOX_URL: setting.url.default('http://localhost:4100'),
});
export type GamesConfig = z.infer<typeof gamesConfig>;
