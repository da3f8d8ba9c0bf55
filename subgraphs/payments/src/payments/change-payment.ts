import { randomUUID } from 'node:crypto';
import { alertRaised, type Alert, formatAmount, paymentChanged } from '@croupier/contracts';
import { inTransaction, publish, query } from '@croupier/kit';
import { LockMode } from '@mikro-orm/core';
import type { PaymentsContext } from '../room.ts';
import { Payment, type StatusChange } from './payment.entity.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether the text can be the id of a payment; anything else must not reach a uuid column. */
export const isPaymentId = (text: string): boolean => UUID.test(text);

/** Locks the payment and lets `change` alter it; history, event and push follow what it took. Null: there is none. */
export async function changePayment(
  ctx: PaymentsContext,
  id: string,
  change: (ctx: PaymentsContext, payment: Payment) => Promise<void> | void,
): Promise<Payment | null> {
  const payment = await inTransaction(ctx, async (ctx) => {
    const payment = await lockPayment(ctx, id);
    if (!payment) return null;
    await change(ctx, payment);
    await writeChanges(ctx, payment);
    return payment;
  });
  if (payment) pushChanges(ctx, payment);
  return payment;
}

/** The payment as it is now, locked until the transaction ends. */
export async function lockPayment(ctx: PaymentsContext, id: string): Promise<Payment | null> {
  if (!isPaymentId(id)) return null;
  const payment = await ctx.em.findOne(Payment, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  if (payment) payment.changes = undefined;
  return payment;
}

/** Writes the payment with the history and the events of what it took. Inside the transaction that locked it. */
export async function writeChanges(ctx: PaymentsContext, payment: Payment): Promise<void> {
  await ctx.em.flush();
  for (const { sequence, status, actor } of payment.changes ?? []) {
    const at = ctx.now().toISOString();
    await query(ctx.em, 'insert into payment_event (payment_id, sequence, status, actor, at) values (?, ?, ?, ?, ?)', [
      payment.id,
      sequence,
      status,
      actor,
      at,
    ]);
    await publish(ctx, paymentChanged, {
      paymentId: payment.id,
      sequence,
      userId: payment.userId,
      kind: payment.kind,
      status,
      amount: formatAmount(payment.amountMinor, payment.currency),
      currency: payment.currency,
      method: payment.method,
      failureCode: payment.failureCode,
      at,
    });
  }
}

/** A payment as it travels to whoever looks at a screen. */
export type PaymentSnapshot = Pick<
  Payment,
  'id' | 'userId' | 'kind' | 'status' | 'currency' | 'method' | 'redirectUrl' | 'failureCode' | 'reversalKind'
> & { amountMinor: string; reversalMinor: string | null; createdAt: string };

/** Shows what was taken to whoever looks; after the commit. */
export function pushChanges(ctx: PaymentsContext, payment: Payment): void {
  for (const change of payment.changes ?? []) {
    ctx.live.push(`payment.${payment.userId}`, snapshotOf(payment, change));
  }
  payment.changes = undefined;
}

function snapshotOf(payment: Payment, { status }: StatusChange): PaymentSnapshot {
  const { id, userId, kind, currency, method, redirectUrl, failureCode, reversalKind } = payment;
  const amountMinor = String(payment.amountMinor);
  const reversalMinor = payment.reversalMinor === null ? null : String(payment.reversalMinor);
  return {
    id,
    userId,
    kind,
    status,
    currency,
    method,
    redirectUrl,
    failureCode,
    reversalKind,
    amountMinor,
    reversalMinor,
    createdAt: payment.createdAt.toISOString(),
  };
}

/** The payment of a snapshot, for the graph. */
export function paymentOfSnapshot({ amountMinor, reversalMinor, createdAt, ...rest }: PaymentSnapshot): Payment {
  return Object.assign(Object.create(Payment.prototype) as Payment, rest, {
    amountMinor: BigInt(amountMinor),
    reversalMinor: reversalMinor === null ? null : BigInt(reversalMinor),
    createdAt: new Date(createdAt),
  });
}

/** Tells the operator; inside a transaction. */
export async function raiseAlert(ctx: PaymentsContext, alert: Omit<Alert, 'alertId' | 'at'>): Promise<void> {
  ctx.log.warn({ alert }, 'alert');
  await publish(ctx, alertRaised.payments, { ...alert, alertId: randomUUID(), at: ctx.now().toISOString() });
}
