import { createHmac, timingSafeEqual } from 'node:crypto';

const TOLERANCE_SECONDS = 300;
const MOST_PARTS = 32;

/**
 * Stripe's scheme (https://docs.stripe.com/webhooks#verify-manually): header `t=<Unix seconds>,v1=<hex>[,v1=…]`, v1 =
 * HMAC-SHA256(secret, `${t}.${raw body}`). Any v1 counts (secrets roll), v0 and unknown parts do not, 300 s either way.
 * A repeated `t` is refused: which one was signed would be a guess.
 */
export function stripeSignatureHolds(secret: string, header: string | undefined, body: Buffer, now: Date): boolean {
  const parts = (header ?? '').split(',').map(splitPart);
  if (parts.length > MOST_PARTS) return false;
  const times = parts.filter(([name]) => name === 't').map(([, value]) => value);
  const time = times[0];
  if (times.length !== 1 || time === undefined || !/^[0-9]{1,12}$/.test(time)) return false;
  if (Math.abs(now.getTime() / 1000 - Number(time)) > TOLERANCE_SECONDS) return false;
  const expected = createHmac('sha256', secret).update(`${time}.`).update(body).digest();
  return parts.some(
    ([name, value]) =>
      name === 'v1' && /^[0-9a-f]{64}$/.test(value) && timingSafeEqual(expected, Buffer.from(value, 'hex')),
  );
}

function splitPart(part: string): [string, string] {
  const at = part.indexOf('=');
  return at === -1 ? [part.trim(), ''] : [part.slice(0, at).trim(), part.slice(at + 1).trim()];
}
