import { z } from 'zod';
import { NATS_USER_NAMES, natsPasswordVariable } from '../nats-users.ts';
import { findFreePort } from '../ports.ts';
import { DATABASE_ROOMS } from '../rooms.ts';
import { DEFAULT_PORTS } from './services.ts';
import type { DatabaseRoom } from '../rooms.ts';
import type { PortName, Ports } from './services.ts';

export const DEMO_BOT_TOKEN = `777777777:${'a'.repeat(35)}`;

/** The caller's environment is not fit to start with; the message names every problem. Values stay out of it. */
export class UnfitEnvironment extends Error {}

const url = z.url({ error: 'must be a URL' });
const key = z.string().refine(isPrivateKey, 'must be a private Ed25519 key as a JWK in JSON');
const bytes32 = z
  .string()
  .refine(
    (text) => text.split(',').every((each) => Buffer.from(each.trim(), 'base64').length === 32),
    'must be 32 bytes in base64, or several such keys separated by commas',
  );
const port = z.coerce.number({ error: 'must be a port' }).int().min(1).max(65_535);
const isSet = z.stringbool({ truthy: ['1', 'true'], falsy: ['0', 'false', ''], error: 'must be 0 or 1' });

const portVariables = Object.fromEntries(
  [...Object.keys(DEFAULT_PORTS), 'smtp'].map((name) => [portVariable(name as PortName), port.optional()]),
);
const common = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  POSTGRES_URL: url.optional(),
  NATS_URL: url.optional(),
  CLICKHOUSE_URL: url.optional(),
  CROUPIER_DEMO: isSet.optional(),
  PUBLIC_URL: url.optional(),
  WEB_URL: url.optional(),
  SMTP_URL: url.optional(),
  TELEGRAM_BOT_TOKEN: z.string().min(1).optional(),
  CROUPIER_ANCHOR_DIR: z.string().min(1).optional(),
  CROUPIER_ANCHOR_KEY: key.optional(),
  ...portVariables,
  ...Object.fromEntries(NATS_USER_NAMES.map((name) => [natsPasswordVariable(name), z.string().min(1).optional()])),
});

/** What a start with NODE_ENV=production wants besides; nothing of it is generated. */
const production = z.object({
  NATS_URL: url,
  CLICKHOUSE_URL: url,
  PUBLIC_URL: url,
  WEB_URL: url,
  SMTP_URL: url,
  TELEGRAM_BOT_TOKEN: z
    .string()
    .min(1)
    .refine((token) => token !== DEMO_BOT_TOKEN, 'is the demo token'),
  GATEWAY_SIGNING_KEY: key,
  ACCESS_TOKEN_KEY: key,
  SECRETS_KEY: bytes32,
  COOKIE_SECRET: z.string().min(32, 'must have 32 characters'),
  CROUPIER_DEMO: z.literal(['', '0', 'false'], { error: 'is refused with NODE_ENV=production' }).optional(),
  ...Object.fromEntries(
    DATABASE_ROOMS.flatMap((room) => [
      [databaseVariable(room), url],
      [`${room.toUpperCase()}_OWNER_URL`, url],
    ]),
  ),
});

export type Settings = z.infer<typeof common> & { production?: Record<string, string> };

/** The variables that the supervisor itself reads; .env.example names them all. */
export const SETTING_NAMES = [...new Set([...Object.keys(common.shape), ...Object.keys(production.shape)])];

/** Reads the caller's environment. Throws UnfitEnvironment. */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const settings = common.safeParse(given);
  const isProduction = environment['NODE_ENV'] === 'production';
  const demanded = isProduction ? production.safeParse(given) : undefined;
  const issues = [...(settings.error?.issues ?? []), ...(demanded?.error?.issues ?? [])];
  const problems = new Set(
    issues.map(
      (issue) => `${issue.path.join('.')}: ${given[issue.path.join('.')] === undefined ? 'is not set' : issue.message}`,
    ),
  );
  if ((given['CROUPIER_ANCHOR_DIR'] === undefined) !== (given['CROUPIER_ANCHOR_KEY'] === undefined))
    problems.add('CROUPIER_ANCHOR_DIR: is set together with CROUPIER_ANCHOR_KEY, or neither');
  if (!settings.success || problems.size > 0) throw new UnfitEnvironment([...problems].sort().join('\n'));
  return {
    ...settings.data,
    ...(demanded?.data ? { production: demanded.data as unknown as Record<string, string> } : {}),
  };
}

/** Where the address of a room's database is in a production environment. */
export function databaseVariable(room: DatabaseRoom): string {
  return `${room.toUpperCase()}_DATABASE_URL`;
}

/** GATEWAY_PORT, CALLBACK_PORT … move a door of the embedded default. */
export function portVariable(name: PortName): string {
  return `${name.toUpperCase()}_PORT`;
}

/** The doors' ports: the well-known ones, or free ones; a variable wins over both. */
export async function choosePorts(kind: 'free' | 'default', settings: Settings): Promise<Ports> {
  const given = settings as unknown as Record<string, number | undefined>;
  const chosen = [...Object.entries(DEFAULT_PORTS), ['smtp', 0] as const].map(
    async ([name, usual]): Promise<[string, number]> => {
      const wanted = given[portVariable(name as PortName)];
      return [name, wanted ?? (kind === 'free' || usual === 0 ? await findFreePort() : usual)];
    },
  );
  return Object.fromEntries(await Promise.all(chosen)) as Ports;
}

function isPrivateKey(text: string): boolean {
  try {
    const jwk = JSON.parse(text) as Record<string, unknown>;
    return jwk['crv'] === 'Ed25519' && typeof jwk['d'] === 'string';
  } catch {
    return false;
  }
}
