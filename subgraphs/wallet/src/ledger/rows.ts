/** The rows that the judge reads and writes: plain data, money in minor units, moments in epoch milliseconds. */
import type { LedgerEntry, LIMIT_KINDS, LIMIT_PERIODS, PlayerStatusName, WalletState } from '@croupier/contracts';

export type LimitKind = (typeof LIMIT_KINDS)[number];
export type LimitPeriod = (typeof LIMIT_PERIODS)[number];

export interface WalletRow {
  userId: string;
  id: string;
  currency: string;
  real: bigint;
  bonus: bigint;
  locked: bigint;
  version: number;
  createdAt: number;
}

/** A limit of the gate. Money limits have amount and currency, SESSION_TIME has minutes. */
export interface Limit {
  kind: LimitKind;
  period: LimitPeriod;
  amount: string | null;
  currency: string | null;
  minutes: number | null;
}

export interface GateRow {
  userId: string;
  number: number;
  status: PlayerStatusName;
  until: number | null;
  timeZone: string;
  limits: Limit[];
  lastBetAt: number | null;
  changedAt: number;
}

/** What an operation added to one counter, so that it can be taken back exactly. `minor` is seconds for SESSION_TIME. */
export interface Counted {
  kind: LimitKind;
  period: LimitPeriod;
  /** first day of the calendar period in the player's time zone */
  periodStart: string;
  currency: string;
  minor: bigint;
}
export interface CounterRow extends Counted {
  userId: string;
}

/** What a player moved in a quarter of an hour, by kind: read when a limit is set. */
export interface HistoryRow {
  userId: string;
  kind: string;
  purpose: string | null;
  currency: string;
  at: number;
  amount: bigint;
  /** the change of all buckets together */
  change: bigint;
}

export type ClaimKind =
  | 'BET'
  | 'WIN'
  | 'ROLLBACK'
  | 'TOMBSTONE'
  | 'HOLD'
  | 'RESULT'
  | 'CAPTURE'
  | 'RELEASE'
  | 'DEPOSIT'
  | 'RESERVATION'
  | 'RESERVATION_RELEASE'
  | 'CHARGEBACK'
  | 'CHARGEBACK_REVERSAL'
  | 'EXCHANGE'
  | 'ADJUSTMENT'
  | 'BONUS';

export interface ClaimRow {
  scope: string;
  reference: string;
  kind: ClaimKind;
  userId: string;
  hash: string;
  transactionId: string | null;
  createdAt: number;
}

/** Bonus money of a stake, by the bonus that it came from; null: bonus money that belongs to no grant. */
export interface BonusPart {
  bonusId: string | null;
  minor: bigint;
}

export interface BetRow {
  userId: string;
  scope: string;
  reference: string;
  transactionId: string;
  roundId: string;
  gameId: string;
  currency: string;
  real: bigint;
  bonus: bigint;
  parts: BonusPart[];
  /** the FREE_ROUNDS bonus that paid for it */
  grantId: string | null;
  counted: Counted[];
  /** wagering progress that this bet made */
  wagered: BonusPart[];
  status: 'OPEN' | 'ROLLED_BACK';
  /** what of the stake went into jackpots, as its studio told */
  jackpot?: string | undefined;
  /** some of the stake was given back: all that it was taken from and counted for is here of the rest */
  partly: boolean;
  wins: number;
  rollbackTransactionId: string | null;
  placedAt: number;
}

/** A win that settled one bet alone, read where a rollback may reverse it. It is written nowhere: it stands in its transaction. */
export interface WinRow {
  userId: string;
  transactionId: string;
  betTransactionId: string;
  sequence: number;
  payout: bigint;
  /** what the player was given of it */
  real: bigint;
  bonus: bigint;
  /** the bonuses that its bonus money went to */
  parts: BonusPart[];
  counted: Counted[];
  /** what of it came out of jackpots */
  jackpot?: string | undefined;
}

/** The wallet that a transaction was answered with, where its policy is to answer a repeat so. It is written nowhere: it stands in its transaction. */
export interface AnswerRow {
  userId: string;
  transactionId: string;
  /** undefined: none was kept */
  wallet: WalletState | null | undefined;
}

export interface ClosedRoundRow {
  userId: string;
  scope: string;
  roundId: string;
  closedAt: number;
}

export type Outcome = NonNullable<LedgerEntry['outcome']>;

