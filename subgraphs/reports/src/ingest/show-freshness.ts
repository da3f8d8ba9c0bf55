import { askLaneHeads } from '@croupier/contracts';
import { DomainError, query } from '@croupier/kit';
import type { ReportsContext } from '../room.ts';
import { LEDGER_PROJECTION } from './ingest-ledger.ts';

/** A batch may be committed a moment after its entries were dated. */
const COMMIT_MARGIN_MS = 1_000;

/**
 * The moment up to which the reports are complete: what was posted before it has been counted. Where a lane lags, or the wallet does not say how
 * far it is, that is the time of the last entry counted there; before anything was counted, the epoch.
 */
export async function showFreshness(ctx: ReportsContext): Promise<Date> {
  const askedAt = ctx.now().getTime() - COMMIT_MARGIN_MS;
  const heads = await ctx.ask(askLaneHeads, {}, { timeoutMs: 1_000 }).catch((error: unknown) => {
    if (error instanceof DomainError) return null;
    throw error;
  });
  const rows = await query<{ lane: number; sequence: string; last_entry_at: Date | string | null }>(
    ctx.em,
    `select cursor.lane, cursor.sequence, progress.last_entry_at from projection_cursor cursor
     left join ingest_progress progress using (lane) where cursor.name = ?`,
    [LEDGER_PROJECTION],
  );
  const [unsent] = await query<{ since: Date | string | null }>(
    ctx.em,
    'select min(changed_at) as since from dimension_row where unsent',
  );
  const lanes = new Map(rows.map((row) => [row.lane, row]));
  const moments = heads
    ? heads.heads.map(({ lane, sequence }) => {
        const row = lanes.get(lane);
        return Number(row?.sequence ?? 0) >= sequence ? askedAt : timeOf(row?.last_entry_at, 0);
      })
    : rows.map((row) => timeOf(row.last_entry_at, 0));
  const ledger = heads || rows.length > 0 ? Math.min(askedAt, ...moments) : 0;
  return new Date(Math.min(ledger, timeOf(unsent?.since, askedAt)));
}

const timeOf = (moment: Date | string | null | undefined, otherwise: number): number =>
  moment == null ? otherwise : new Date(moment).getTime();
