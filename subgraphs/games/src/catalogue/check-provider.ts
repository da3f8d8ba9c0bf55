import { isCurrency } from '@croupier/contracts';
import { BadUserInput, minorOf, moneyOf, type MoneyInput } from '@croupier/kit';
import { BOOKMAKER_DIALECTS } from '../bookmaker/dialects/index.ts';
import { DIALECTS } from '../providers/index.ts';
import { UnknownDialect } from './catalogue.errors.ts';
import type { ConfigureProviderInput } from './configure-provider.ts';
import type { ProviderKind, ProviderLimits } from './provider.entity.ts';

const MOST_CURRENCIES = 200;

/** What of a configuration can be judged without the present row. Throws BadUserInput. */
export function checkProvider(input: ConfigureProviderInput): void {
  const { name, title, secret, url, currencies } = input;
  if (!/^[a-z][a-z0-9-]{0,63}$/.test(name))
    throw new BadUserInput('A provider is named in small letters, digits and dashes', { name: 'malformed' });
  if (title != null && (title.trim() === '' || title.length > 100 || title.includes('\u0000')))
    throw new BadUserInput('A title has 1 to 100 characters', { title: 'malformed' });
  if (secret != null && secret.length > 8_192)
    throw new BadUserInput('A secret has at most 8192 characters', { secret: 'too long' });
  if (url != null && !isHttpUrl(url))
    throw new BadUserInput('A provider is called by http or https', { url: 'malformed' });
  if (currencies != null && (currencies.length > MOST_CURRENCIES || !currencies.every(isCurrency)))
    throw new BadUserInput('A currency is not known here', { currencies: 'unknown' });
  if (input.promotionsPerDay != null && input.promotionsPerDay.currency !== 'EUR')
    throw new BadUserInput('The cap of a day is in EUR', { promotionsPerDay: 'not in EUR' });
}

/** Throws UnknownDialect for one that this kind of provider cannot speak, BadUserInput for a secret that is none of the dialect. */
export function checkDialect(kind: ProviderKind, name: string, secret: string): void {
  const dialect = (kind === 'BOOKMAKER' ? BOOKMAKER_DIALECTS : DIALECTS).get(name);
  if (!dialect) throw new UnknownDialect(name);
  const fault = dialect.secretFault(secret);
  if (fault !== null) throw new BadUserInput(`The secret of the dialect ${name}: ${fault}`, { secret: fault });
}

/** The limits after a change: a list that is given replaces the present one. Throws BadUserInput. */
export function changedLimits(present: ProviderLimits, input: ConfigureProviderInput): ProviderLimits {
  const limits: ProviderLimits = { ...present };
  if (input.leastBets !== undefined) limits.leastBet = byCurrency('leastBets', input.leastBets);
  if (input.mostBets !== undefined) limits.mostBet = byCurrency('mostBets', input.mostBets);
  if (input.mostPayouts !== undefined) limits.mostPayout = byCurrency('mostPayouts', input.mostPayouts);
  for (const [currency, least] of Object.entries(limits.leastBet ?? {})) {
    const most = limits.mostBet?.[currency];
    if (most !== undefined && minorOf({ amount: least, currency }) > minorOf({ amount: most, currency }))
      throw new BadUserInput('The smallest bet is larger than the largest', { leastBets: currency });
  }
  return limits;
}

function byCurrency(field: string, amounts: MoneyInput[] | null): Record<string, string> {
  if (amounts === null) return {};
  const found: Record<string, string> = {};
  for (const amount of amounts.slice(0, MOST_CURRENCIES + 1)) {
    if (found[amount.currency] !== undefined)
      throw new BadUserInput('A currency is named twice', { [field]: amount.currency.slice(0, 8) });
    found[amount.currency] = moneyOf(minorOf(amount), amount.currency).amount;
  }
  if (amounts.length > MOST_CURRENCIES) throw new BadUserInput('Too many amounts', { [field]: 'too long' });
  return found;
}

function isHttpUrl(text: string): boolean {
  return text.length <= 2_000 && URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
