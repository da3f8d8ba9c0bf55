/**
 * Exact money: bigint minor units inside, padded decimal strings outside.
 *
 * Digits per currency follow ISO 4217; BTC, USDT and TON follow their own networks.
 */

/** A text that is not an exact amount of the currency: a sign, an exponent, too many digits, a blank. */
export class MalformedAmount extends Error {
  override name = 'MalformedAmount';
}

const TWO_DIGITS =
  'AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD YER ZAR ZMW';
const NO_DIGITS = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF';
const THREE_DIGITS = 'BHD IQD JOD KWD LYD OMR TND';

const DIGITS = new Map<string, number>([
  ...TWO_DIGITS.split(' ').map((code) => [code, 2] as const),
  ...NO_DIGITS.split(' ').map((code) => [code, 0] as const),
  ...THREE_DIGITS.split(' ').map((code) => [code, 3] as const),
  ['BTC', 8],
  ['USDT', 6],
  ['TON', 9],
]);

/** The largest amount that may be credited at once, in minor units: dozens of them still fit a bigint column. */
export const MAX_AMOUNT_MINOR = 100_000_000_000_000_000n;

/**
 * ISO 4217's code for "no currency": no wallet is in it. It stands for a currency that Croupier does not know where a bet or a win must
 * still be judged in its order (claim, token, player, game, then WRONG_CURRENCY).
 */
export const NO_CURRENCY = 'XXX';

const PLAIN_DECIMAL = /^(0|[1-9][0-9]{0,17})(?:\.([0-9]{1,9}))?$/;

/** Whether Croupier keeps money in this currency (an upper-case code). */
export function isCurrency(code: string): boolean {
  return DIGITS.has(code);
}

/** Digits after the point: EUR 2, JPY 0, BTC 8, USDT 6, TON 9. Throws `MalformedAmount` for an unknown currency. */
export function currencyDigits(currency: string): number {
  const digits = DIGITS.get(currency);
  if (digits === undefined) throw new MalformedAmount(`unknown currency ${currency.slice(0, 8)}`);
  return digits;
}

/**
 * "12.50" EUR → 1250n. Accepts digits with at most the currency's scale; throws `MalformedAmount` otherwise
 * (a sign, an exponent, a blank, leading zeros, other digits than 0-9).
 */
export function parseAmount(text: string, currency: string): bigint {
  const digits = currencyDigits(currency);
  const match = PLAIN_DECIMAL.exec(text);
  if (!match) throw new MalformedAmount('an amount is digits with a point, such as "12.50"');
  const fraction = match[2] ?? '';
  if (fraction.length > digits) throw new MalformedAmount(`${currency} has ${digits} digits after the point`);
  return BigInt(match[1]! + fraction.padEnd(digits, '0'));
}

/** 1250n EUR → "12.50"; negative amounts keep their sign (entries and reports have them). */
export function formatAmount(minor: bigint, currency: string): string {
  const digits = currencyDigits(currency);
  const sign = minor < 0n ? '-' : '';
  const text = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, '0');
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** Like `parseAmount`, with a leading minus allowed: for amounts that came out of the ledger. */
export function parseSignedAmount(text: string, currency: string): bigint {
  return text.startsWith('-') ? -parseAmount(text.slice(1), currency) : parseAmount(text, currency);
}
