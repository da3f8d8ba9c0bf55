/** What an operator may store as secret material: a slip shows when it is typed, not when the first call is refused. */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

const LEAST_CHARACTERS = 12;
const LEAST_RSA_BITS = 2048;
const MOST_KEPT = 100;
const publicKeys = new Map<string, KeyObject>();

/** Of a text that both sides sign with. */
export function sharedSecretFault(secret: string): string | null {
  if (secret.includes('-----BEGIN ')) return 'is a text that both sides know, not a PEM block';
  return /^[\x20-\x7e]{12,}$/.test(secret) && secret.trim() === secret
    ? null
    : `has ${LEAST_CHARACTERS} printable characters or more, and no space at its ends`;
}

/** Of PEM blocks: the caller's public key, RSA or, where `elliptic`, of the curve P-256; a private key, if there is one, must be readable. */
export function publicKeyFault(secret: string, { elliptic = false } = {}): string | null {
  const key = publicKeyOf(secret);
  if (!key) return 'needs a PEM block BEGIN PUBLIC KEY that can be read';
  const { modulusLength = 0, namedCurve } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'rsa' && modulusLength < LEAST_RSA_BITS)
    return `an RSA key has ${LEAST_RSA_BITS} bits or more`;
  const isCurve = elliptic && namedCurve === 'prime256v1';
  if (key.asymmetricKeyType !== 'rsa' && !isCurve) return elliptic ? 'is a key of RSA or P-256' : 'is a key of RSA';
  return canReadPrivate(secret) ? null : 'its PEM block BEGIN PRIVATE KEY cannot be read';
}

/** The public key in secret material, or null. Reading a key costs more than checking with it, so it is kept. */
export function publicKeyOf(secret: string): KeyObject | null {
  const known = publicKeys.get(secret);
  if (known) return known;
  try {
    const key = createPublicKey(pemBlockOf(secret, 'PUBLIC') ?? '');
    if (publicKeys.size >= MOST_KEPT) publicKeys.clear();
    publicKeys.set(secret, key);
    return key;
  } catch {
    return null;
  }
}

export const pemBlockOf = (secret: string, which: 'PUBLIC' | 'PRIVATE'): string | null =>
  new RegExp(`-----BEGIN (RSA )?${which} KEY-----[^-]+-----END (RSA )?${which} KEY-----`).exec(secret)?.[0] ?? null;

function canReadPrivate(secret: string): boolean {
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(secret)) return true;
  try {
    return createPrivateKey(pemBlockOf(secret, 'PRIVATE') ?? '').type === 'private';
  } catch {
    return false;
  }
}
