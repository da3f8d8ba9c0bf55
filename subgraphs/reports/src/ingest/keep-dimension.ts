import { query } from '@croupier/kit';
import type { ReportsContext } from '../room.ts';

export type DimensionKind = 'user' | 'game' | 'payment';

/**
 * Keeps what an event said of a person, game or payment, and marks it for ClickHouse. Versions order events of one thing: an older one that
 * comes late only adds what is not known yet.
 */
export async function keepDimension(
  ctx: ReportsContext,
  kind: DimensionKind,
  key: string,
  version: number,
  row: object,
): Promise<void> {
  await query(
    ctx.em,
    `insert into dimension_row as kept (kind, key, version, row, changed_at) values (?, ?, ?, ?::jsonb, ?)
     on conflict (kind, key) do update set
       row = case when excluded.version >= kept.version then kept.row || excluded.row else excluded.row || kept.row end,
       version = greatest(excluded.version, kept.version), unsent = true, changed_at = excluded.changed_at`,
    [kind, key, version, JSON.stringify(row), ctx.now()],
  );
}
