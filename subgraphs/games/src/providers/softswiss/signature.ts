import { createHmac, timingSafeEqual } from 'node:crypto';

/** `X-REQUEST-SIGN`: hex HMAC-SHA256 over the raw body. */
export const signBody = (secret: string, body: Buffer | string): string =>
  createHmac('sha256', secret).update(body).digest('hex');

export function isSignedBody(secret: string, body: Buffer, signature: unknown): boolean {
  if (typeof signature !== 'string') return false;
  const expected = Buffer.from(signBody(secret, body));
  const given = Buffer.from(signature);
  return expected.length === given.length && timingSafeEqual(expected, given);
}
