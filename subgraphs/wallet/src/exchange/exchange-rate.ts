/** What the house gives for a currency: the day's rates less its margin, exact integers, rounded down twice in the house's favour. */
import { currencyDigits } from '@croupier/contracts';
import type { Rates } from '../ledger/rates.ts';

const EUR_DIGITS = 12;
export const RATE_DIGITS = 18;
const SCALE = 10n ** BigInt(RATE_DIGITS);
const WHOLE = 10_000n;

/**
 * Units of `to` for one unit of `from`, in 10^-18, rounded down, after a margin in basis points (1/100 percent). Zero: there is no rate, or
 * what is left of it is nothing.
 */
export function exchangeRate(
  rates: Pick<Rates, 'eurPerUnit'>,
  pair: { from: string; to: string },
  day: string,
  marginBasisPoints: number,
): bigint {
  const [from, to] = [scaled(rates.eurPerUnit(pair.from, day)), scaled(rates.eurPerUnit(pair.to, day))];
  return to === 0n ? 0n : (from * SCALE * (WHOLE - BigInt(marginBasisPoints))) / (to * WHOLE);
}

/** Minor units of `to` for minor units of `from` at such a rate, rounded down. */
export const exchanged = (minor: bigint, rate: bigint, { from, to }: { from: string; to: string }): bigint =>
  (minor * rate * 10n ** BigInt(currencyDigits(to))) / (SCALE * 10n ** BigInt(currencyDigits(from)));

/** A rate as a decimal string without needless zeros. */
export function rateText(rate: bigint): string {
  const digits = rate.toString().padStart(RATE_DIGITS + 1, '0');
  const fraction = digits.slice(-RATE_DIGITS).replace(/0+$/, '');
  return digits.slice(0, -RATE_DIGITS) + (fraction && `.${fraction}`);
}

function scaled(text: string): bigint {
  const [whole, fraction = ''] = text.split('.');
  return BigInt(whole! + fraction.padEnd(EUR_DIGITS, '0').slice(0, EUR_DIGITS));
}
