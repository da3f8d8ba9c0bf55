import { createHmac } from 'node:crypto';

/** `v1` of Stripe's scheme: hex HMAC-SHA256(secret, `${timestamp}.${raw body}`), the timestamp in Unix seconds. */
export function stripeV1(secret: string, timestamp: number, body: string): string {
  return createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
}

/** The whole `Stripe-Signature` header for a body sent at that moment. */
export function signWebhook(secret: string, timestamp: number, body: string): string {
  return `t=${timestamp},v1=${stripeV1(secret, timestamp, body)}`;
}
