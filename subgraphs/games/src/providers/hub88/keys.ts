import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';

const MOST_KEPT = 100;
const publicKeys = new Map<string, KeyObject>();

/** Whether the signature is base64 RSA-SHA256 over these very bytes, by the public key in the studio's secret material. */
export function isSignedBody(secret: string, body: Buffer, signature: unknown): boolean {
  if (typeof signature !== 'string' || !/^[A-Za-z0-9+/]{40,2000}={0,2}$/.test(signature)) return false;
  const key = publicKeyOf(secret);
  return key !== null && verify('sha256', body, key, Buffer.from(signature, 'base64'));
}

/** Signs a call of our own, by the private key in the studio's secret material. Throws where there is none. */
export const signBody = (secret: string, body: string): string =>
  sign('sha256', Buffer.from(body), createPrivateKey(blockOf(secret, 'PRIVATE') ?? '')).toString('base64');

/** Reading a key costs more than checking with it, so it is kept. A text that is no RSA key believes nobody. */
function publicKeyOf(secret: string): KeyObject | null {
  const known = publicKeys.get(secret);
  if (known) return known;
  try {
    const key = createPublicKey(blockOf(secret, 'PUBLIC') ?? '');
    if (key.asymmetricKeyType !== 'rsa') return null;
    if (publicKeys.size >= MOST_KEPT) publicKeys.clear();
    publicKeys.set(secret, key);
    return key;
  } catch {
    return null;
  }
}

const blockOf = (secret: string, which: 'PUBLIC' | 'PRIVATE'): string | null =>
  new RegExp(`-----BEGIN (RSA )?${which} KEY-----[^-]+-----END (RSA )?${which} KEY-----`).exec(secret)?.[0] ?? null;
