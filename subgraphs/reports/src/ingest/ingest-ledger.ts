import { defineProjection, ProviderUnavailable, query } from '@croupier/kit';
import type { LedgerEntry } from '@croupier/contracts';
import type { ReportsContext } from '../room.ts';
import { ledgerRowOf } from './ledger-row.ts';

export const LEDGER_PROJECTION = 'clickhouse';

/**
 * Copies entries of the ledger's log into ClickHouse. The insert comes before the commit that moves the cursor: a crash between the two sends
 * the same rows again, and they replace themselves. Throws ProviderUnavailable while ClickHouse is away; the projection comes back.
 */
export async function ingestLedger(ctx: ReportsContext, entries: LedgerEntry[], lane: number): Promise<void> {
  if (!ctx.room.clickhouse.prepared) throw new ProviderUnavailable('ClickHouse is not prepared yet');
  await ctx.room.clickhouse.insert(
    'raw_ledger_v1',
    entries.map((entry) => ledgerRowOf(lane, entry)),
  );
  const last = entries.at(-1)!;
  await query(
    ctx.em,
    `insert into ingest_progress (lane, sequence, last_entry_at) values (?, ?, ?)
     on conflict (lane) do update set sequence = excluded.sequence, last_entry_at = excluded.last_entry_at`,
    [lane, last.sequence, last.at],
  );
}

/** An insert costs ClickHouse milliseconds whatever is in it: at most 2 s behind is soon enough. */
export const ledgerProjection = defineProjection<ReportsContext>({
  name: LEDGER_PROJECTION,
  apply: ingestLedger,
  gatherMs: 1_500,
});
