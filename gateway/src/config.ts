import { setting, tracingConfig } from '@croupier/kit';
import { z } from 'zod';

/** The environment of the house's gateway. */
export const gatewayConfig = z.object({
  ...tracingConfig,
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  HOST: z.string().default('127.0.0.1'),
  PORT: setting.port.default(4000),
  /** processes behind the port; what one may ask and hold open is limited over all of them */
  GATEWAY_WORKERS: z.coerce.number().int().min(1).max(64).default(1),
  NATS_URL: z.url(),
  GATEWAY_SIGNING_KEY: setting.jwk,
  USERS_URL: z.url().default('http://127.0.0.1:4001'),
  WALLET_URL: z.url().default('http://127.0.0.1:4002'),
  GAMES_URL: z.url().default('http://127.0.0.1:4003'),
  PAYMENTS_URL: z.url().default('http://127.0.0.1:4004'),
  REPORTS_URL: z.url().default('http://127.0.0.1:4005'),
  /** where studios' and bookmakers' callbacks go: games */
  CALLBACK_URL: z.url().default('http://127.0.0.1:4013'),
  /** where payment webhooks go: payments */
  WEBHOOK_URL: z.url().default('http://127.0.0.1:4014'),
  WEB_URL: z.url().default('http://localhost:3000'),
  PUBLIC_URL: z.url().default('http://localhost:4000'),
  CROUPIER_DEMO: setting.flag,
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error']).default('info'),
  /** proxies whose X-Forwarded-For is believed, separated by commas */
  TRUSTED_PROXIES: z
    .string()
    .default('')
    .transform((text) => text.split(',').map((each) => each.trim()).filter((each) => each !== '')), // prettier-ignore
  /** graph requests of one identity, over all gateway processes */
  REQUESTS_PER_SECOND: z.coerce.number().int().min(1).max(1_000_000).default(200),
  /** graph requests of one address, whoever they are from */
  REQUESTS_PER_SECOND_AND_ADDRESS: z.coerce.number().int().min(1).max(1_000_000).default(10_000),
  /** the operations that players and guests may send; without it web's in production and any elsewhere; `none`: any */
  SAFE_OPERATIONS_FILE: z.string().min(1).optional(),
  /** operations that take longer are told to the log */
  SLOW_OPERATION_MS: z.coerce.number().int().min(1).max(600_000).default(1_000),
  /** what Telegram is told to send with webhooks; without it every such call is refused */
  TELEGRAM_WEBHOOK_SECRET: z.string().min(16).optional(),
});
export type GatewayConfig = z.infer<typeof gatewayConfig>;
