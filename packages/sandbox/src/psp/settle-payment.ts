import { randomUUID } from 'node:crypto';
import { Refusal } from '../errors.ts';
import type { Delivery } from '../outbound-queue.ts';
import { findPayment, type Payment, type PaymentStatus, type PspContext } from './payment.ts';

type Ending = Exclude<PaymentStatus, 'PENDING'>;

/**
 * What the person at the checkout decided. The same decision again changes nothing and sends nothing. Refuses with
 * NOT_FOUND (404) and ALREADY_SETTLED (409, the other decision was made).
 */
export function settlePayment(ctx: PspContext, id: string, ending: Ending): Payment {
  const payment = ctx.state.atomically(() => {
    const found = findPayment(ctx.state, id);
    if (!found || found.kind !== 'DEPOSIT') throw new Refusal('NOT_FOUND', 404, 'there is no such payment');
    if (found.status === 'PENDING') endPayment(ctx, found, ending);
    else if (found.status !== ending)
      throw new Refusal('ALREADY_SETTLED', 409, `the payment has ${found.status.toLowerCase()}`);
    return { ...found, status: ending };
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
  const id = `evt_${randomUUID().replaceAll('-', '')}`;
  const { payment_id: paymentId, amount, currency } = payment;
  const event = {
    id,
    type: ending === 'SUCCEEDED' ? 'payment.succeeded' : 'payment.failed',
    created: Math.floor(settledAt / 1000),
    data: { paymentId, amount, currency },
  };
  ctx.queue.put('psp.webhook', id, { url: payment.webhook_url, body: JSON.stringify(event) });
}
