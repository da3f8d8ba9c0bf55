import { randomUUID } from 'node:crypto';
import { audited } from '@croupier/contracts';
import { publish } from '@croupier/kit';
import type { Payment } from '../payments/payment.entity.ts';
import type { PaymentsContext } from '../room.ts';

/** Writes into the trail who decided on a withdrawal, in the decision's own transaction. */
export async function auditDecision(
  ctx: PaymentsContext,
  payment: Payment,
  decision: { actorId: string; action: string; reason: string | null },
): Promise<void> {
  await publish(ctx, audited.payments, {
    ...decision,
    entryId: randomUUID(),
    objectType: 'Payment',
    objectId: payment.id,
    before: { status: 'REVIEW' },
    after: { status: payment.status, ...payment.amount },
    at: ctx.now().toISOString(),
  });
}
