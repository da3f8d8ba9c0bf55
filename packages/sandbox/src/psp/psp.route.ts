import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../errors.ts';
import { sendCheckout } from './checkout.page.ts';
import { createPayment } from './create-payment.ts';
import { checkoutUrl, findPayment, type Payment, type PspContext } from './payment.ts';
import { outcomeOf, REVERSAL_NAMES, reversePayment, settlePayment } from './settle-payment.ts';

type WithId = { Params: { id: string } };

/** The merchant's API (by key) and the checkout (by people). */
export function routePsp(app: FastifyInstance, ctx: PspContext, apiKey: string): void {
  app.post('/psp/payments', async (request) => {
    requireKey(request, apiKey);
    const key = request.headers['idempotency-key'];
    return createPayment(ctx, Array.isArray(key) ? key[0] : key, request.body);
  });
  app.get<WithId>('/psp/payments/:id', async (request) => {
    requireKey(request, apiKey);
    return present(ctx, paymentOf(ctx, request.params.id));
  });
  app.get<WithId>('/psp/checkout/:id', async (request, reply) => {
    const payment = paymentOf(ctx, request.params.id);
    if (payment.kind !== 'DEPOSIT') throw new Refusal('NOT_FOUND', 404, 'there is no such checkout');
    return sendCheckout(request, reply, payment);
  });
  app.post<WithId>('/psp/checkout/:id/pay', async (request, reply) =>
    answerDecision(ctx, request, reply, settlePayment(ctx, request.params.id, 'SUCCEEDED')),
  );
  app.post<WithId>('/psp/checkout/:id/decline', async (request, reply) =>
    answerDecision(ctx, request, reply, settlePayment(ctx, request.params.id, 'FAILED')),
  );
  for (const reversal of REVERSAL_NAMES)
    app.post<WithId>(`/psp/checkout/:id/${reversal}`, async (request, reply) =>
      answerDecision(ctx, request, reply, reversePayment(ctx, request.params.id, reversal)),
    );
}

// Only a browser asks for text/html; a program that posts with Accept: */* wants to know, not to be sent away.
function answerDecision(ctx: PspContext, request: FastifyRequest, reply: FastifyReply, payment: Payment) {
  if (request.headers.accept?.includes('text/html') && payment.return_url)
    return reply.redirect(payment.return_url, 303);
  return present(ctx, payment);
}

function present(ctx: PspContext, payment: Payment) {
  const { id, payment_id: paymentId, kind, amount, currency } = payment;
  const status = outcomeOf(payment.status);
  const reversal = status === payment.status ? null : payment.status;
  const redirectUrl = kind === 'DEPOSIT' ? checkoutUrl(ctx.publicUrl, id) : null;
  return { id, paymentId, kind, amount, currency, status, reversal, redirectUrl, returnUrl: payment.return_url };
}

function paymentOf(ctx: PspContext, id: string): Payment {
  const payment = findPayment(ctx.state, id);
  if (!payment) throw new Refusal('NOT_FOUND', 404, 'there is no such payment');
  return payment;
}

function requireKey(request: FastifyRequest, apiKey: string): void {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  if (!timingSafeEqual(digest(request.headers.authorization ?? ''), digest(`Bearer ${apiKey}`))) {
    throw new Refusal('UNAUTHENTICATED', 401, 'Authorization does not carry the API key');
  }
}
