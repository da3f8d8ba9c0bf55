/** What an entry of the ledger's log means for the reports: pure, exact, one row per entry. */
import type { LedgerEntry } from '@croupier/contracts';

/** Decimals are kept as whole billionths, so that sums and signs are exact. */
const SCALE = 9;
/** What studios tell of jackpots has more digits. */
const JACKPOT_SCALE = 12;

export type Category = 'PLAY' | 'BONUS' | 'DEPOSIT' | 'WITHDRAWAL' | 'OTHER';

/** A row of `raw_ledger_v1`. Money is signed: a rollback's stake is negative. */
export interface LedgerRow {
  lane: number;
  sequence: number;
  at: string;
  kind: string;
  category: Category;
  scope: string;
  provider: string;
  user_id: string;
  currency: string;
  transaction_id: string;
  reference: string;
  bet_reference: string;
  payment_id: string;
  round_id: string;
  game: string;
  free: boolean;
  promotion: boolean;
  bets: number;
  stake: string;
  payout: string;
  bonus_cost: string;
  deposit: string;
  withdrawal: string;
  stake_eur: string;
  payout_eur: string;
  bonus_cost_eur: string;
  deposit_eur: string;
  withdrawal_eur: string;
  jackpot_contribution: string;
  jackpot_payout: string;
  jackpot_contribution_eur: string;
  jackpot_payout_eur: string;
}

/** How much of an entry counts as what, in billionths of its currency, and how many bets it adds. */
interface Counted {
  category: Category;
  bets?: number;
  stake?: bigint;
  payout?: bigint;
  bonusCost?: bigint;
  deposit?: bigint;
  withdrawal?: bigint;
}

/** One entry as the reports count it. Times become ClickHouse's text in UTC. */
export function ledgerRowOf(lane: number, entry: LedgerEntry): LedgerRow {
  const counted = countedIn(entry);
  const gaming = entry.scope.startsWith('studio:') || entry.scope.startsWith('bookmaker:');
  const both = (name: string, value: bigint = 0n) => ({
    [name]: textOf(value),
    [`${name}_eur`]: textOf(inEur(value, entry)),
  });
  return {
    lane,
    sequence: entry.sequence,
    at: clickhouseTime(entry.at),
    kind: entry.kind,
    category: counted.category,
    scope: entry.scope,
    provider: gaming ? entry.scope.slice(entry.scope.indexOf(':') + 1) : '',
    user_id: entry.userId,
    currency: entry.currency ?? '',
    transaction_id: entry.transactionId ?? '',
    reference: entry.reference ?? '',
    bet_reference: entry.betReference ?? '',
    payment_id: paymentOf(entry, counted.category),
    round_id: entry.roundId ?? '',
    game: entry.gameId ?? '',
    free: entry.free,
    promotion: entry.promotion,
    bets: counted.bets ?? 0,
    ...both('stake', counted.stake),
    ...both('payout', counted.payout),
    ...both('bonus_cost', counted.bonusCost),
    ...both('deposit', counted.deposit),
    ...both('withdrawal', counted.withdrawal),
    ...jackpotsIn(entry),
  } as LedgerRow;
}

/**
 * A rollback takes its bet's stake back at the time of the rollback (interface.md: net of rollbacks, by posting). A bookmaker's bet is staked when
 * it is held; void and refund take the stake back, any other result pays out, a re-settlement pays out what really moved.
 * Bonus cost is what was granted less what the house got back of it: forfeited, expired, or paid towards a bonus that has ended.
 */
