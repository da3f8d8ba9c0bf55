import type { ReportsContext } from '../room.ts';
import { showFreshness } from '../ingest/show-freshness.ts';
import { ProviderUnavailable } from '@croupier/kit';
import { type ColumnType, dimensionNamed, measureNamed } from './catalog.ts';
import { checkReport, type ReportDefinition, type ReportWish } from './definition.ts';
import { formatCell } from './format-cell.ts';
import { reportSql } from './report-sql.ts';

export interface ReportColumn {
  key: string;
  label: string;
  type: ColumnType;
}
export interface ReportResult {
  columns: ReportColumn[];
  rows: (string | null)[][];
  totals: (string | null)[];
  freshAt: Date;
}
type StoredRow = Record<string, string | number | null>;

/**
 * Adds up what was posted in `from` ≤ time < `to`. With `currency` among the dimensions money is in the row's currency, otherwise in EUR at the day's
 * rate; totals cover all rows, also those beyond the limit, and leave out money that would add up different currencies.
 * Refusals: BadUserInput with the names of the fields; ProviderUnavailable while ClickHouse is away.
 */
export async function runReport(ctx: ReportsContext, wish: ReportWish): Promise<ReportResult> {
  return runChecked(ctx, checkReport(wish));
}

/** The same for a report that was checked before. */
export async function runChecked(ctx: ReportsContext, report: ReportDefinition): Promise<ReportResult> {
  if (!ctx.room.clickhouse.prepared) throw new ProviderUnavailable('The report store does not answer; try again');
  const columns = columnsOf(report);
  const sql = reportSql(report);
  // Before the rows are read: what is complete by then is in them.
  const freshAt = await showFreshness(ctx);
  const [rows, [totals = {}]] = await Promise.all([
    ctx.room.clickhouse.select<StoredRow>(sql.rows, sql.parameters),
    ctx.room.clickhouse.select<StoredRow>(sql.totals, sql.parameters),
  ]);
  const currencyAt = report.dimensions.indexOf('currency');
  const show = (row: StoredRow, currency: string) =>
    columns.map(({ type }, index) => formatCell(row[`c${index}`], type, currency));
  const mixed = currencyAt >= 0 && Number(totals.currencies ?? 0) > 1;
  const total = show(totals, currencyAt >= 0 ? String(totals.currency || 'EUR') : 'EUR');
  return {
    columns,
    rows: rows.map((row) => show(row, currencyAt >= 0 ? String(row[`c${currencyAt}`]) : 'EUR')),
    totals: total.map((cell, index) =>
      index < report.dimensions.length || (mixed && columns[index]!.type === 'MONEY') ? null : cell,
    ),
    freshAt,
  };
}

function columnsOf(report: ReportDefinition): ReportColumn[] {
  const used = [
    ...report.dimensions.map((name) => dimensionNamed.get(name)!),
    ...report.measures.map((name) => measureNamed.get(name)!),
  ];
  return used.map(({ name, label, type }) => ({ key: name, label, type }));
}
