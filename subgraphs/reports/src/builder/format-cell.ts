import { currencyDigits, isCurrency } from '@croupier/contracts';
import type { ColumnType } from './catalog.ts';

const RATIO_DIGITS = 4;

/** A value of ClickHouse as a report shows it: money padded to its currency, ratios to four digits, rounded half away from zero. */
export function formatCell(
  value: string | number | null | undefined,
  type: ColumnType,
  currency: string,
): string | null {
  if (value === null || value === undefined) return null;
  if (type === 'MONEY') return withDigits(String(value), isCurrency(currency) ? currencyDigits(currency) : 9);
  return type === 'PERCENT' ? withDigits(String(value), RATIO_DIGITS) : String(value);
}

/** "-12.5" with 2 digits → "-12.50"; exact, whatever the size. */
export function withDigits(text: string, digits: number): string {
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const kept = BigInt(whole + fraction.slice(0, digits).padEnd(digits, '0'));
  const rounded = kept + (Number(fraction[digits] ?? '0') >= 5 ? 1n : 0n);
  const padded = rounded.toString().padStart(digits + 1, '0');
  const shown = digits === 0 ? padded : `${padded.slice(0, -digits)}.${padded.slice(-digits)}`;
  return text.startsWith('-') && rounded !== 0n ? `-${shown}` : shown;
}
