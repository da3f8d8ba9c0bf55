import { MalformedInput } from './errors.ts';

// The digits of a currency as interface.md gives them; every other ISO currency has two here.
const digitsByCurrency: Record<string, number> = { JPY: 0, BTC: 8, USDT: 6, TON: 9 };

const decimal = /^(0|[1-9]\d{0,14})(?:\.(\d+))?$/;

/** How many digits follow the point in this currency. */
export function currencyDigits(currency: string): number {
  return digitsByCurrency[currency] ?? 2;
}

/**
 * Minor units of a decimal string: "12.5" EUR is 1250n.
 * Refuses with `MalformedInput`: a sign, an exponent, leading zeros, blanks, more digits than the currency has.
 */
export function toMinor(text: string, currency: string, field = 'amount'): bigint {
  const match = decimal.exec(text);
  if (!match) throw new MalformedInput(`${field}: not a decimal amount`, [field]);
  const digits = currencyDigits(currency);
  const fraction = match[2] ?? '';
  if (fraction.length > digits) throw new MalformedInput(`${field}: ${currency} has ${digits} digits`, [field]);
  return BigInt(match[1] + fraction.padEnd(digits, '0'));
}

/** The decimal string of minor units, padded to the currency's digits: 1250n EUR is "12.50". */
export function toDecimal(minor: bigint, currency: string): string {
  const digits = currencyDigits(currency);
  if (digits === 0) return minor.toString();
  const text = minor.toString().padStart(digits + 1, '0');
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
