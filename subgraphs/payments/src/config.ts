import { setting, subgraphConfig } from '@croupier/kit';
import { z } from 'zod';

/** The environment of payments. The keys of the sandbox PSP have well-known defaults, used with CROUPIER_DEMO alone. */
export const paymentsConfig = subgraphConfig.extend({
  WEBHOOK_PORT: setting.port,
  SECRETS_KEY: setting.secretsKey,
  SANDBOX_URL: z.url().default('http://localhost:4100'),
  PSP_API_KEY: z.string().min(1).default('sk_sandbox'),
  PSP_WEBHOOK_SECRET: z.string().min(1).default('whsec_sandbox'),
});
export type PaymentsConfig = z.infer<typeof paymentsConfig>;
