/** The one place that speaks to ClickHouse: inserts, selects, and what to do while it is away. */
import { ClickHouseError, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { ProviderUnavailable } from '@croupier/kit';
import type { Logger } from 'pino';

/** Codes of a server that lost our tables or our database: they are made again. */
const LOST = new Set(['60', '81']);

export interface Clickhouse {
  /** False until the tables stand, and again after they were lost. */
  prepared: boolean;
  /** Rows that have the same columns. */
  insert(table: string, rows: object[]): Promise<void>;
  /** Rows of a SELECT; values come as text wherever a JS number would lose digits. `{name:Type}` takes `parameters`. */
  select<Row>(sql: string, parameters?: Record<string, unknown>): Promise<Row[]>;
  command(sql: string): Promise<void>;
  close(): Promise<void>;
}

/** Connects lazily: nothing is sent yet. Every call throws ProviderUnavailable where ClickHouse cannot be reached or is not prepared. */
export function connectClickhouse(url: string, log: Logger): Clickhouse {
  const client = createClient({
    url,
    request_timeout: 20_000,
    log: { level: ClickHouseLogLevel.OFF },
    clickhouse_settings: {
      output_format_json_quote_64bit_integers: 1,
      output_format_json_quote_decimals: 1,
      do_not_merge_across_partitions_select_final: 1,
      max_execution_time: 15,
    },
  });
  const fail = (error: unknown): never => {
    if (!(error instanceof ClickHouseError)) {
      log.warn({ err: error }, 'ClickHouse does not answer');
      throw new ProviderUnavailable('The report store does not answer; try again');
    }
    if (!LOST.has(error.code)) throw error;
    clickhouse.prepared = false;
    throw new ProviderUnavailable('The report store is being filled; try again');
  };
  const clickhouse: Clickhouse = {
    prepared: false,
    insert: async (table, rows) => {
      if (rows.length === 0) return;
      // Names once instead of in every row: half of the bytes to write and to parse.
      const columns = Object.keys(rows[0]!) as [string, ...string[]];
      const values = rows.map((row) => columns.map((column) => row[column as never]));
      await client.insert({ table, columns, values, format: 'JSONCompactEachRow' }).catch(fail);
    },
    select: async <Row>(sql: string, parameters: Record<string, unknown> = {}) =>
      client
        .query({ query: sql, query_params: parameters, format: 'JSONEachRow' })
        .then((result) => result.json() as Promise<Row[]>)
        .catch(fail),
    command: async (sql) => void (await client.command({ query: sql }).catch(fail)),
    close: () => client.close(),
  };
  return clickhouse;
}
