import type { IncomingHttpHeaders } from 'node:http';
import { inTransaction, NotFound, ProviderUnavailable, query } from '@croupier/kit';
import { applyOutcome, type Verdict } from '../payments/apply-outcome.ts';
import { lockPayment, pushChanges, raiseAlert, writeChanges } from '../payments/change-payment.ts';
import type { ProviderEvent } from '../providers/provider.ts';
import type { PaymentsContext } from '../room.ts';

/**
 * Takes a PSP's event once: the memory of its id and what it does to the payment are committed together, and money moves
 * afterwards. Answers what became of it. Refusals: NOT_FOUND (unknown PSP), BAD_USER_INPUT (bad signature, malformed).
 * PROVIDER_UNAVAILABLE where it is about a deposit whose money is still on its way: nothing is remembered, the PSP says it again.
 * An event that contradicts its payment changes nothing and alerts the operator (interface.md, "Webhooks of the sandbox PSP").
 */
export async function takeWebhook(
  ctx: PaymentsContext,
  psp: string,
  request: { headers: IncomingHttpHeaders; body: Buffer },
): Promise<Verdict | 'IGNORED'> {
  const provider = ctx.room.providers.get(psp);
  if (!provider) throw new NotFound('The payment provider');
  const { id, outcome } = provider.verifyWebhook(request.headers, request.body, ctx.now());
  if (!outcome) return 'IGNORED';
  const { verdict, payment } = await inTransaction(ctx, async (ctx) => {
    const fresh = await query(
      ctx.em,
      `insert into webhook_event (psp, event_id, payment_id, outcome, verdict) values (?, ?, ?, ?, 'TAKEN') on conflict do nothing returning 1 as fresh`,
      [psp, id, outcome.paymentId, JSON.stringify(outcome)],
    );
    if (fresh.length === 0) return { verdict: 'REPEATED' as const, payment: null };
    const payment = await lockPayment(ctx, outcome.paymentId);
    const verdict = payment?.psp === psp ? applyOutcome(payment, outcome, `psp:${psp}`) : 'CONTRADICTION';
    if (verdict === 'EARLY') throw new ProviderUnavailable();
    if (verdict === 'CONTRADICTION') await alertContradiction(ctx, psp, id, outcome, payment?.userId ?? null);
    else if (payment) await writeChanges(ctx, payment);
    await query(ctx.em, 'update webhook_event set verdict = ? where psp = ? and event_id = ?', [verdict, psp, id]);
    return { verdict, payment };
  });
  if (payment) pushChanges(ctx, payment);
  if (verdict === 'APPLIED') ctx.room.wake();
  return verdict;
}

async function alertContradiction(
  ctx: PaymentsContext,
  psp: string,
  eventId: string,
  { paymentId, result, amount, currency }: NonNullable<ProviderEvent['outcome']>,
  userId: string | null,
): Promise<void> {
  await raiseAlert(ctx, {
    kind: 'payment-webhook-contradiction',
    severity: 'CRITICAL',
    message: `Event ${eventId} of ${psp} (${result}, ${amount} ${currency}) does not fit payment ${paymentId}`.slice(
      0,
      1_000,
    ),
    userId,
    subjectId: paymentId,
  });
}
