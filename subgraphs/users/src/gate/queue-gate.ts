/**
 * The wallet's gate holds what may move for a player. Every change of status, limits or time zone gets the next number, is stored
 * here first and repeated until the wallet has committed it; the operation carries the whole state, so the newest one is enough.
 */
import { formatAmount, type Operation } from '@croupier/contracts';
import { query } from '@croupier/kit';
import type { User } from '../profile/user.entity.ts';
import type { UsersContext } from '../room.ts';

export type SetGate = Extract<Operation, { kind: 'set_gate' }>;

/** Numbers and stores the person's present state for the wallet, in the caller's transaction. The caller holds the person's row. */
export async function queueGate(ctx: UsersContext, user: User): Promise<void> {
  user.gateNumber += 1;
  await ctx.em.flush();
  const { status, until } = user.statusAt(ctx.now());
  const operation: SetGate = {
    kind: 'set_gate',
    number: user.gateNumber,
    status,
    // A self-exclusion ends when it is lifted, not by its date: the gate hears of an end only once there is one.
    until: (status === 'SELF_EXCLUDED' ? user.selfExclusionLiftsAt : until)?.toISOString() ?? null,
    timeZone: user.timeZone,
    limits: await presentLimits(ctx, user.id),
  };
  await query(ctx.em, 'insert into gate_change (person_id, number, operation, created_at) values (?, ?, ?::jsonb, ?)', [
    user.id,
    user.gateNumber,
    JSON.stringify(operation),
    ctx.now(),
  ]);
}

async function presentLimits(ctx: UsersContext, userId: string): Promise<SetGate['limits']> {
  type Row = {
    kind: string;
    period: string;
    currency: string | null;
    amount_minor: string | null;
    minutes: number | null;
  };
  const rows = await query<Row>(
    ctx.em,
    'select kind, period, currency, amount_minor, minutes from player_limit where person_id = ? order by kind, period',
    [userId],
  );
  return rows.map((row) => ({
    kind: row.kind as SetGate['limits'][number]['kind'],
    period: row.period as SetGate['limits'][number]['period'],
    amount: row.amount_minor === null ? null : formatAmount(BigInt(row.amount_minor), row.currency!),
    currency: row.currency,
    minutes: row.minutes,
  }));
}
