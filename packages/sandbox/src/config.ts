import { z } from 'zod';

const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback);
const url = z.url({ protocol: /^https?$/ }).transform((text) => text.replace(/\/+$/, ''));
const secret = (fallback: string) => z.string().min(6).max(200).default(fallback);

const environment = z
  .object({
    NODE_ENV: z
      .string()
      .refine((name) => name !== 'production', 'the sandbox plays with published secrets and never runs in production')
      .optional(),
    HOST: z.string().min(1).default('127.0.0.1'),
    PORT: port(4100),
    MAILBOX_PORT: port(1080),
    SMTP_PORT: port(1025),
    SANDBOX_URL: url.default('http://localhost:4100'),
    OPERATOR_URL: url.default('http://127.0.0.1:4000'),
    WEBHOOK_URL: url.optional(),
    WEB_URL: url.default('http://localhost:3000'),
    STATE_DIR: z.string().min(1).default('.croupier/sandbox'),
    PROVIDER_SECRET: secret('sandbox-secret'),
    PSP_WEBHOOK_SECRET: secret('whsec_sandbox'),
    PSP_API_KEY: secret('sk_sandbox'),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  })
  .transform((env) => ({
    host: env.HOST,
    port: env.PORT,
    mailboxPort: env.MAILBOX_PORT,
    smtpPort: env.SMTP_PORT,
    publicUrl: env.SANDBOX_URL,
    operatorUrl: env.OPERATOR_URL,
    webhookUrl: env.WEBHOOK_URL ?? env.OPERATOR_URL,
    webUrl: env.WEB_URL,
    stateDir: env.STATE_DIR,
    providerSecret: env.PROVIDER_SECRET,
    pspWebhookSecret: env.PSP_WEBHOOK_SECRET,
    pspApiKey: env.PSP_API_KEY,
    logLevel: env.LOG_LEVEL,
  }));

export type SandboxConfig = z.output<typeof environment>;

/** The environment could not be used; `problems` names every variable that is wrong, all at once. */
export class ConfigRefused extends Error {
  constructor(readonly problems: string[]) {
    super(`the sandbox cannot start:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

/** Reads the sandbox's settings. Refuses with `ConfigRefused`: every problem at once, and always under NODE_ENV=production. */
export function readConfig(env: Record<string, string | undefined>): SandboxConfig {
  const filled = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const read = environment.safeParse(filled);
  if (!read.success) {
    throw new ConfigRefused(read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  }
  return read.data;
}
