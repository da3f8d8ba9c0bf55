import { inTransaction, query } from '@croupier/kit';
import type { ReportsContext } from '../room.ts';
import type { DimensionKind } from './keep-dimension.ts';

const TABLES: Record<DimensionKind, string> = { user: 'users_v1', game: 'games_v1', payment: 'raw_payments_v1' };
const BATCH = 2_000;

/** Sends what changed of people, games and payments to ClickHouse; a crash on the way sends it again. ProviderUnavailable while ClickHouse is away. */
export async function sendDimensions(ctx: ReportsContext): Promise<void> {
  if (!ctx.room.clickhouse.prepared) return;
  while ((await sendBatch(ctx)) === BATCH);
}

async function sendBatch(ctx: ReportsContext): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    const rows = await query<{ kind: DimensionKind; key: string; version: string; row: object }>(
      ctx.em,
      'select kind, key, version, row from dimension_row where unsent order by changed_at limit ? for update skip locked',
      [BATCH],
    );
    for (const kind of Object.keys(TABLES) as DimensionKind[]) {
      const ours = rows.filter((row) => row.kind === kind);
      if (ours.length === 0) continue;
      await ctx.room.clickhouse.insert(
        TABLES[kind],
        ours.map(({ row, version }) => ({ ...row, version })),
      );
      const keys = JSON.stringify(ours.map((row) => row.key));
      await query(
        ctx.em,
        'update dimension_row set unsent = false where kind = ? and key in (select jsonb_array_elements_text(?::jsonb))',
        [kind, keys],
      );
    }
    return rows.length;
  });
}
