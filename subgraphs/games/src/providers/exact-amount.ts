import { currencyDigits, formatAmount, MAX_AMOUNT_MINOR, parseAmount } from '@croupier/contracts';
import { MalformedCall } from './provider.ts';

/** As many digits as any currency has: what an amount is checked with where its currency is not known here. */
export const FINEST_CURRENCY = 'TON';
/** No wallet holds as much. A larger stake is judged as this one: not covered, whoever bets it. */
const MOST_STAKED = '9'.repeat(18);
const BEYOND = /^[1-9][0-9]{18,}(?=\.|$)/;

/** A stake padded to the digits of its currency: "1" EUR is "1.00". Throws MalformedCall for what is no amount of the currency. */
export const exactStake = (text: string, currency: string): string =>
  padded('amount', text.replace(BEYOND, MOST_STAKED), currency);

/** A payout padded likewise. Throws MalformedCall, also for more than the ledger credits at once. */
export const exactPayout = (field: string, text: string, currency: string): string =>
  padded(field, text, currency, MAX_AMOUNT_MINOR);

/** A payout whose currency only the ledger knows, as it came. Throws MalformedCall for what is an amount of no currency at all. */
export function anyPayout(field: string, text: string): string {
  padded(field, text, FINEST_CURRENCY);
  return text;
}

function padded(field: string, text: string, currency: string, mostMinor?: bigint): string {
  let minor: bigint;
  try {
    minor = parseAmount(text, currency);
  } catch {
    throw new MalformedCall(`${field}: digits, with at most ${currencyDigits(currency)} after the point`);
  }
  if (mostMinor !== undefined && minor > mostMinor) throw new MalformedCall(`${field}: too large`);
  return formatAmount(minor, currency);
}
