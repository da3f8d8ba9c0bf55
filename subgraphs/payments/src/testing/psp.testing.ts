/** Plays the sandbox PSP over HTTP: idempotent for ever by key, 409 for the same key with another body. */
import { createHmac, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

interface PspPayment {
  id: string;
  body: string;
  paymentId: string;
  kind: string;
  amount: string;
  currency: string;
  destination: string | null;
  returnUrl: string | null;
  status: 'PENDING' | 'SUCCEEDED' | 'FAILED';
}

export interface TestPsp {
  url: string;
  /** by our payment id; one entry is one effect at the PSP */
  payments: Map<string, PspPayment>;
  /** DEAF: does it and never answers; DOWN: 503; REFUSING: 422 */
  mood: 'WELL' | 'DEAF' | 'DOWN' | 'REFUSING';
  /** how often a payment was asked for */
  calls: number;
  /** runs when a payment was made, before the answer leaves */
  beforeAnswer?: (payment: PspPayment) => Promise<void>;
  stop(): Promise<void>;
}

export async function startPsp(): Promise<TestPsp> {
  const payments = new Map<string, PspPayment>();
  const server = createServer((request, response) => {
    void (async () => {
      // Questions about payments come from the worker, sooner or later.
      if (request.method !== 'GET') psp.calls += 1;
      const send = (status: number, body: object) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      if (request.headers.authorization !== 'Bearer sk_sandbox') return send(401, {});
      if (psp.mood === 'DOWN') return send(503, {});
      if (psp.mood === 'REFUSING') return send(422, {});
      if (request.method === 'GET') {
        const found = [...payments.values()].find((payment) => request.url === `/psp/payments/${payment.id}`);
        return found ? send(200, found) : send(404, {});
      }
      const body = await textOf(request);
      const wanted = JSON.parse(body) as PspPayment;
      const key = request.headers['idempotency-key'] as string;
      const earlier = payments.get(key);
      if (earlier && earlier.body !== body) return send(409, {});
      const payment = earlier ?? { ...wanted, id: `pay_${randomUUID()}`, body, status: 'PENDING' as const };
      payments.set(key, payment);
      if (!earlier) await psp.beforeAnswer?.(payment);
      if (psp.mood === 'DEAF') return response.destroy();
      send(200, {
        id: payment.id,
        ...(payment.kind === 'DEPOSIT' ? { redirectUrl: `${psp.url}/psp/checkout/${payment.id}` } : {}),
      });
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const psp: TestPsp = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    payments,
    mood: 'WELL',
    calls: 0,
    stop: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
  return psp;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

export const nowSeconds = (): number => Math.floor(Date.now() / 1000);

export const v1 = (body: string, time: number | string, secret = 'whsec_sandbox'): string =>
  createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');

export const signWebhook = (body: string, time: number = nowSeconds()): string => `t=${time},v1=${v1(body, time)}`;

/** A webhook's body; a fresh event unless `id` is given. */
export const eventOf = (
  payment: { id: string; amount?: string; currency?: string },
  type: 'payment.succeeded' | 'payment.failed' | string,
  id: string = `evt_${randomUUID()}`,
): string =>
  JSON.stringify({
    id,
    type,
    created: nowSeconds(),
    data: { paymentId: payment.id, amount: payment.amount ?? '25.00', currency: payment.currency ?? 'EUR' },
  });