export interface HoldRow {
  userId: string;
  scope: string;
  reference: string;
  transactionId: string;
  lastTransactionId: string;
  purpose: 'WITHDRAWAL' | 'BOOKMAKER_BET';
  currency: string;
  amount: bigint;
  status: 'OPEN' | 'CAPTURED' | 'RELEASED' | 'SETTLED' | 'REFUNDED';
  roundId: string | null;
  selection: string | null;
  odds: string | null;
  /** null: none yet, or the last one was taken back */
  outcome: Outcome | null;
  /** gross payout that the present outcome asks for; of a captured withdrawal what left the house, 0 in old rows: all of it */
  payout: bigint;
  /** what the player was really given: payout + debt */
  net: bigint;
  /** what could not be taken back when a re-settlement asked for more than there was */
  debt: bigint;
  counted: Counted[];
  /** wagering progress that a bookmaker's stake made */
  wagered: BonusPart[];
  placedAt: number;
  /** when an open withdrawal is released by itself */
  expiresAt: number | null;
}

export interface ReservationRow {
  userId: string;
  scope: string;
  reference: string;
  currency: string;
  amount: bigint;
  status: 'PENDING' | 'RELEASED' | 'CAPTURED';
  counted: Counted[];
  createdAt: number;
}

export type Product = 'CASINO' | 'SPORTS';

/** What a bonus was granted on. Amounts in minor units of its currency. */
export interface BonusTerms {
  /** the largest stake while it is active */
  mostBet: bigint | null;
  /** the most that becomes real money */
  mostConversion: bigint | null;
  wageringBase: 'BONUS' | 'DEPOSIT_AND_BONUS';
  /** the deposit that it was given for; zero: none */
  deposit: bigint;
  /** percent of a stake that counts as progress, by the game's code */
  contributions: Record<string, number>;
  /** percent for games that are not named */
  contribution: number;
  /** whose stakes spend and wager it; none: the games' */
  product?: Product | null;
  /** a withdrawal before it is wagered ends it, with the player's consent */
  withdrawalForfeits?: boolean;
}

export interface BonusRow {
  userId: string;
  id: string;
  currency: string;
  kind: 'MONEY' | 'FREE_ROUNDS';
  status: 'ACTIVE' | 'COMPLETED' | 'EXPIRED' | 'FORFEITED' | 'USED';
  granted: bigint;
  /** its share of the wallet's bonus bucket */
  balance: bigint;
  rounds: number;
  roundsLeft: number;
  gameCode: string | null;
  stake: bigint | null;
  wageringMultiple: number;
  wageringRequired: bigint;
  wageringDone: bigint;
  /** null: granted without terms */
  terms: BonusTerms | null;
  /** what became real money */
  converted: bigint;
  /** what the most conversion of its terms returned to the house */
  keptBack: bigint;
  /** what a reopened bonus could not take back from real money; the next conversion pays it first */
  debt: bigint;
  expiresAt: number | null;
  createdAt: number;
}

/** What a provider paid as promotions on a day (UTC), in EUR cents. */
export interface PromotionCapRow {
  scope: string;
  day: string;
  eur: bigint;
  alerted: boolean;
}

/**
 * An entry of the lane's log; with a wallet it is a Transaction of the player. Its postings are its columns: the changes of the player's
 * buckets and of the house's accounts, together zero. The database refuses a row of which that is not true.
 */
export interface TransactionRow {
  userId: string;
  transactionId: string;
  createdAt: number;
  lane: number;
  sequence: number;
  kind: LedgerEntry['kind'];
  walletId: string | null;
  currency: string | null;
  version: number | null;
  scope: string;
  reference: string | null;
  amount: bigint;
  amountEur: bigint;
  realChange: bigint;
  bonusChange: bigint;
  lockedChange: bigint;
  realAfter: bigint;
  bonusAfter: bigint;
  lockedAfter: bigint;
  roundId: string | null;
  gameId: string | null;
  betReference: string | null;
  relatedTransactionId: string | null;
  free: boolean;
  promotion: boolean;
  outcome: Outcome | null;
  purpose: LedgerEntry['purpose'];
  selection: string | null;
  odds: string | null;
  gaming: bigint;
  pspClearing: bigint;
  bonusCost: bigint;
  adjustments: bigint;
  debts: bigint;
  exchange: bigint;
  /**
   * Of a BET: what it was taken from and what it counted for, so that a rollback restores exactly that. Of a WIN: the bonuses that its bonus
   * money went to and what it took off the counters. Of these, a ROLLBACK and a TOMBSTONE: what a repeat is answered with.
   */
  stake: StakeRecord | null;
}

/** What an entry records besides its money. */
export type StakeRecord = Pick<BetRow, 'parts' | 'grantId' | 'counted' | 'wagered' | 'jackpot'> & {
  /** ROLLBACK: of a part of the stake */
  partial?: true;
  /** the wallet that was answered, where a repeat shall be answered with it */
  answered?: WalletState | null;
};
export const NOTHING_RECORDED: StakeRecord = { parts: [], grantId: null, counted: [], wagered: [] };

/** Something the operator must see: an outbox row of the same transaction. */
export interface AlertRow {
  alertId: string;
  kind: string;
  severity: 'INFO' | 'WARNING' | 'CRITICAL';
  message: string;
  userId: string | null;
  subjectId: string | null;
  at: string;
}