function countedIn(entry: LedgerEntry): Counted {
  const amount = billionths(entry.amount);
  const bookmaker = entry.purpose === 'BOOKMAKER_BET';
  switch (entry.kind) {
    case 'BET':
      return { category: 'PLAY', bets: 1, stake: amount };
    case 'ROLLBACK':
      return {
        ...{ category: 'PLAY', bets: entry.partial ? 0 : -1 },
        ...{ stake: -amount, bonusCost: -keptByHouse(entry, amount) },
      };
    case 'WIN':
      return { category: 'PLAY', payout: amount, bonusCost: bookmaker ? 0n : -keptByHouse(entry, amount) };
    case 'HOLD':
      return bookmaker ? { category: 'PLAY', bets: 1, stake: amount } : { category: 'OTHER' };
    case 'RELEASE':
      return bookmaker ? { category: 'PLAY', bets: -1, stake: -amount } : { category: 'OTHER' };
    case 'RESETTLEMENT':
      return { category: 'PLAY', payout: changeOf(entry) };
    case 'BONUS_GRANT':
      return { category: 'BONUS', bonusCost: amount };
    case 'FORFEITURE':
      return { category: 'BONUS', bonusCost: -amount };
    case 'DEPOSIT':
      return { category: 'DEPOSIT', deposit: amount };
    case 'CAPTURE':
    case 'WITHDRAWAL':
      return { category: 'WITHDRAWAL', withdrawal: amount };
    default:
      return { category: 'OTHER' };
  }
}

/** Jackpots are counted finer than money: contributions are below a currency's unit. Taken back with their bet or win. */
function jackpotsIn(entry: LedgerEntry): Record<string, string> {
  const sign = entry.kind === 'ROLLBACK' || entry.kind === 'RESETTLEMENT' ? -1n : 1n;
  const value = sign * scaled(entry.jackpot ?? '0', JACKPOT_SCALE);
  const amount = billionths(entry.amount);
  const eur = entry.currency === 'EUR' ? value : amount === 0n ? 0n : (value * billionths(entry.amountEur)) / amount;
  const [told, other] =
    entry.kind === 'BET' || entry.kind === 'ROLLBACK'
      ? (['contribution', 'payout'] as const)
      : (['payout', 'contribution'] as const);
  return {
    [`jackpot_${told}`]: textOf(value, JACKPOT_SCALE),
    [`jackpot_${told}_eur`]: textOf(eur, JACKPOT_SCALE),
    ...{ [`jackpot_${other}`]: '0', [`jackpot_${other}_eur`]: '0' },
  };
}

const changeOf = (entry: LedgerEntry): bigint =>
  entry.buckets.reduce((sum, { amount }) => sum + billionths(amount), 0n);
/** What was due and did not reach the player: it belonged to a bonus that has ended, and returned to the house. */
const keptByHouse = (entry: LedgerEntry, amount: bigint): bigint => amount - changeOf(entry);

/** The payment behind a movement of money: a credit bears the payment's id, a capture names its hold, which bears it. */
function paymentOf(entry: LedgerEntry, category: Category): string {
  if (category === 'DEPOSIT') return entry.reference ?? '';
  return category === 'WITHDRAWAL' ? (entry.betReference ?? entry.reference ?? '') : '';
}

/** The part `value` of an entry in EUR: the whole entry's `amountEur` where it is the whole, else its share, to the cent, rounded half up. */
function inEur(value: bigint, entry: LedgerEntry): bigint {
  if (entry.currency === 'EUR' || value === 0n) return value;
  const amount = billionths(entry.amount);
  const eur = billionths(entry.amountEur);
  if (amount === 0n) return 0n;
  const absolute = value < 0n ? -value : value;
  if (absolute === amount) return value < 0n ? -eur : eur;
  const cents = 10n ** BigInt(SCALE - 2);
  const share = ((absolute * eur * 2n) / (amount * cents) + 1n) / 2n;
  return (value < 0n ? -share : share) * cents;
}

const billionths = (text: string): bigint => scaled(text, SCALE);

function scaled(text: string, scale: number): bigint {
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const value = BigInt(whole + fraction.slice(0, scale).padEnd(scale, '0'));
  return text.startsWith('-') ? -value : value;
}

function textOf(value: bigint, scale = SCALE): string {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** RFC 3339 → `2026-01-15 12:00:00.123` in UTC. */
export const clickhouseTime = (at: string | Date): string =>
  new Date(at).toISOString().replace('T', ' ').replace('Z', '');
