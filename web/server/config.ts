import { z } from 'zod';

const flag = z
  .enum(['0', '1'])
  .default('0')
  .transform((value) => value === '1');
const environment = z
  .object({
    HOST: z.string().default('127.0.0.1'),
    PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
    NODE_ENV: z.string().default('development'),
    GATEWAY_URL: z.url().default('http://127.0.0.1:4000'),
    PUBLIC_URL: z.url().default('http://localhost:4000'),
    WEB_URL: z.url().default('http://localhost:3000'),
    COOKIE_SECRET: z.string().min(16),
    /** Origins whose games may be framed and whose pictures may be shown, separated by blanks. */
    GAME_ORIGINS: z.string().optional(),
    SANDBOX_URL: z.url().default('http://localhost:4100'),
    CROUPIER_DEMO: flag,
    TELEGRAM_BOT_TOKEN: z.string().optional(),
    TELEGRAM_BOT_NAME: z.string().optional(),
    TELEGRAM_BOT_ID: z.string().regex(/^\d+$/).optional(),
  })
  .refine((env) => !(env.CROUPIER_DEMO && env.NODE_ENV === 'production'), {
    path: ['CROUPIER_DEMO'],
    message: 'demo identities are refused when NODE_ENV=production',
  });

export interface Config {
  host: string;
  port: number;
  gatewayUrl: string;
  webOrigin: string;
  secure: boolean;
  cookieSecret: string;
  gameOrigins: string[];
  demo: { telegramBotToken: string | null } | null;
  telegram: { botId: string; botName: string } | null;
}

/** Reads web's environment once; throws one error that lists every problem. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const read = environment.safeParse(env);
  if (!read.success) {
    const problems = read.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`web cannot start, its environment is wrong:\n${problems.join('\n')}`);
  }
  const value = read.data;
  const web = new URL(value.WEB_URL);
  const games = value.GAME_ORIGINS?.split(/\s+/).filter(Boolean) ?? [value.SANDBOX_URL];
  return {
    host: value.HOST,
    port: value.PORT,
    gatewayUrl: value.GATEWAY_URL.replace(/\/+$/, ''),
    webOrigin: web.origin,
    secure: web.protocol === 'https:',
    cookieSecret: value.COOKIE_SECRET,
    gameOrigins: games.map((url) => new URL(url).origin),
    demo: value.CROUPIER_DEMO ? { telegramBotToken: value.TELEGRAM_BOT_TOKEN ?? null } : null,
    telegram:
      value.TELEGRAM_BOT_NAME && value.TELEGRAM_BOT_ID
        ? { botId: value.TELEGRAM_BOT_ID, botName: value.TELEGRAM_BOT_NAME }
        : null,
  };
}
