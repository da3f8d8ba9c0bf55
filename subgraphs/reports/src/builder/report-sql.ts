/** A checked report as SQL: names come from the catalog, values travel as bound parameters. */
import { dimensionNamed, JOINS, measureNamed } from './catalog.ts';
import type { Op, ReportDefinition, ReportFilter } from './definition.ts';

export interface ReportSql {
  rows: string;
  /** One row over everything that the rows cover, before the limit; `currencies` says how many currencies it adds up. */
  totals: string;
  parameters: Record<string, unknown>;
}

const COMPARISONS: Partial<Record<Op, string>> = { EQ: '=', NE: '!=', GT: '>', GTE: '>=', LT: '<', LTE: '<=' };

/** Columns are named c0, c1 …: dimensions first, then measures. */
export function reportSql(report: ReportDefinition): ReportSql {
  const dimensions = report.dimensions.map((name) => dimensionNamed.get(name)!);
  const measures = report.measures.map((name) => measureNamed.get(name)!);
  const suffix = report.dimensions.includes('currency') ? '' : '_eur';
  const parameters: Record<string, unknown> = {
    from: new Date(report.from).getTime(),
    to: new Date(report.to).getTime(),
    tz: report.timeZone,
  };
  const bind = (value: string, type: string): string => {
    const name = `v${Object.keys(parameters).length}`;
    parameters[name] = value;
    return `{${name}:${type}}`;
  };
  const where = [
    `l.at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')`,
    `l.at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')`,
    `(${[...new Set(measures.map((each) => `(${each.counts})`))].join(' or ')})`,
    ...filtersOn(report, dimensionNamed).map(({ filter, on }) =>
      condition(on.sql, filter, (value) => bind(value, 'String')),
    ),
  ].join(' and ');
  const having = filtersOn(report, measureNamed).map(({ filter, on }) =>
    condition(on.sql(suffix), filter, (value) => bind(value, 'Decimal(38, 9)')),
  );
  const keys = dimensions.map((each) => each.sql);
  const source = `from raw_ledger_v1 as l final ${joinsOf(report)} where ${where}`;
  const group = keys.length > 0 ? ` group by ${keys.join(', ')}` : '';
  const kept = having.length > 0 ? ` having ${having.join(' and ')}` : '';
  const sums = measures.map((each, index) => `${each.sql(suffix)} as c${index + keys.length}`);
  const columns = [...keys.map((sql, index) => `${sql} as c${index}`), ...sums].join(', ');
  const only =
    kept && keys.length > 0
      ? ` and tuple(${keys.join(', ')}) in (select tuple(${keys.join(', ')}) ${source}${group}${kept})`
      : '';
  return {
    rows: `select ${columns} ${source}${group}${kept} ${orderOf(report)} limit ${Math.trunc(report.limit)}`,
    totals: `select ${sums.join(', ')}, uniqExact(l.currency) as currencies, any(l.currency) as currency ${source}${only}${keys.length === 0 ? kept : ''}`,
    parameters,
  };
}

function filtersOn<On>(report: ReportDefinition, named: Map<string, On>): { filter: ReportFilter; on: On }[] {
  return report.filters.flatMap((filter) =>
    named.has(filter.field) ? [{ filter, on: named.get(filter.field)! }] : [],
  );
}

function condition(sql: string, { op, values }: ReportFilter, bind: (value: string) => string): string {
  const comparison = COMPARISONS[op];
  if (comparison) return `(${sql}) ${comparison} ${bind(values[0]!)}`;
  if (op === 'BETWEEN') return `(${sql}) between ${bind(values[0]!)} and ${bind(values[1]!)}`;
  if (op === 'IN') return `(${sql}) in (${values.map(bind).join(', ')})`;
  return `positionCaseInsensitiveUTF8(${sql}, ${bind(values[0]!)}) > 0`;
}

function joinsOf(report: ReportDefinition): string {
  const used = [...report.dimensions, ...report.filters.map((filter) => filter.field)];
  const joins = new Set(used.map((name) => dimensionNamed.get(name)?.join).filter((join) => join !== undefined));
  return [...joins].map((join) => JOINS[join]).join(' ');
}

/** What was asked for first, then the dimensions, so that the same report comes in the same order. */
function orderOf(report: ReportDefinition): string {
  const keys = [...report.dimensions, ...report.measures];
  const asked = report.orderBy.map(
    ({ key, direction }) => `c${keys.indexOf(key)} ${direction === 'DESC' ? 'desc' : 'asc'}`,
  );
  const rest = report.dimensions
    .filter((name) => !report.orderBy.some(({ key }) => key === name))
    .map((name) => `c${keys.indexOf(name)} asc`);
  const order = [...asked, ...rest];
  return order.length > 0 ? `order by ${order.join(', ')}` : '';
}
