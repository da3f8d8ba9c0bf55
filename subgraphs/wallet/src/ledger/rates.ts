/** Daily rates to EUR: exact integers, the last known day where one is missing. */
import { currencyDigits } from '@croupier/contracts';

const SCALE_DIGITS = 12;
const SCALE = 10n ** BigInt(SCALE_DIGITS);

export interface Rates {
  /** EUR per unit of the currency as a decimal string, on that day (YYYY-MM-DD) or the last known day before it. */
  eurPerUnit(currency: string, day: string): string;
  /** Minor units → EUR cents, rounded half up. */
  toEur(minor: bigint, currency: string, day: string): bigint;
  /** Minor units of one currency → minor units of another through EUR, rounded half up. */
  convert(minor: bigint, from: string, to: string, day: string): bigint;
}

/** `days`: per day, EUR per unit of each currency. A currency without any rate counts as worth nothing. */
export function ratesOf(days: Record<string, Record<string, string>>): Rates {
  const ordered = Object.keys(days).sort();
  const known = new Map<string, bigint>();
  const scaled = (currency: string, day: string): bigint => {
    if (currency === 'EUR') return SCALE;
    const key = `${currency}:${day}`;
    let rate = known.get(key);
    if (rate === undefined) {
      if (known.size > 10_000) known.clear();
      rate = toScaled(textOf(currency, day));
      known.set(key, rate);
    }
    return rate;
  };
  const textOf = (currency: string, day: string): string => {
    if (currency === 'EUR') return '1';
    const before = ordered.filter((each) => each <= day && days[each]![currency] !== undefined).at(-1);
    // Before the first known day its rate is the nearest truth there is.
    const at = before ?? ordered.find((each) => days[each]![currency] !== undefined);
    return at === undefined ? '0' : days[at]![currency]!;
  };
  return {
    eurPerUnit: textOf,
    toEur: (minor, currency, day) =>
      currency === 'EUR' ? minor : divide(minor * scaled(currency, day) * 100n, SCALE * ten(currency)),
    convert: (minor, from, to, day) => {
      if (from === to) return minor;
      const target = scaled(to, day);
      return target === 0n ? 0n : divide(minor * scaled(from, day) * ten(to), target * ten(from));
    },
  };
}

const ten = (currency: string): bigint => 10n ** BigInt(currencyDigits(currency));
const toScaled = (text: string): bigint => {
  const [whole, fraction = ''] = text.split('.');
  return BigInt(whole! + fraction.padEnd(SCALE_DIGITS, '0').slice(0, SCALE_DIGITS));
};
const divide = (dividend: bigint, divisor: bigint): bigint =>
  dividend < 0n ? -((-dividend * 2n + divisor) / (divisor * 2n)) : (dividend * 2n + divisor) / (divisor * 2n);

const DAY_MS = 86_400_000;
let lastDay: [number, string] = [NaN, ''];

/** The UTC day of a moment, YYYY-MM-DD. A batch has one moment, so its day is made once. */
export function dayOf(atMs: number): string {
  const day = Math.floor(atMs / DAY_MS);
  if (lastDay[0] !== day) lastDay = [day, new Date(atMs).toISOString().slice(0, 10)];
  return lastDay[1];
}
