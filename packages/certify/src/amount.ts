/** Exact sums of decimal strings, in billionths: as fine as the finest currency that wallets keep (TON, nine digits). */
const DIGITS = 9;

/** "12.5" → 12500000000n. Throws for what is no decimal of at most nine digits after the point. */
export function billionths(text: string): bigint {
  const found = /^(-?)([0-9]{1,40})(?:\.([0-9]+))?$/.exec(text);
  const fraction = (found?.[3] ?? '').replace(/0+$/, '');
  if (!found || fraction.length > DIGITS) throw new RangeError(`${text.slice(0, 60)} is no amount`);
  const value = BigInt(found[2] + fraction.padEnd(DIGITS, '0'));
  return found[1] ? -value : value;
}

/** 12500000000n with two digits → "12.50"; what the digits cannot show is shown all the same. */
export function decimal(value: bigint, digits: number): string {
  const text = (value < 0n ? -value : value).toString().padStart(DIGITS + 1, '0');
  const fraction = text.slice(-DIGITS).replace(/0+$/, '').padEnd(digits, '0');
  return `${value < 0n ? '-' : ''}${text.slice(0, -DIGITS)}${fraction === '' ? '' : `.${fraction}`}`;
}

export const plus = (left: string, right: string, digits = 2): string =>
  decimal(billionths(left) + billionths(right), digits);
export const minus = (left: string, right: string, digits = 2): string =>
  decimal(billionths(left) - billionths(right), digits);
export const sameAmount = (left: string, right: string): boolean => billionths(left) === billionths(right);

/** "12.34" as a whole number of units of which one major unit has 10^`scale`: scale 2 → 1234n, scale 5 → 1234000n. Throws for what is finer. */
export function toUnits(text: string, scale: number): bigint {
  const value = billionths(text);
  const unit = 10n ** BigInt(DIGITS - scale);
  if (value % unit !== 0n) throw new RangeError(`${text} is finer than the dialect's money`);
  return value / unit;
}

/** The other way round. */
export const fromUnits = (units: bigint, scale: number): string =>
  decimal(units * 10n ** BigInt(DIGITS - scale), Math.min(scale, 2));

const NO_CENTS = new Set(['JPY', 'KRW', 'VND', 'CLP', 'ISK', 'UGX', 'XAF', 'XOF']);
const CRYPTO_DIGITS: Record<string, number> = { BTC: 8, USDT: 6, TON: 9 };
/** Digits after the point that wallets keep of a currency. */
export const digitsOf = (currency: string): number => CRYPTO_DIGITS[currency] ?? (NO_CENTS.has(currency) ? 0 : 2);
/** The least amount of a currency. */
export const smallestUnit = (currency: string): string => decimal(10n ** BigInt(DIGITS - digitsOf(currency)), 0);
