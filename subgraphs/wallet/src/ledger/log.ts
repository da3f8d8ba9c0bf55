/** The log of the ledger as others read it. */
import { formatAmount, type LedgerEntry } from '@croupier/contracts';
import { stakeOf } from './chain.ts';
import type { StakeRecord, TransactionRow } from './rows.ts';

/** A row of `transaction` as the driver gives it: bigint columns are text. */
export interface LogRow {
  user_id: string;
  transaction_id: string;
  created_at: Date | string;
  lane: number;
  sequence: string;
  kind: LedgerEntry['kind'];
  wallet_id: string | null;
  currency: string | null;
  version: string | null;
  scope: string;
  reference: string | null;
  amount_minor: string;
  amount_eur_minor: string;
  real_change: string;
  bonus_change: string;
  locked_change: string;
  real_after: string;
  bonus_after: string;
  locked_after: string;
  round_id: string | null;
  game_id: string | null;
  bet_reference: string | null;
  related_transaction_id: string | null;
  free: boolean;
  promotion: boolean;
  outcome: LedgerEntry['outcome'];
  purpose: LedgerEntry['purpose'];
  selection: string | null;
  odds: string | null;
  stake: string | null;
}

/** Entries of a lane in order, from what follows `after`. */
export const READ_LOG = `select * from transaction where lane = $1 and sequence > $2 order by sequence limit $3`;

/** What others are told of a transaction. */
type Told = Omit<
  TransactionRow,
  'gaming' | 'pspClearing' | 'bonusCost' | 'adjustments' | 'debts' | 'exchange' | 'stake'
> & { stake: Pick<StakeRecord, 'partial' | 'jackpot'> | null };

/** The buckets that a transaction changed, from the player's side; those that it did not touch are left out. */
function bucketsOf(row: Told): LedgerEntry['buckets'] {
  const currency = row.currency;
  if (currency === null) return [];
  const lines = [
    { bucket: 'REAL' as const, change: row.realChange, after: row.realAfter },
    { bucket: 'BONUS' as const, change: row.bonusChange, after: row.bonusAfter },
    { bucket: 'LOCKED' as const, change: row.lockedChange, after: row.lockedAfter },
  ];
  return lines
    .filter(({ change }) => change !== 0n)
    .map(({ bucket, change, after }) => ({
      bucket,
      amount: formatAmount(change, currency),
      balanceAfter: formatAmount(after, currency),
    }));
}

/** A transaction that was committed, as others read it. */
export function entryOf(row: Told): LedgerEntry {
  const money = (minor: bigint): string => (row.currency === null ? '0' : formatAmount(minor, row.currency));
  return {
    sequence: row.sequence,
    at: new Date(row.createdAt).toISOString(),
    kind: row.kind,
    userId: row.userId,
    walletId: row.walletId,
    currency: row.currency,
    transactionId: row.kind === 'ROUND_CLOSED' ? null : row.transactionId,
    version: row.version,
    scope: row.scope,
    reference: row.reference,
    amount: money(row.amount),
    buckets: bucketsOf(row),
    real: money(row.realAfter),
    bonus: money(row.bonusAfter),
    locked: money(row.lockedAfter),
    roundId: row.roundId,
    gameId: row.gameId,
    betReference: row.betReference,
    relatedTransactionId: row.relatedTransactionId,
    free: row.free,
    promotion: row.promotion,
    ...(row.stake?.partial ? { partial: true } : {}),
    ...(row.stake?.jackpot === undefined ? {} : { jackpot: row.stake.jackpot }),
    outcome: row.outcome,
    purpose: row.purpose,
    selection: row.selection,
    odds: row.odds,
    amountEur: formatAmount(row.amountEur, 'EUR'),
  };
}

/** The same of a row that was read. */
export const storedEntry = (row: LogRow): LedgerEntry => entryOf(toldBy(row));

function toldBy(row: LogRow): Told {
  return {
    userId: row.user_id,
    transactionId: row.transaction_id,
    createdAt: new Date(row.created_at).getTime(),
    lane: row.lane,
    sequence: Number(row.sequence),
    kind: row.kind,
    walletId: row.wallet_id,
    currency: row.currency,
    version: row.version === null ? null : Number(row.version),
    scope: row.scope,
    reference: row.reference,
    amount: BigInt(row.amount_minor),
    amountEur: BigInt(row.amount_eur_minor),
    realChange: BigInt(row.real_change),
    bonusChange: BigInt(row.bonus_change),
    lockedChange: BigInt(row.locked_change),
    realAfter: BigInt(row.real_after),
    bonusAfter: BigInt(row.bonus_after),
    lockedAfter: BigInt(row.locked_after),
    roundId: row.round_id,
    gameId: row.game_id,
    betReference: row.bet_reference,
    relatedTransactionId: row.related_transaction_id,
    free: row.free,
    promotion: row.promotion,
    outcome: row.outcome,
    purpose: row.purpose,
    selection: row.selection,
    odds: row.odds,
    stake: row.stake === null ? null : stakeOf(row.stake),
  };
}
