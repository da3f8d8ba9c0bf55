/** Which bonus a bonus cent belongs to, and where it goes when that bonus has died. */
import type { BetRow, BonusPart, BonusRow } from '../rows.ts';
import type { WalletRow } from '../rows.ts';
import { convertible, isFor, progressOf } from './bonus-terms.ts';
import { type Judging, post } from './post.ts';

/** Whether its money may be spent: a grant whose rounds are played still has what they won. */
const isAlive = (bonus: BonusRow, now: number): boolean =>
  (bonus.status === 'ACTIVE' || bonus.status === 'USED') && (bonus.expiresAt === null || bonus.expiresAt > now);
/** First what ends first, then what came first. */
const inOrder = (a: BonusRow, b: BonusRow): number =>
  (a.expiresAt ?? Infinity) - (b.expiresAt ?? Infinity) || a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1);

export function bonusesOf({ draft, userId }: Judging, currency: string): BonusRow[] {
  return draft.filter('bonus', (bonus) => bonus.userId === userId && bonus.currency === currency).sort(inOrder);
}

/** Bonus money that belongs to no grant, and the grants whose money a game's stake may spend. */
function spendable(judging: Judging, wallet: WalletRow): { unassigned: bigint; bonuses: BonusRow[] } {
  const bonuses = bonusesOf(judging, wallet.currency);
  const unassigned = wallet.bonus - bonuses.reduce((sum, bonus) => sum + bonus.balance, 0n);
  return { unassigned, bonuses: bonuses.filter((each) => isAlive(each, judging.draft.now) && isFor(each, 'CASINO')) };
}

/** How much of a game's stake is bonus money: what real money does not cover, or all that bonus money covers (BONUS_FIRST). */
export function bonusPartOf(judging: Judging, wallet: WalletRow, stake: bigint): bigint {
  if (judging.spending !== 'BONUS_FIRST') return wallet.real < stake ? stake - wallet.real : 0n;
  const { unassigned, bonuses } = spendable(judging, wallet);
  const available = bonuses.reduce((sum, bonus) => sum + bonus.balance, unassigned);
  return available < stake ? available : stake;
}

/** Takes bonus money for a stake, from unassigned money first; null where there is not enough that may be spent. */
export function takeBonus(judging: Judging, wallet: WalletRow, minor: bigint): BonusPart[] | null {
  if (minor === 0n) return [];
  const { unassigned, bonuses } = spendable(judging, wallet);
  const parts: BonusPart[] = [];
  let missing = minor;
  const take = (bonusId: string | null, available: bigint): bigint => {
    const taken = available < missing ? available : missing;
    if (taken > 0n) parts.push({ bonusId, minor: taken });
    missing -= taken;
    return taken;
  };
  take(null, unassigned);
  for (const bonus of bonuses) {
    const taken = take(bonus.id, bonus.balance);
    if (taken > 0n) judging.draft.put('bonus', { ...bonus, balance: bonus.balance - taken });
  }
  return missing === 0n ? parts : null;
}

export interface Given {
  real: bigint;
  bonus: bigint;
  /** the part of dead bonuses, and what is above a most conversion: it returns to the house's bonus cost */
  lost: bigint;
  /** `bonus`, by the bonuses that it went to */
  parts: BonusPart[];
}

/** Gives bonus money back to the bonuses that it came from: a completed one pays real money, a dead one returns it to the house. */
export function giveBonus({ draft, userId }: Judging, parts: BonusPart[]): Given {
  const given: Given = { real: 0n, bonus: 0n, lost: 0n, parts: [] };
  const give = (part: BonusPart) => {
    given.bonus += part.minor;
    given.parts.push(part);
  };
  for (const { bonusId, minor } of parts) {
    const bonus = bonusId === null ? null : draft.get('bonus', userId, bonusId);
    if (bonus === null) give({ bonusId, minor });
    else if (bonus?.status === 'COMPLETED') {
      const real = convertible(bonus, minor);
      draft.put('bonus', {
        ...bonus,
        converted: bonus.converted + real,
        keptBack: bonus.keptBack + minor - real,
      });
      given.real += real;
      given.lost += minor - real;
    } else if (bonus && (bonus.status === 'ACTIVE' || bonus.status === 'USED')) {
      draft.put('bonus', { ...bonus, balance: bonus.balance + minor });
      give({ bonusId, minor });
    } else given.lost += minor;
  }
  return given;
}

