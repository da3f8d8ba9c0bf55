import { randomUUID } from 'node:crypto';
import { isCurrency, parseAmount } from '@croupier/contracts';
import { z } from 'zod';
import { identifier, MalformedInput, parseInput, Refusal } from '../errors.ts';
import { checkoutUrl, type Payment, type PspContext } from './payment.ts';

const address = z.url({ protocol: /^https?$/ }).max(2_000);

const input = z.looseObject({
  paymentId: identifier,
  kind: z.enum(['DEPOSIT', 'WITHDRAWAL']),
  amount: z.string().max(40),
  currency: z.string().refine(isCurrency, 'is not a currency of this platform'),
  returnUrl: address.nullish(),
  webhookUrl: address.nullish(),
});

/**
 * Makes a payment once per idempotency key and once per `paymentId`, for ever: a repeat answers with the first. A
 * withdrawal succeeds by itself a moment later. Refuses with BAD_USER_INPUT (400) and IDEMPOTENCY_CONFLICT (409, the
 * same key or payment with another body).
 */
export function createPayment(ctx: PspContext, idempotencyKey: string | undefined, body: unknown) {
  const wanted = parseInput(input, body);
  const key = parseInput(identifier, idempotencyKey ?? wanted.paymentId);
  if (parseAmount(wanted.amount, wanted.currency) === 0n)
    throw new MalformedInput('amount: must be above zero', ['amount']);
  if (wanted.kind === 'DEPOSIT' && !wanted.returnUrl)
    throw new MalformedInput('returnUrl: a deposit needs one', ['returnUrl']);
  const { paymentId, kind, amount, currency, returnUrl, webhookUrl } = wanted;
  const request = JSON.stringify([paymentId, kind, amount, currency, returnUrl ?? null, webhookUrl ?? null]);
  const payment = ctx.state.atomically(() => {
    const earlier = findEarlier(ctx, key, paymentId);
    if (earlier && earlier.request !== request) {
      throw new Refusal('IDEMPOTENCY_CONFLICT', 409, 'this key or payment was used with another body');
    }
    const stored = earlier ?? storePayment(ctx, wanted, request);
    ctx.state.run('INSERT INTO psp_idempotency_key VALUES (?, ?, ?) ON CONFLICT DO NOTHING', key, request, stored.id);
    return stored;
  });
  ctx.queue.wake();
  return { id: payment.id, ...(kind === 'DEPOSIT' ? { redirectUrl: checkoutUrl(ctx.publicUrl, payment.id) } : {}) };
}

function findEarlier(
  { state }: PspContext,
  key: string,
  paymentId: string,
): { id: string; request: string } | undefined {
  return (
    state.one<{ id: string; request: string }>('SELECT id, request FROM psp_idempotency_key WHERE key = ?', key) ??
    state.one<{ id: string; request: string }>('SELECT id, request FROM psp_payment WHERE payment_id = ?', paymentId)
  );
}

function storePayment(ctx: PspContext, wanted: z.output<typeof input>, request: string): Pick<Payment, 'id'> {
  const id = `pay_${randomUUID().replaceAll('-', '')}`;
  ctx.state.run(
    "INSERT INTO psp_payment VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'PENDING', ?, NULL)",
    id,
    wanted.paymentId,
    request,
    wanted.kind,
    wanted.amount,
    wanted.currency,
    wanted.returnUrl ?? null,
    wanted.webhookUrl ?? `${ctx.webhookUrl}/webhooks/sandbox`,
    Date.now(),
  );
  if (wanted.kind === 'WITHDRAWAL') ctx.queue.put('psp.withdrawal', `settle-${id}`, { id }, ctx.timing.withdrawalMs);
  return { id };
}
