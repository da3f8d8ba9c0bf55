import { randomUUID } from 'node:crypto';
import { Refusal } from '../errors.ts';
import type { Delivery } from '../outbound-queue.ts';
import { findPayment, type Payment, type PaymentStatus, type PspContext } from './payment.ts';

type Ending = 'SUCCEEDED' | 'FAILED';

/**
 * What the person at the checkout decided. The same decision again changes nothing and sends nothing. Refuses with
 * NOT_FOUND (404) and ALREADY_SETTLED (409, the other decision was made).
 */
export function settlePayment(ctx: PspContext, id: string, ending: Ending): Payment {
  const payment = ctx.state.atomically(() => {
    const found = findPayment(ctx.state, id);
    if (!found || found.kind !== 'DEPOSIT') throw new Refusal('NOT_FOUND', 404, 'there is no such payment');
    if (found.status === 'PENDING') endPayment(ctx, found, ending);
    else if (outcomeOf(found.status) !== ending)
      throw new Refusal('ALREADY_SETTLED', 409, `the payment has ${found.status.toLowerCase()}`);
    return found.status === 'PENDING' ? { ...found, status: ending } : found;
  });
  ctx.queue.wake();
  return payment;
}

/** How the payment itself ended: what was taken back had succeeded. */
export const outcomeOf = (status: PaymentStatus): 'PENDING' | Ending =>
  status === 'REFUNDED' || status === 'CHARGED_BACK' ? 'SUCCEEDED' : status;

const REVERSALS = {
  refund: { from: 'SUCCEEDED', to: 'REFUNDED', type: 'payment.refunded' },
  'charge-back': { from: 'SUCCEEDED', to: 'CHARGED_BACK', type: 'payment.charged_back' },
  'win-chargeback': { from: 'CHARGED_BACK', to: 'SUCCEEDED', type: 'payment.chargeback_won' },
} as const;
export type Reversal = keyof typeof REVERSALS;
export const REVERSAL_NAMES = Object.keys(REVERSALS) as Reversal[];

/**
 * Takes a deposit that was paid back as a whole (the house's refund, the bank's chargeback), or gives back what a bank took; the platform is
 * told. Refuses with NOT_FOUND (404) and ALREADY_SETTLED (409: it does not stand where that is possible, and nothing is sent).
 */
export function reversePayment(ctx: PspContext, id: string, reversal: Reversal): Payment {
  const { from, to, type } = REVERSALS[reversal];
  const payment = ctx.state.atomically(() => {
    const found = findPayment(ctx.state, id);
    if (!found || found.kind !== 'DEPOSIT') throw new Refusal('NOT_FOUND', 404, 'there is no such payment');
    if (found.status !== from)
      throw new Refusal('ALREADY_SETTLED', 409, `the payment is ${found.status.toLowerCase()}`);
    ctx.state.run('UPDATE psp_payment SET status = ? WHERE id = ?', to, id);
    tell(ctx, found, type, Date.now());
    return { ...found, status: to };
  });
  ctx.queue.wake();
  return payment;
}

/** A withdrawal needs nobody: when its time has come, it has succeeded. */
export function withdrawalDelivery(ctx: PspContext): Delivery<{ id: string }, true> {
  return {
    send: () => Promise.resolve(true),
    settle({ id }) {
      const payment = findPayment(ctx.state, id);
      if (payment?.status === 'PENDING') endPayment(ctx, payment, 'SUCCEEDED');
    },
  };
}

function endPayment(ctx: PspContext, payment: Payment, ending: Ending): void {
  const settledAt = Date.now();
  ctx.state.run('UPDATE psp_payment SET status = ?, settled_at = ? WHERE id = ?', ending, settledAt, payment.id);
  tell(ctx, payment, ending === 'SUCCEEDED' ? 'payment.succeeded' : 'payment.failed', settledAt);
}

function tell(ctx: PspContext, payment: Payment, type: string, atMs: number): void {
  const id = `evt_${randomUUID().replaceAll('-', '')}`;
  const { payment_id: paymentId, amount, currency } = payment;
  const event = { id, type, created: Math.floor(atMs / 1000), data: { paymentId, amount, currency } };
  ctx.queue.put('psp.webhook', id, { url: payment.webhook_url, body: JSON.stringify(event) });
}
