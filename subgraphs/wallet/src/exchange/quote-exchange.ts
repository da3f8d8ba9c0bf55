import { isCurrency, MAX_AMOUNT_MINOR } from '@croupier/contracts';
import { BadUserInput, minorOf } from '@croupier/kit';
import { randomUUID } from 'node:crypto';
import { dayOf } from '../ledger/rates.ts';
import type { WalletContext } from '../room.ts';
import type { QuoteExchangeInput } from './exchange.args.ts';
import { exchanged, exchangeRate, rateText } from './exchange-rate.ts';
import { ExchangeQuote } from './exchange-quote.entity.ts';

export const QUOTE_FOR_MS = 30_000;

/**
 * Quotes an exchange at the day's rate less the house's margin; both the rate and the amount are rounded down. It holds for 30 seconds
 * and moves nothing. Refusals: BAD_USER_INPUT (the same or an unknown currency, one without a rate, an amount that comes to nothing).
 */
export async function quoteExchange(
  ctx: WalletContext,
  userId: string,
  input: QuoteExchangeInput,
): Promise<ExchangeQuote> {
  const fromMinor = minorOf(input.from);
  const pair = { from: input.from.currency, to: input.to };
  if (!isCurrency(pair.to)) throw new BadUserInput('Unknown currency', { to: 'unknown' });
  if (pair.from === pair.to) throw new BadUserInput('That is the same currency', { to: 'the same' });
  const { ledger, exchangeMarginBasisPoints: margin } = ctx.room;
  const now = ctx.now();
  const rate = exchangeRate(ledger.rates, pair, dayOf(now.getTime()), margin);
  if (rate === 0n) throw new BadUserInput('There is no rate between these currencies', { to: 'has no rate' });
  const toMinor = exchanged(fromMinor, rate, pair);
  if (toMinor === 0n) throw new BadUserInput('The amount comes to nothing', { from: 'too small' });
  if (fromMinor > MAX_AMOUNT_MINOR || toMinor > MAX_AMOUNT_MINOR)
    throw new BadUserInput('The amount is too large', { from: 'too large' });
  const quote = ctx.em.create(ExchangeQuote, {
    ...{ id: randomUUID(), userId, fromCurrency: pair.from, fromMinor, toCurrency: pair.to, toMinor },
    ...{ rate: rateText(rate), expiresAt: new Date(now.getTime() + QUOTE_FOR_MS), createdAt: now },
  } as never) as ExchangeQuote;
  await ctx.em.flush();
  return quote;
}
