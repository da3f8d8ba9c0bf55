import { applyOutcome } from '../payments/apply-outcome.ts';
import { changePayment, raiseAlert } from '../payments/change-payment.ts';
import type { Step } from '../progress/progress-payment.ts';

const MOST_PAUSE_MS = 3_600_000;

/**
 * A payment waits for a webhook that may have been lost: asks the PSP how it stands and takes its word as a webhook's.
 * Asked again after growing pauses, up to an hour. Throws ProviderUnavailable.
 */
export const askProvider: Step = async (ctx, payment) => {
  const provider = ctx.room.providers.get(payment.psp);
  const found = provider && payment.pspPaymentId ? await provider.fetchPayment(payment.pspPaymentId) : null;
  ctx.room.faultAt?.('after-await');
  await changePayment(ctx, payment.id, async (ctx, present) => {
    if (present.step !== 'AWAIT') return;
    present.nextAttemptAt = new Date(
      Date.now() + Math.min(MOST_PAUSE_MS, ctx.room.timing.reconcileAfterMs * 2 ** Math.min(present.attempts, 20)),
    );
    if (!found || found.status === 'PENDING') return;
    const verdict = applyOutcome(present, { ...found, result: found.status }, `psp:${present.psp}`);
    if (verdict !== 'CONTRADICTION' || present.attempts > 1) return;
    await raiseAlert(ctx, {
      kind: 'payment-reconciliation-contradiction',
      severity: 'CRITICAL',
      message: `The PSP ${present.psp} holds another amount or currency for this payment`,
      userId: present.userId,
      subjectId: present.id,
    });
  });
  ctx.room.wake();
  return null;
};
