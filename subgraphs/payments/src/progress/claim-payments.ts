import { query } from '@croupier/kit';
import type { PaymentsContext } from '../room.ts';

const CLAIM = `update payment set next_attempt_at = now() + ? * interval '1 millisecond', attempts = attempts + 1`;

/** Takes payments on which something is due; nobody else gets them until the lease ends or they are moved on. */
export async function claimDuePayments(ctx: PaymentsContext, most: number, leaseMs: number): Promise<string[]> {
  const rows = await query<{ id: string }>(
    ctx.em,
    `${CLAIM} where id in (
       select id from payment where next_attempt_at <= now() order by next_attempt_at limit ? for update skip locked
     ) returning id`,
    [leaseMs, most],
  );
  return rows.map((row) => row.id);
}

/** Takes this payment if something is due on it. */
export async function claimPayment(ctx: PaymentsContext, id: string): Promise<boolean> {
  const rows = await query(ctx.em, `${CLAIM} where id = ? and next_attempt_at <= now() returning id`, [
    ctx.room.timing.leaseMs,
    id,
  ]);
  return rows.length > 0;
}
