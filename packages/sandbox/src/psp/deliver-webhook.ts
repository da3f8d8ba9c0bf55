import { Agent } from 'undici';
import type { Delivery } from '../outbound-queue.ts';
import { signWebhook } from './stripe-signature.ts';

const timeoutMs = 5_000;

/** Sends one event until it is answered with 2xx: the same bytes each time, signed anew with the time of sending. */
export function webhookDelivery(
  secret: string,
  nowMs: () => number,
): Delivery<{ url: string; body: string }, number> & { close(): Promise<void> } {
  const agent = new Agent({ connections: 16, maxResponseSize: 64 * 1024 });
  return {
    async send({ url, body }) {
      const { origin, pathname, search } = new URL(url);
      const headers = {
        'content-type': 'application/json',
        'stripe-signature': signWebhook(secret, Math.floor(nowMs() / 1000), body),
      };
      const answered = agent
        .request({
          origin,
          path: pathname + search,
          method: 'POST',
          headers,
          body,
          signal: AbortSignal.timeout(timeoutMs),
        })
        .then(async ({ statusCode, body: received }) => {
          await received.dump();
          return statusCode;
        });
      // A broken line is the same as a refusal: it is sent again.
      const status = await answered.catch(() => 0);
      return status >= 200 && status < 300 ? status : undefined;
    },
    settle: () => undefined,
    close: () => agent.destroy(),
  };
}
