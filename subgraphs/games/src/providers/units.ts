/** Other studios' ways of writing amounts, to and from plain decimals. */
import { MalformedCall } from './provider.ts';

/** A whole number of units as a decimal, without zeros at its end: 150000 of five digits is "1.5". Throws MalformedCall below zero. */
export function decimalOfUnits(units: bigint, digits: number): string {
  if (units < 0n) throw new MalformedCall('amount: is negative');
  const text = units.toString().padStart(digits + 1, '0');
  return shortened(digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`);
}

/** The other way: a decimal of at most so many digits after the point in whole units. */
export function unitsIn(decimal: string, digits: number): bigint {
  const [whole = '', fraction = ''] = decimal.split('.');
  return BigInt(whole + fraction.padEnd(digits, '0'));
}

/** A decimal without the zeros at its end, which studios send more of than a currency has digits: "1.500000" is "1.5". */
export const shortened = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);

/** A balance in whole units of so many digits, as a JSON number of any size; what is finer is cut off (rounded down). */
export const unitsOf = (amount: string, digits: number): unknown =>
  rawNumber(
    decimalText(amount, digits)
      .replace('.', '')
      .replace(/^0+(?=.)/, ''),
  );

/** A balance as a JSON decimal of any size with at most so many digits after the point, cut off (rounded down). */
export const decimalOf = (amount: string, digits: number): unknown => rawNumber(decimalText(amount, digits));

function decimalText(amount: string, digits: number): string {
  const [whole = '0', fraction = ''] = amount.split('.');
  return digits === 0 ? whole : `${whole}.${fraction.slice(0, digits).padEnd(digits, '0')}`;
}

/** A float would lose digits of a very large balance: that one goes out as its text. */
export function rawNumber(text: string): unknown {
  if (text.length <= 15) return Number(text);
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(text);
}
