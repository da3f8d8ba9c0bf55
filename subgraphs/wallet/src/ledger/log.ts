/** The log of the ledger as others read it. */
import { formatAmount, type LedgerEntry } from '@croupier/contracts';
import { stakeOf } from './chain.ts';

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

/** The buckets that a transaction changed, from the player's side; those that it did not touch are left out. */
export function bucketsOf(row: LogRow): LedgerEntry['buckets'] {
  const currency = row.currency;
  if (currency === null) return [];
  const lines = [
    { bucket: 'REAL' as const, change: row.real_change, after: row.real_after },
    { bucket: 'BONUS' as const, change: row.bonus_change, after: row.bonus_after },
    { bucket: 'LOCKED' as const, change: row.locked_change, after: row.locked_after },
  ];
  return lines
    .filter((line) => BigInt(line.change) !== 0n)
    .map((line) => ({
      bucket: line.bucket,
      amount: formatAmount(BigInt(line.change), currency),
      balanceAfter: formatAmount(BigInt(line.after), currency),
    }));
}

export function entryOf(row: LogRow): LedgerEntry {
  const money = (minor: string): string => (row.currency === null ? '0' : formatAmount(BigInt(minor), row.currency));
  return {
    sequence: Number(row.sequence),
    at: new Date(row.created_at).toISOString(),
    kind: row.kind,
    userId: row.user_id,
    walletId: row.wallet_id,
    currency: row.currency,
    transactionId: row.kind === 'ROUND_CLOSED' ? null : row.transaction_id,
    version: row.version === null ? null : Number(row.version),
    scope: row.scope,
    reference: row.reference,
    amount: money(row.amount_minor),
    buckets: bucketsOf(row),
    real: money(row.real_after),
    bonus: money(row.bonus_after),
    locked: money(row.locked_after),
    roundId: row.round_id,
    gameId: row.game_id,
    betReference: row.bet_reference,
    relatedTransactionId: row.related_transaction_id,
    free: row.free,
    promotion: row.promotion,
    ...(row.kind === 'ROLLBACK' && stakeOf(row.stake).partial ? { partial: true } : {}),
    outcome: row.outcome,
    purpose: row.purpose,
    selection: row.selection,
    odds: row.odds,
    amountEur: formatAmount(BigInt(row.amount_eur_minor), 'EUR'),
  };
}
