import { randomUUID } from 'node:crypto';
import { alertRaised, formatAmount, parseAmount } from '@croupier/contracts';
import { inTransaction, publish, query } from '@croupier/kit';
import type { GamesContext } from '../room.ts';

/** A payout as its provider asks for it; `reference` is its own id of the win, or of the bookmaker's bet. */
export interface Payout {
  reference: string;
  userId: string;
  amount: string;
  currency: string;
}

/** Whether a person let exactly this payout through. */
export async function isReleased(
  ctx: GamesContext,
  provider: string,
  payout: Omit<Payout, 'currency'> & { currency: string | null },
): Promise<boolean> {
  const rows = await query(
    ctx.em,
    `select 1 from held_payout where provider = ? and reference = ? and user_id = ? and amount::numeric = ?::numeric
       and currency = coalesce(?::text, currency) and released_at is not null`,
    [provider, payout.reference, payout.userId, payout.amount, payout.currency],
  );
  return rows.length > 0;
}

/** Writes down a payout above its cap and raises an alert, once for each. A later one under the same id, of another amount, takes its place. */
export async function holdPayout(ctx: GamesContext, provider: string, payout: Payout): Promise<void> {
  const { reference, userId, currency } = payout;
  const amount = formatAmount(parseAmount(payout.amount, currency), currency);
  const at = ctx.now().toISOString();
  await inTransaction(ctx, async (ctx) => {
    const held = await query(
      ctx.em,
      `insert into held_payout (provider, reference, user_id, currency, amount, held_at) values (?, ?, ?, ?, ?, ?)
       on conflict (provider, reference, user_id) do update set currency = excluded.currency, amount = excluded.amount,
         held_at = excluded.held_at, released_at = null, released_by = null
       where (held_payout.currency, held_payout.amount) is distinct from (excluded.currency, excluded.amount)
       returning 1`,
      [provider, reference, userId, currency, amount, at],
    );
    if (held.length === 0) return;
    await publish(ctx, alertRaised.games, {
      ...{ alertId: randomUUID(), kind: 'PAYOUT_CAP', severity: 'CRITICAL', userId, subjectId: reference, at },
      message: `${provider} wants to pay ${amount} ${currency} at once, which is above its cap; it waits for releaseProviderCap`,
    });
  });
}
