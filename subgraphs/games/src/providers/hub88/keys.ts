import { createPrivateKey, sign, verify } from 'node:crypto';
import { pemBlockOf, publicKeyOf } from '../secret-form.ts';

/** Whether the signature is base64 RSA-SHA256 over these very bytes, by the public key in the studio's secret material. */
export function isSignedBody(secret: string, body: Buffer, signature: unknown): boolean {
  if (typeof signature !== 'string' || !/^[A-Za-z0-9+/]{40,2000}={0,2}$/.test(signature)) return false;
  const key = publicKeyOf(secret);
  // A text that is no RSA key believes nobody.
  return key?.asymmetricKeyType === 'rsa' && verify('sha256', body, key, Buffer.from(signature, 'base64'));
}

/** Signs a call of our own, by the private key in the studio's secret material. Throws where there is none. */
export const signBody = (secret: string, body: string): string =>
  sign('sha256', Buffer.from(body), createPrivateKey(pemBlockOf(secret, 'PRIVATE') ?? '')).toString('base64');
