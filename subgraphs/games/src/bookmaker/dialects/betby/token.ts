import { verify, type KeyObject } from 'node:crypto';
import { readObject } from '../../../providers/raw-json.ts';
import { publicKeyOf } from '../../../providers/secret-form.ts';

/** Clocks differ a little. */
const SKEW_SECONDS = 30;

interface Token {
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
  signed: string;
  signature: Buffer;
}

/**
 * Whether the call is `{ "payload": JWT }`, signed just now with the key whose public half is the secret material. The key says by which
 * algorithm (RSA: RS256, P-256: ES256), never the token.
 */
export function isSignedToken(body: Buffer, secret: string, now: Date): boolean {
  const key = publicKeyOf(secret);
  const token = tokenIn(body);
  if (!key || !token || token.header.alg !== algorithmOf(key) || token.header.crit !== undefined) return false;
  const { iat, exp } = token.claims;
  const nowSeconds = now.getTime() / 1000;
  if (typeof exp !== 'number' || exp < nowSeconds - SKEW_SECONDS) return false;
  if (iat !== undefined && (typeof iat !== 'number' || iat > nowSeconds + SKEW_SECONDS)) return false;
  return verify('sha256', Buffer.from(token.signed), { key, dsaEncoding: 'ieee-p1363' }, token.signature);
}

/** The bytes that a token carries. Empty where there is none. */
export const carriedBy = (body: Buffer): Buffer => Buffer.from(tokenIn(body)?.signed.split('.')[1] ?? '', 'base64url');

function tokenIn(body: Buffer): Token | null {
  try {
    const { payload } = readObject(body);
    const parts = typeof payload === 'string' ? payload.split('.') : [];
    if (parts.length !== 3 || !parts.every((part) => /^[A-Za-z0-9_-]+$/.test(part))) return null;
    const [header, claims, signature] = parts.map((part) => Buffer.from(part, 'base64url')) as [Buffer, Buffer, Buffer];
    return {
      ...{ header: readObject(header), claims: readObject(claims) },
      ...{ signed: `${parts[0]}.${parts[1]}`, signature },
    };
  } catch {
    return null;
  }
}

function algorithmOf(key: KeyObject): 'RS256' | 'ES256' | null {
  if (key.asymmetricKeyType === 'rsa') return 'RS256';
  return key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? 'ES256' : null;
}
