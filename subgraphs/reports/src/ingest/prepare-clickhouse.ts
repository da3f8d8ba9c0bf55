import { readdirSync, readFileSync } from 'node:fs';
import { inTransaction, query } from '@croupier/kit';
import type { ReportsContext } from '../room.ts';
import { LEDGER_PROJECTION } from './ingest-ledger.ts';

const FOLDER = new URL('../../clickhouse/', import.meta.url);
const APPLIED = `create table if not exists applied_sql_v1 (name String, at DateTime64(3, 'UTC')) engine = ReplacingMergeTree(at) order by name`;
const FILLED = 'filled-from-the-start';

/**
 * Makes ClickHouse's tables where they are missing; harmless to repeat and to run in several processes. An empty ClickHouse under a PostgreSQL that
 * remembers is filled again from the start: the ledger's cursor goes back to zero and every dimension row is sent once more.
 * Throws ProviderUnavailable while ClickHouse does not answer.
 */
export async function prepareClickhouse(ctx: ReportsContext): Promise<void> {
  const { clickhouse } = ctx.room;
  if (clickhouse.prepared) return;
  await clickhouse.command(APPLIED);
  const applied = new Set(
    (await clickhouse.select<{ name: string }>('select distinct name from applied_sql_v1')).map(({ name }) => name),
  );
  for (const { name, statements } of sqlFiles()) {
    if (applied.has(name)) continue;
    for (const statement of statements) await clickhouse.command(statement);
    await remember(ctx, name);
  }
  if (!applied.has(FILLED)) {
    await startOver(ctx);
    await remember(ctx, FILLED);
  }
  clickhouse.prepared = true;
}

/** The numbered files, in order; a statement ends with a semicolon at the end of a line. */
function sqlFiles(): { name: string; statements: string[] }[] {
  const names = readdirSync(FOLDER).filter((name) => /^\d{4}_.+\.sql$/.test(name));
  return names.sort().map((name) => {
    const text = readFileSync(new URL(name, FOLDER), 'utf8');
    return {
      name,
      statements: text
        .split(/;\s*$/m)
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    };
  });
}

const remember = (ctx: ReportsContext, name: string): Promise<void> =>
  ctx.room.clickhouse.insert('applied_sql_v1', [
    { name, at: ctx.now().toISOString().replace('T', ' ').replace('Z', '') },
  ]);

async function startOver(ctx: ReportsContext): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    await query(ctx.em, 'update projection_cursor set sequence = 0 where name = ?', [LEDGER_PROJECTION]);
    await query(ctx.em, 'delete from ingest_progress');
    await query(ctx.em, 'update dimension_row set unsent = true');
  });
}
