import { setting, subgraphConfig } from '@croupier/kit';
import { z } from 'zod';

/** The dev bot of interface.md: whoever knows it can sign in as any Telegram account. */
export const DEMO_BOT_TOKEN = `777777777:${'a'.repeat(35)}`;

/** What users needs from its environment. Without a bot token it starts with CROUPIER_DEMO only, and then with the dev bot's. */
export const usersConfig = subgraphConfig
  .extend({
    /** private Ed25519 JWK in JSON: signs people's access tokens */
    ACCESS_TOKEN_KEY: setting.jwk,
    /** 32 bytes in base64: encrypts TOTP secrets and phone numbers at rest */
    SECRETS_KEY: setting.secretsKey,
    SMTP_URL: setting.url,
    MAIL_FROM: z.string().default('Croupier <no-reply@croupier.localhost>'),
    TELEGRAM_BOT_TOKEN: z.string().min(20).optional(),
  })
  .superRefine((config, ctx) => {
    const complain = (name: string, message: string) => ctx.addIssue({ code: 'custom', path: [name], message });
    if (!('d' in config.ACCESS_TOKEN_KEY)) complain('ACCESS_TOKEN_KEY', 'must be the private key');
    if (!config.TELEGRAM_BOT_TOKEN && !config.CROUPIER_DEMO) complain('TELEGRAM_BOT_TOKEN', 'is needed');
    if (config.TELEGRAM_BOT_TOKEN === DEMO_BOT_TOKEN && config.NODE_ENV === 'production') {
      complain('TELEGRAM_BOT_TOKEN', 'the demo bot is refused with NODE_ENV=production');
    }
  });
export type UsersConfig = z.infer<typeof usersConfig>;
