import { formatAmount } from '@croupier/contracts';
import { BadUserInput, type MoneyInput, minorOf } from '@croupier/kit';
import type { GrantTerms } from '../ledger/operation.ts';
import type { GrantBonusInput } from './bonus.args.ts';
import type { ContributionInput } from './bonus-terms.type.ts';

const MOST_GAMES = 500;
const MOST_WAGERING_MINOR = 1_000_000_000_000_000_000n;

/** Minor units of an amount that has to be in the bonus's currency. BAD_USER_INPUT. */
function minorIn(currency: string, field: string, amount: MoneyInput): bigint {
  if (amount.currency !== currency)
    throw new BadUserInput('Everything about a bonus is in its currency', { [field]: `is not in ${currency}` });
  return minorOf(amount);
}

/** The terms that a grant asks for; null: none, and it behaves as a grant without terms always did. BAD_USER_INPUT. */
export function termsOfGrant(input: GrantBonusInput, currency: string): GrantTerms | null {
  const { mostBet, mostConversion, wageringBase, deposit, contributions, defaultContribution } = input;
  const { product, withdrawalForfeits } = input;
  const asked: unknown[] = [mostBet, mostConversion, wageringBase, deposit, contributions, defaultContribution];
  asked.push(product, withdrawalForfeits);
  if (asked.every((each) => each == null)) return null;
  if (input.kind === 'FREE_ROUNDS' && (deposit || wageringBase === 'DEPOSIT_AND_BONUS'))
    throw new BadUserInput('Free rounds are not given for a deposit', { deposit: 'only of money' });
  if (product === 'SPORTS' && (input.kind === 'FREE_ROUNDS' || (input.wageringMultiple ?? 0) === 0))
    throw new BadUserInput('A SPORTS bonus is money that has to be wagered', {
      product: 'only of money with wagering',
    });
  if (wageringBase === 'DEPOSIT_AND_BONUS' && !deposit)
    throw new BadUserInput('Wagering of deposit and bonus needs the deposit', { deposit: 'missing' });
  const text = (field: string, amount: MoneyInput | null | undefined) =>
    amount ? formatAmount(minorIn(currency, field, amount), currency) : null;
  return {
    mostBet: text('mostBet', mostBet),
    mostConversion: text('mostConversion', mostConversion),
    wageringBase: wageringBase ?? 'BONUS',
    deposit: text('deposit', deposit) ?? '0',
    contributions: contributionsOf(contributions ?? []),
    contribution: percentOf(defaultContribution ?? 100, 'defaultContribution'),
    product: product ?? null,
    withdrawalForfeits: withdrawalForfeits ?? false,
  };
}

function contributionsOf(list: ContributionInput[]): Record<string, number> {
  if (list.length > MOST_GAMES) throw new BadUserInput('Too many games', { contributions: `at most ${MOST_GAMES}` });
  const known = new Map<string, number>();
  for (const { gameCode, percent } of list) {
    if (gameCode === '' || gameCode.length > 255 || gameCode.includes('\u0000') || known.has(gameCode))
      throw new BadUserInput('Each game is named once', { contributions: 'a code is malformed or named twice' });
    known.set(gameCode, percentOf(percent, 'contributions'));
  }
  return Object.fromEntries(known);
}

function percentOf(percent: number, field: string): number {
  if (percent < 0 || percent > 100)
    throw new BadUserInput('A contribution is 0 to 100 percent', { [field]: '0 to 100' });
  return percent;
}

/** What a money bonus gives, in minor units: its amount, or its part of the deposit, rounded down. BAD_USER_INPUT. */
export function amountOfGrant(input: GrantBonusInput): { minor: bigint; currency: string } {
  const { amount, match, deposit } = input;
  if (!match) {
    if (!amount) throw new BadUserInput('A money bonus has an amount', { amount: 'missing' });
    return { minor: minorOf(amount), currency: amount.currency };
  }
  if (amount) throw new BadUserInput('A bonus has an amount or a part of a deposit', { amount: 'given with match' });
  if (!deposit) throw new BadUserInput('A part of a deposit needs the deposit', { deposit: 'missing' });
  if (match.percent < 1 || match.percent > 1000)
    throw new BadUserInput('A match is 1 to 1000 percent', { match: 'percent: 1 to 1000' });
  const { currency } = deposit;
  const part = (minorOf(deposit) * BigInt(match.percent)) / 100n;
  const cap = match.cap ? minorIn(currency, 'match', match.cap) : part;
  const minor = part < cap ? part : cap;
  if (minor === 0n) throw new BadUserInput('That part of the deposit is nothing', { match: 'comes to zero' });
  return { minor, currency };
}

/**
 * Refuses wagering beyond the jurisdiction's most: stakes as a multiple of the bonus, whatever the base is (the UK's is 10 times the
 * bonus; igaming.md 2.3). BAD_USER_INPUT.
 */
export function requireLawfulWagering(most: number, minor: bigint, base: bigint, multiple: number): void {
  const required = base * BigInt(multiple);
  if (required > minor * BigInt(most))
    throw new BadUserInput(`Wagering is at most ${most} times the bonus here`, {
      wageringMultiple: `comes to more than ${most} times the bonus`,
    });
  if (required > MOST_WAGERING_MINOR)
    throw new BadUserInput('The wagering is too large to be counted', { wageringMultiple: 'too large' });
}
