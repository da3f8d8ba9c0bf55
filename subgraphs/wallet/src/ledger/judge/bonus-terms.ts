/** What a grant's terms say of a stake and of a conversion. A bonus without terms: every stake counts in full, nothing is bounded. */
import { parseAmount } from '@croupier/contracts';
import type { GrantTerms } from '../operation.ts';
import type { BonusRow, BonusTerms, Product } from '../rows.ts';

/** Decimal strings of the grant's currency → minor units. */
export const termsOf = (terms: GrantTerms, currency: string): BonusTerms => ({
  ...terms,
  mostBet: terms.mostBet === null ? null : parseAmount(terms.mostBet, currency),
  mostConversion: terms.mostConversion === null ? null : parseAmount(terms.mostConversion, currency),
  deposit: parseAmount(terms.deposit, currency),
});

/** Stakes that a money bonus asks for: a multiple of the bonus, or of the deposit and the bonus together. */
export function wageringFor(amount: bigint, multiple: number, terms: BonusTerms | null): bigint {
  const base = terms?.wageringBase === 'DEPOSIT_AND_BONUS' ? amount + terms.deposit : amount;
  return base * BigInt(multiple);
}

/** What a stake in a game counts for as progress, rounded down. */
export function progressOf({ terms }: BonusRow, gameId: string | null, stake: bigint): bigint {
  if (!terms) return stake;
  const percent =
    gameId !== null && Object.hasOwn(terms.contributions, gameId) ? terms.contributions[gameId]! : terms.contribution;
  return (stake * BigInt(percent)) / 100n;
}

/** Whether a bonus that may be played binds its player: there is money, a round or wagering left in it. */
const binds = (bonus: BonusRow, now: number): boolean =>
  bonus.status === 'ACTIVE' &&
  (bonus.expiresAt === null || bonus.expiresAt > now) &&
  (bonus.balance > 0n || bonus.roundsLeft > 0 || bonus.wageringDone < bonus.wageringRequired);

/** Whether stakes of this product spend and wager a bonus: one that names no product is the games'. Products never mix in one bonus. */
export const isFor = ({ terms }: BonusRow, product: Product): boolean => (terms?.product ?? 'CASINO') === product;

/** Whether a withdrawal now would end it: it is granted so, may be played and is not wagered yet. */
export const isLostByWithdrawal = (bonus: BonusRow, now: number): boolean =>
  bonus.terms?.withdrawalForfeits === true &&
  bonus.wageringMultiple > 0 &&
  binds(bonus, now) &&
  (bonus.roundsLeft > 0 || bonus.wageringDone < bonus.wageringRequired);

/** Whether a stake is larger than one of the player's active bonuses allows. */
export const isAboveMostBet = (bonuses: BonusRow[], stake: bigint, now: number, product: Product): boolean =>
  bonuses.some(
    (bonus) =>
      bonus.terms?.mostBet != null && isFor(bonus, product) && stake > bonus.terms.mostBet && binds(bonus, now),
  );

/** How much of a completed bonus's money still becomes real; the rest is kept back by the house. */
export function convertible({ terms, converted }: BonusRow, minor: bigint): bigint {
  if (terms?.mostConversion == null) return minor;
  const left = terms.mostConversion > converted ? terms.mostConversion - converted : 0n;
  return minor < left ? minor : left;
}
