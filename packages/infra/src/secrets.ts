import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { NATS_USER_NAMES } from './nats-users.ts';
import { DATABASE_ROOMS } from './rooms.ts';
import type { NatsUserName } from './nats-users.ts';
import type { DatabaseRoom } from './rooms.ts';

const password = z.string().min(32);
const passwords = <Name extends string>() =>
  z.record(z.string(), password) as unknown as z.ZodType<Record<Name, string>>;
const shape = z.object({
  postgresPassword: password,
  ownerPasswords: passwords<DatabaseRoom>(),
  appPasswords: passwords<DatabaseRoom>(),
  natsPasswords: passwords<NatsUserName>(),
  clickhousePassword: password,
  /** Private Ed25519 JWKs as JSON. */
  gatewaySigningKey: z.string(),
  accessTokenKey: z.string(),
  /** A private Ed25519 JWK as JSON: signs the anchors of the ledger. */
  anchorKey: z.string(),
  /** 32 bytes in base64: encrypts what is stored encrypted. */
  secretsKey: z.string().length(44),
  cookieSecret: password,
});

// A file of before there were anchors has no key for them.
const stored = shape.extend({ anchorKey: shape.shape.anchorKey.optional() });

/** What the embedded default generates at its first start and keeps. */
export type Secrets = z.infer<typeof shape>;

/**
 * The secrets of this state folder, made at the first call. The file is complete or absent, and readable by its
 * owner alone; of two processes that make it at once, one wins and both read the winner's.
 */
export function readOrCreateSecrets(stateDir: string): Secrets {
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const file = join(stateDir, 'secrets.json');
  if (!existsSync(file)) createOnce(file, `${JSON.stringify(generateSecrets(), null, 2)}\n`);
  const read = stored.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!read.success) {
    // Values stay out of the message.
    const problems = read.error.issues.map((issue) => issue.path.join('.')).join(', ');
    throw new Error(`${file} is damaged (${problems}): restore it, or run npm run reset`);
  }
  return withNewSecrets(file, read.data);
}

/** What came after the first start, a subgraph or a key, gets its secret now. */
function withNewSecrets(file: string, secrets: z.infer<typeof stored>): Secrets {
  const complete = {
    ...secrets,
    anchorKey: secrets.anchorKey ?? newSigningKey(),
    ownerPasswords: { ...passwordsFor(DATABASE_ROOMS), ...secrets.ownerPasswords },
    appPasswords: { ...passwordsFor(DATABASE_ROOMS), ...secrets.appPasswords },
    natsPasswords: { ...passwordsFor(NATS_USER_NAMES), ...secrets.natsPasswords },
  };
  if (
    secrets.anchorKey !== undefined &&
    DATABASE_ROOMS.every(
      (room) => secrets.appPasswords[room] !== undefined && secrets.natsPasswords[room] !== undefined,
    )
  )
    return complete;
  const draft = `${file}.${process.pid}.new`;
  writeFileSync(draft, `${JSON.stringify(complete, null, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(draft, file);
  return complete;
}

/** Fresh secrets, kept nowhere. */
export function generateSecrets(): Secrets {
  return {
    postgresPassword: newPassword(),
    ownerPasswords: passwordsFor(DATABASE_ROOMS),
    appPasswords: passwordsFor(DATABASE_ROOMS),
    natsPasswords: passwordsFor(NATS_USER_NAMES),
    clickhousePassword: newPassword(),
    gatewaySigningKey: newSigningKey(),
    accessTokenKey: newSigningKey(),
    anchorKey: newSigningKey(),
    secretsKey: randomBytes(32).toString('base64'),
    cookieSecret: newPassword(),
  };
}

/** The public half of a private JWK, as subgraphs get it in GATEWAY_VERIFY_KEY. */
export function publicKeyOf(privateJwk: string): string {
  const { d: _private, ...rest } = JSON.parse(privateJwk) as Record<string, string>;
  return JSON.stringify(rest);
}

function createOnce(file: string, text: string): void {
  const draft = `${file}.${process.pid}.new`;
  writeFileSync(draft, text, { mode: 0o600, flush: true });
  try {
    linkSync(draft, file);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
  } finally {
    rmSync(draft);
  }
}

function newPassword(): string {
  return randomBytes(24).toString('hex');
}

function passwordsFor<Name extends string>(names: readonly Name[]): Record<Name, string> {
  return Object.fromEntries(names.map((name) => [name, newPassword()])) as Record<Name, string>;
}

function newSigningKey(): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  const kid = randomBytes(8).toString('hex');
  return JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid, alg: 'EdDSA', use: 'sig' });
}
