/** A report that may be asked: checked names, bounded sizes. It is stored as JSON in templates and exports. */
import { BadUserInput } from '@croupier/kit';
import { dimensionNamed, measureNamed } from './catalog.ts';

export const OPS = ['EQ', 'NE', 'IN', 'GT', 'GTE', 'LT', 'LTE', 'BETWEEN', 'CONTAINS'] as const;
export type Op = (typeof OPS)[number];

export interface ReportFilter {
  field: string;
  op: Op;
  values: string[];
}
export interface ReportOrder {
  key: string;
  direction: 'ASC' | 'DESC';
}
export interface ReportDefinition {
  measures: string[];
  dimensions: string[];
  filters: ReportFilter[];
  from: string;
  to: string;
  timeZone: string;
  orderBy: ReportOrder[];
  limit: number;
}
/** As it comes from the graph, or out of a template. */
export interface ReportWish {
  measures: string[];
  dimensions: string[];
  filters?: ReportFilter[] | null;
  from: Date | string;
  to: Date | string;
  timeZone?: string | null;
  orderBy?: ReportOrder[] | null;
  limit?: number | null;
}

export const MAX_ROWS = 10_000;
const DEFAULT_ROWS = 1_000;
const MAX_FILTERS = 20;
const MAX_VALUES = 500;
const MAX_VALUE_LENGTH = 255;
const EARLIEST = Date.parse('2000-01-01T00:00:00Z');
const LATEST = Date.parse('2100-01-01T00:00:00Z');
const DECIMAL = /^-?[0-9]{1,19}(\.[0-9]{1,9})?$/;

/** Checks a wish and fills in what it leaves out. Throws BadUserInput that names every field that is wrong. */
export function checkReport(wish: ReportWish, defaultRows = DEFAULT_ROWS): ReportDefinition {
  const wrong: Record<string, string> = {};
  const { measures, dimensions } = wish;
  const filters = wish.filters ?? [];
  const orderBy = wish.orderBy ?? [];
  const timeZone = zoneNamed(wish.timeZone ?? 'UTC');
  const limit = wish.limit ?? defaultRows;
  if (measures.length === 0) wrong.measures = 'at least one';
  if (new Set(measures).size < measures.length) wrong.measures = 'each only once';
  if (new Set(dimensions).size < dimensions.length) wrong.dimensions = 'each only once';
  measures.forEach((name, index) => measureNamed.has(name) || (wrong[`measures.${index}`] = 'unknown measure'));
  dimensions.forEach((name, index) => dimensionNamed.has(name) || (wrong[`dimensions.${index}`] = 'unknown dimension'));
  if (filters.length > MAX_FILTERS) wrong.filters = `at most ${MAX_FILTERS}`;
  else filters.forEach((filter, index) => Object.assign(wrong, problemsOf(filter, `filters.${index}`)));
  orderBy
    .slice(0, 20)
    .forEach(
      ({ key }, index) =>
        measures.includes(key) ||
        dimensions.includes(key) ||
        (wrong[`orderBy.${index}.key`] = 'not a column of this report'),
    );
  if (orderBy.length > measures.length + dimensions.length) wrong.orderBy = 'each column at most once';
  if (timeZone === null) wrong.timeZone = 'unknown time zone';
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_ROWS) wrong.limit = `1 to ${MAX_ROWS}`;
  const [from, to] = [new Date(wish.from).getTime(), new Date(wish.to).getTime()];
  if (!(from >= EARLIEST && from <= LATEST)) wrong.from = 'between 2000 and 2100';
  if (!(to >= EARLIEST && to <= LATEST)) wrong.to = 'between 2000 and 2100';
  else if (to <= from) wrong.to = 'later than from';
  if (Object.keys(wrong).length > 0) throw new BadUserInput('The report cannot be made of this', wrong);
  return {
    measures,
    dimensions,
    filters,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    timeZone: timeZone!,
    orderBy,
    limit,
  };
}

function problemsOf({ field, op, values }: ReportFilter, path: string): Record<string, string> {
  const isMeasure = measureNamed.has(field);
  if (!isMeasure && !dimensionNamed.has(field)) return { [`${path}.field`]: 'unknown measure or dimension' };
  if (!OPS.includes(op) || (isMeasure && op === 'CONTAINS')) return { [`${path}.op`]: 'not for this field' };
  const wanted = op === 'BETWEEN' ? [2, 2] : op === 'IN' ? [1, MAX_VALUES] : [1, 1];
  if (values.length < wanted[0]! || values.length > wanted[1]!)
    return { [`${path}.values`]: `${wanted[0]} to ${wanted[1]} values` };
  const bad = values.some(
    (value) => value.length > MAX_VALUE_LENGTH || value.includes('\u0000') || (isMeasure && !DECIMAL.test(value)),
  );
  return bad
    ? { [`${path}.values`]: isMeasure ? 'decimal numbers' : `at most ${MAX_VALUE_LENGTH} characters, no NUL` }
    : {};
}

const ZONES = new Map([...Intl.supportedValuesOf('timeZone'), 'UTC'].map((name) => [name.toLowerCase(), name]));

/** An IANA name as ClickHouse writes it, or null. */
function zoneNamed(name: string): string | null {
  const known = ZONES.get(name.toLowerCase());
  if (known) return known;
  if (name.length > 64 || !/^[A-Z][A-Za-z]+(\/[A-Z][A-Za-z0-9_+-]*){1,2}$/.test(name)) return null;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) && name;
  } catch {
    return null;
  }
}
