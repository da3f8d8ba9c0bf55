import { createHmac, timingSafeEqual } from 'node:crypto';

const WINDOW_SECONDS = 300;

/** `base64(HMAC-SHA256(secret, path + "\n" + X-Timestamp + "\n" + raw body))` (interface.md, Provider callbacks). */
export function signCall(secret: string, path: string, timestamp: string, body: Buffer | string): string {
  return createHmac('sha256', secret).update(`${path}\n${timestamp}\n`).update(body).digest('base64');
}

/** Headers of a call that we sign ourselves. */
export function signedHeaders(secret: string, path: string, body: Buffer | string, now: Date): Record<string, string> {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  return { 'x-timestamp': timestamp, 'x-signature': signCall(secret, path, timestamp, body) };
}

/** Whether `X-Signature` fits these very bytes, this path, and an `X-Timestamp` within five minutes of now. */
export function isSignedCall(
  call: { path: string; headers: Record<string, string | string[] | undefined>; body: Buffer },
  secret: string,
  now: Date,
): boolean {
  const { 'x-timestamp': timestamp, 'x-signature': signature } = call.headers;
  if (typeof timestamp !== 'string' || !/^[0-9]{1,12}$/.test(timestamp) || typeof signature !== 'string') return false;
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > WINDOW_SECONDS) return false;
  const expected = Buffer.from(signCall(secret, call.path, timestamp, call.body));
  const given = Buffer.from(signature);
  return expected.length === given.length && timingSafeEqual(expected, given);
}
