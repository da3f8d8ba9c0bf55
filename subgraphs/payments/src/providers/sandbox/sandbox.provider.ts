import { toUSVString } from 'node:util';
import { idText } from '@croupier/contracts';
import { BadUserInput, ProviderUnavailable } from '@croupier/kit';
import { Agent } from 'undici';
import { z } from 'zod';
import { type PaymentProvider, type ProviderEvent, ProviderRefused } from '../provider.ts';
import { BadSignature } from '../signature.errors.ts';
import { sandboxMethods } from './sandbox.methods.ts';
import { stripeSignatureHolds } from './stripe-signature.ts';

const TIMEOUT_MS = 3_000;
/** Ours → Stripe's: charged_back is charge.dispute.funds_withdrawn, chargeback_won charge.dispute.funds_reinstated, refunded charge.refunded. */
const RESULTS = {
  'payment.succeeded': 'SUCCEEDED',
  'payment.failed': 'FAILED',
  'payment.refunded': 'REFUNDED',
  'payment.charged_back': 'CHARGED_BACK',
  'payment.chargeback_won': 'CHARGEBACK_WON',
} as const;

/** What text and jsonb columns keep: neither NUL nor half a surrogate pair. */
const keepable = z
  .string()
  .refine((text) => !text.includes('\u0000') && toUSVString(text) === text, 'must be well-formed text');
const eventId = idText.and(keepable);

const webhook = z.looseObject({ id: eventId, type: z.string().max(100) });
const outcome = z.looseObject({
  data: z.looseObject({ paymentId: eventId, amount: keepable.max(40), currency: keepable.max(10) }),
});
const created = z.looseObject({ id: idText, redirectUrl: z.url({ protocol: /^https?$/ }).nullish() });
const fetched = z.looseObject({
  status: z.enum(['PENDING', 'SUCCEEDED', 'FAILED']),
  amount: z.string(),
  currency: z.string(),
});

/** The sandbox PSP of development: a hosted page for deposits, payouts that succeed by themselves, webhooks in Stripe's scheme. */
export function sandbox(settings: { url: string; apiKey: string; webhookSecret: string }): PaymentProvider {
  const agent = new Agent({ connections: 16, maxResponseSize: 64 * 1024 });
  const call = callerOf(agent, settings);
  return {
    name: 'sandbox',
    methods: sandboxMethods,
    async createPayment({ methodId: _methodId, ...payment }) {
      const answer = await call(created, 'POST', '/psp/payments', { key: payment.paymentId, body: payment });
      return { id: answer.id, redirectUrl: answer.redirectUrl ?? null };
    },
    fetchPayment: (id) => call(fetched, 'GET', `/psp/payments/${encodeURIComponent(id)}`),
    verifyWebhook(headers, body, now) {
      const header = headers['stripe-signature'];
      if (!stripeSignatureHolds(settings.webhookSecret, Array.isArray(header) ? header.join(',') : header, body, now))
        throw new BadSignature();
      return translate(body);
    },
    close: () => agent.close(),
  };
}

function translate(body: Buffer): ProviderEvent {
  const { id, type, ...rest } = parse(webhook, jsonOf(body));
  const result = Object.hasOwn(RESULTS, type) ? RESULTS[type as keyof typeof RESULTS] : null;
  if (!result) return { id, outcome: null };
  const { paymentId, amount, currency } = parse(outcome, rest).data;
  return { id, outcome: { paymentId, result, amount, currency } };
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    throw new BadUserInput('The body is not JSON');
  }
}

function parse<S extends z.ZodType>(shape: S, value: unknown): z.output<S> {
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  throw new BadUserInput(`The event is malformed: ${result.error.issues[0]?.path.join('.') ?? ''}`);
}

type Call = <S extends z.ZodType>(
  shape: S,
  method: 'GET' | 'POST',
  path: string,
  sent?: { key: string; body: object },
) => Promise<z.output<S>>;

/** 400, 409 and 422 are the PSP's judgement; any other failure leaves open what happened. */
function callerOf(agent: Agent, settings: { url: string; apiKey: string }): Call {
  return async (shape, method, path, sent) => {
    const answer = await agent
      .request({
        origin: new URL(settings.url).origin,
        path,
        method,
        headers: {
          authorization: `Bearer ${settings.apiKey}`,
          ...(sent ? { 'content-type': 'application/json', 'idempotency-key': sent.key } : {}),
        },
        body: sent ? JSON.stringify(sent.body) : null,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      .then(async ({ statusCode, body }) => ({ statusCode, text: await body.text() }))
      .catch(() => {
        throw new ProviderUnavailable();
      });
    if ([400, 409, 422].includes(answer.statusCode))
      throw new ProviderRefused(`the sandbox PSP answers ${answer.statusCode}`);
    const known = answer.statusCode === 200 ? shape.safeParse(safeJson(answer.text)) : null;
    if (!known?.success) throw new ProviderUnavailable();
    return known.data;
  };
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
