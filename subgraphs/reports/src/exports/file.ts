/** A report as the bytes of a file. */
import ExcelJS from 'exceljs';
import type { ColumnType } from '../builder/catalog.ts';
import type { ReportResult } from '../builder/run-report.ts';
import type { ExportFormatName } from './report-export.entity.ts';

export const MAX_FILE_BYTES = 20 * 1024 * 1024;
export const CONTENT_TYPES: Record<ExportFormatName, string> = {
  CSV: 'text/csv; charset=utf-8',
  XLSX: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  JSON: 'application/json; charset=utf-8',
};

export async function fileOf(format: ExportFormatName, report: ReportResult): Promise<Buffer> {
  if (format === 'CSV') return Buffer.from(csvOf(report), 'utf8');
  if (format === 'JSON') return Buffer.from(`${JSON.stringify(report, null, 1)}\n`, 'utf8');
  return xlsxOf(report);
}

const NUMBER = /^-?[0-9]+(\.[0-9]+)?$/;
const isNumeric = (type: ColumnType, value: string): boolean =>
  type !== 'TEXT' && type !== 'DATETIME' && NUMBER.test(value);

/**
 * A text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP: CSV injection). Numbers of number columns are what they are,
 * negative ones too.
 */
export function harmless(value: string, type: ColumnType): string {
  return !isNumeric(type, value) && /^\s*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/.test(value) ? `'${value}` : value;
}

/** RFC 4180: every text with a comma, a quote or a line break is quoted. */
function csvOf({ columns, rows }: ReportResult): string {
  const quoted = (value: string) => (/[",\r\n;]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  const lines = rows.map((row) =>
    row.map((value, index) => quoted(harmless(value ?? '', columns[index]!.type))).join(','),
  );
  return `${[columns.map(({ key }) => quoted(key)).join(','), ...lines].join('\r\n')}\r\n`;
}

async function xlsxOf({ columns, rows }: ReportResult): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook();
  const sheet = workbook.addWorksheet('Report', { views: [{ state: 'frozen', ySplit: 1 }] });
  sheet.columns = columns.map(({ key, label }) => ({ key, header: label, width: Math.max(12, label.length + 2) }));
  sheet.getRow(1).font = { bold: true };
  for (const row of rows) {
    const added = sheet.addRow(row.map((value, index) => cellOf(value, columns[index]!.type)));
    row.forEach((value, index) => {
      const digits = typeof added.getCell(index + 1).value === 'number' ? (value!.split('.')[1]?.length ?? 0) : 0;
      if (digits > 0) added.getCell(index + 1).numFmt = `0.${'0'.repeat(digits)}`;
    });
  }
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

/** A spreadsheet's number holds 15 digits; what is longer stays a text, so that no cent is lost. */
function cellOf(value: string | null, type: ColumnType): string | number | null {
  if (value === null) return null;
  const exact = isNumeric(type, value) && value.replace(/[-.]/g, '').length <= 15;
  return exact ? Number(value) : harmless(value, type);
}
