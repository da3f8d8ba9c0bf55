import { randomUUID } from 'node:crypto';
import { ProviderUnavailable, query } from '@croupier/kit';
import { claimPayment } from '../progress/claim-payments.ts';
import { progressPayment } from '../progress/progress-payment.ts';
import type { PaymentsContext } from '../room.ts';
import { abandonStart, MOST_START_ATTEMPTS } from './abandon-start.ts';
import { refusedStart } from './payment.errors.ts';
import { Payment, type PaymentKind, type PaymentStep } from './payment.entity.ts';

/** A payment to be: validated, and not known to anybody yet. */
export interface NewPayment {
  id: string;
  userId: string;
  kind: PaymentKind;
  amountMinor: bigint;
  currency: string;
  method: string;
  psp: string;
  destinationSealed: string | null;
  returnUrl: string | null;
  /** withdrawals: consent to lose a bonus */
  forfeitBonus?: boolean;
  idempotencyKey: string;
  step: PaymentStep;
}

const PAUSE_MS = 150;
const MOST_WAIT_MS = 9_000;

export const newPaymentId = (): string => randomUUID();

/** The payment that this key made before; a start that was refused does not count. */
export async function findStarted(
  ctx: PaymentsContext,
  userId: string,
  kind: PaymentKind,
  idempotencyKey: string,
): Promise<Payment | null> {
  const earlier = await ctx.em.findOne(Payment, { userId, kind, idempotencyKey, abandoned: false });
  return earlier ? followStart(ctx, earlier.id) : null;
}

/**
 * Starts a payment once per user, kind and key; whoever comes with the same key waits for the first and gets the same answer.
 * Refusals: those of the ledger (LIMIT_EXCEEDED, SELF_EXCLUDED, PLAYER_BLOCKED, INSUFFICIENT_FUNDS, CURRENCY_MISMATCH), and
 * PROVIDER_UNAVAILABLE where ledger or PSP did not answer: then nothing remains, what may have begun is taken back.
 */
export async function startPayment(ctx: PaymentsContext, wanted: NewPayment): Promise<Payment> {
  const inserted = await insertOnce(ctx, wanted);
  if (inserted) {
    await runStart(ctx, await ctx.em.findOneOrFail(Payment, { id: wanted.id }));
    return followStart(ctx, wanted.id);
  }
  const earlier = await findStarted(ctx, wanted.userId, wanted.kind, wanted.idempotencyKey);
  // The first one was refused between the two looks: this one is judged afresh.
  return earlier ?? startPayment(ctx, wanted);
}

async function insertOnce(ctx: PaymentsContext, wanted: NewPayment): Promise<boolean> {
  const rows = await query(
    ctx.em,
    `insert into payment (id, user_id, kind, status, amount_minor, currency, method, psp, destination_sealed, return_url,
       idempotency_key, forfeit_bonus, step, attempts, next_attempt_at)
     values (?, ?, ?, 'PENDING', ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, now() + ? * interval '1 millisecond')
     on conflict (user_id, kind, idempotency_key) where not abandoned do nothing returning id`,
    [
      wanted.id,
      wanted.userId,
      wanted.kind,
      wanted.amountMinor.toString(),
      wanted.currency,
      wanted.method,
      wanted.psp,
      wanted.destinationSealed,
      wanted.returnUrl,
      wanted.idempotencyKey,
      wanted.forfeitBonus ?? false,
      wanted.step,
      ctx.room.timing.leaseMs,
    ],
  );
  return rows.length > 0;
}

/** Takes a payment, whose lease is ours, through its start; gives it up where ledger or PSP stay silent. */
async function runStart(ctx: PaymentsContext, payment: Payment): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await progressPayment(ctx, await ctx.em.refreshOrFail(payment));
    } catch (error) {
      if (!(error instanceof ProviderUnavailable)) throw error;
      if (attempt === MOST_START_ATTEMPTS) return abandonStart(ctx, payment.id, 'PROVIDER_UNAVAILABLE');
      await pause(PAUSE_MS * attempt);
    }
  }
}

/** Waits until the start has ended, takes it over where whoever ran it died, and answers as the first caller was answered. */
async function followStart(ctx: PaymentsContext, id: string): Promise<Payment> {
  const giveUpAt = Date.now() + MOST_WAIT_MS;
  for (;;) {
    const payment = await ctx.em.findOneOrFail(Payment, { id }, { refresh: true });
    if (payment.announced) return payment;
    if (payment.abandoned) throw refusedStart(payment.failureCode ?? 'PROVIDER_UNAVAILABLE', payment.failureMessage);
    if (Date.now() > giveUpAt) throw new ProviderUnavailable();
    if (await claimPayment(ctx, id)) await runStart(ctx, payment);
    else await pause(50);
  }
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
