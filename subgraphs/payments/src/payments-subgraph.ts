import type { SubgraphDefinition } from '@croupier/kit';
import type { PaymentsConfig } from './config.ts';
import { ormFor } from './orm.ts';
import { startWorker } from './progress/worker.ts';
import { providersFor } from './providers/index.ts';
import { type PaymentsRoom, type Timing, TIMING } from './room.ts';
import { parts } from './schema.ts';
import { routeWebhooks } from './webhooks/webhook.route.ts';

/** What a test may set: how patient the room is, and where its process dies. */
export interface PaymentsOptions {
  timing?: Partial<Timing>;
  faultAt?: (point: string) => void;
}

/** Everything that makes payments run; `main.ts` runs it, tests start it on port 0. */
export function paymentsSubgraph(
  config: PaymentsConfig,
  options: PaymentsOptions = {},
): SubgraphDefinition<PaymentsRoom, PaymentsConfig> {
  return {
    name: 'payments',
    config,
    orm: ormFor(config.DATABASE_URL),
    parts,
    room: async (running) => {
      const timing = { ...TIMING, ...options.timing };
      const providers = providersFor(config);
      const worker = startWorker(running.makeContext, timing);
      const room: PaymentsRoom = {
        providers,
        secretsKey: config.SECRETS_KEY,
        webUrl: config.WEB_URL,
        timing,
        wake: worker.wake,
        faultAt: options.faultAt,
      };
      return {
        room,
        stop: async () => {
          await worker.stop();
          await Promise.all([...providers.values()].map((provider) => provider.close()));
        },
      };
    },
    door: { port: config.WEBHOOK_PORT, routes: routeWebhooks },
  };
}
