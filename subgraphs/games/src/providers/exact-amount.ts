import {
  currencyDigits,
  formatAmount,
  isCurrency,
  MAX_AMOUNT_MINOR,
  NO_CURRENCY,
  parseAmount,
} from '@croupier/contracts';
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

/** The payout of a win, which every dialect calls its amount. */
export const exactWin = (text: string, currency: string): string => exactPayout('amount', text, currency);

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

/** "1" and "1.0" EUR are "1.00": an amount is compared by its value. A currency that nobody knows is not malformed but WRONG_CURRENCY. */
export function exactMoney(
  text: string,
  currency: string,
  exact: (text: string, currency: string) => string,
): { amount: string; currency: string } {
  if (isCurrency(currency)) return { amount: exact(text, currency), currency };
  return { amount: exact(text, FINEST_CURRENCY), currency: NO_CURRENCY };
}