/** A payout by its bet's split; every odd unit goes to real money. */
export function splitPayout(
  payout: bigint,
  bets: Pick<BetRow, 'real' | 'parts'>[],
): { real: bigint; parts: BonusPart[] } {
  const parts = bets.flatMap((bet) => bet.parts);
  const bonus = parts.reduce((sum, part) => sum + part.minor, 0n);
  const stake = bets.reduce((sum, bet) => sum + bet.real, bonus);
  if (bonus === 0n || stake === 0n) return { real: payout, parts: [] };
  const bonusPayout = (payout * bonus) / stake;
  let left = bonusPayout;
  const shares = parts.map((part, index) => {
    const minor = index === parts.length - 1 ? left : (bonusPayout * part.minor) / bonus;
    left -= minor;
    return { bonusId: part.bonusId, minor };
  });
  return { real: payout - bonusPayout, parts: shares.filter((part) => part.minor > 0n) };
}

/** A game's stake, or a bookmaker's: `gameId` is null and the percent of games that are not named counts. */
interface Wager {
  currency: string;
  gameId: string | null;
  stake: bigint;
}

/** Counts a stake as wagering progress of the first bonus of its product that wants some of it. Answers what it counted. */
export function wager(judging: Judging, { currency, gameId, stake }: Wager): BonusPart[] {
  const product = gameId === null ? 'SPORTS' : 'CASINO';
  const bonus = bonusesOf(judging, currency).find(
    (each) =>
      isAlive(each, judging.draft.now) &&
      isFor(each, product) &&
      each.wageringDone < each.wageringRequired &&
      progressOf(each, gameId, stake) > 0n,
  );
  if (!bonus) return [];
  const minor = progressOf(bonus, gameId, stake);
  judging.draft.put('bonus', { ...bonus, wageringDone: bonus.wageringDone + minor });
  return [{ bonusId: bonus.id, minor }];
}

/**
 * Takes wagering progress back. A bonus that is not wagered any more without it is open again; answers those that had been completed, for
 * `takeBackConverted`.
 */
export function unwager({ draft, userId }: Judging, wagered: BonusPart[]): string[] {
  const reopened: string[] = [];
  for (const { bonusId, minor } of wagered) {
    const bonus = bonusId === null ? undefined : draft.get('bonus', userId, bonusId);
    if (bonus?.status !== 'ACTIVE' && bonus?.status !== 'COMPLETED') continue;
    const wageringDone = bonus.wageringDone - minor;
    const status = wageringDone < bonus.wageringRequired ? 'ACTIVE' : bonus.status;
    if (status !== bonus.status) reopened.push(bonus.id);
    draft.put('bonus', { ...bonus, status, wageringDone });
  }
  return reopened;
}

/** Turns what is left of a bonus into real money once its wagering is done. A bonus without a requirement stays bonus money. */
export function convertCompleted(judging: Judging, currency: string): void {
  for (const bonus of bonusesOf(judging, currency)) {
    const wagered = bonus.wageringRequired > 0n && bonus.wageringDone >= bonus.wageringRequired;
    if (!isAlive(bonus, judging.draft.now) || !wagered || bonus.roundsLeft > 0) continue;
    convert({ ...judging, scope: 'bonus' }, bonus);
  }
}

/** Pays a wagered bonus out, its debt first: at most what its terms convert, the rest returns to the house. */
function convert(judging: Judging, bonus: BonusRow): void {
  const { draft, userId } = judging;
  const real = convertible(bonus, bonus.balance);
  const keptBack = bonus.balance - real;
  const repaid = bonus.debt < real ? bonus.debt : real;
  draft.put('bonus', {
    ...bonus,
    ...{ status: 'COMPLETED', balance: 0n },
    ...{ converted: bonus.converted + real, keptBack: bonus.keptBack + keptBack },
    debt: bonus.debt - repaid,
  });
  const wallet = () => draft.get('wallet', userId, bonus.currency)!;
  const reference = bonus.id;
  if (real > 0n) {
    const house = [{ account: 'DEBTS' as const, minor: repaid }];
    const movement = { kind: 'BONUS_CONVERSION' as const, reference, amount: real, real: real - repaid, bonus: -real };
    post(judging, wallet(), { ...movement, house });
  }
  // A transaction of its own: the statement says what was kept back, and reports take it off the bonus cost.
  const house = [{ account: 'BONUS_COST' as const, minor: keptBack }];
  if (keptBack > 0n)
    post(judging, wallet(), { kind: 'FORFEITURE', reference, amount: keptBack, bonus: -keptBack, house });
}

/** The granted free round that pays for a free bet, or null. */
export function freeRoundFor(judging: Judging, currency: string, gameId: string, stake: bigint): BonusRow | null {
  const fits = (bonus: BonusRow) =>
    bonus.kind === 'FREE_ROUNDS' &&
    isAlive(bonus, judging.draft.now) &&
    bonus.roundsLeft > 0 &&
    bonus.gameCode === gameId &&
    bonus.stake !== null &&
    stake <= bonus.stake;
  return bonusesOf(judging, currency).find(fits) ?? null;
}
