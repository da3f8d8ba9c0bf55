import type { Context } from '@croupier/kit';
import type { Clickhouse } from './ingest/clickhouse.ts';

/** What only reports has. */
export interface ReportsRoom {
  clickhouse: Clickhouse;
  /** Wakes the worker that makes exports. */
  wakeExports: () => void;
}
export type ReportsContext = Context<ReportsRoom>;
