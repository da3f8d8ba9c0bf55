/** Writes one transaction into a draft: entry of the log, postings that sum to zero, the wallet's next version. */
import { dayOf, type Rates } from '../rates.ts';
import { HOUSE_ACCOUNTS, type HouseAccount } from '../house-accounts.ts';
import type { TransactionRow, WalletRow } from '../rows.ts';
import type { Draft } from '../state.ts';

export interface Judging {
  draft: Draft;
  rates: Rates;
  scope: string;
  userId: string;
  /** the studio's ids are each player's own */
  perPlayer: boolean;
  /** what a game's stake takes first */
  spending?: SpendingOrder | undefined;
}

export const SPENDING_ORDERS = ['REAL_FIRST', 'BONUS_FIRST'] as const;
export type SpendingOrder = (typeof SPENDING_ORDERS)[number];

export interface Movement {
  kind: TransactionRow['kind'];
  reference: string | null;
  amount: bigint;
  /** changes of the player's buckets, from the player's side */
  real?: bigint;
  bonus?: bigint;
  locked?: bigint;
  /** the house's side; all changes together are zero */
  house: { account: HouseAccount; minor: bigint }[];
}
export type About = Partial<
  Pick<
    TransactionRow,
    | 'roundId'
    | 'gameId'
    | 'betReference'
    | 'relatedTransactionId'
    | 'free'
    | 'promotion'
    | 'outcome'
    | 'purpose'
    | 'selection'
    | 'odds'
    | 'stake'
  >
>;

/** Posts a movement of one wallet. Throws where the books would not balance: that is a bug, and the command fails alone. */
export function post(judging: Judging, wallet: WalletRow, movement: Movement, about: About = {}): TransactionRow {
  const { draft, rates } = judging;
  const { real = 0n, bonus = 0n, locked = 0n } = movement;
  const sum = movement.house.reduce((total, line) => total + line.minor, real + bonus + locked);
  if (sum !== 0n) throw new Error(`${movement.kind} does not sum to zero`);
  const after: WalletRow = {
    ...wallet,
    real: wallet.real + real,
    bonus: wallet.bonus + bonus,
    locked: wallet.locked + locked,
    version: wallet.version + 1,
  };
  if (after.real < 0n || after.bonus < 0n || after.locked < 0n)
    throw new Error(`${movement.kind} would take a bucket below zero`);
  draft.put('wallet', after);
  const row: TransactionRow = {
    ...entry(judging, movement.kind, about),
    walletId: wallet.id,
    currency: wallet.currency,
    version: after.version,
    reference: movement.reference,
    amount: movement.amount,
    amountEur: rates.toEur(movement.amount, wallet.currency, dayOf(draft.now)),
    realChange: real,
    bonusChange: bonus,
    lockedChange: locked,
    realAfter: after.real,
    bonusAfter: after.bonus,
    lockedAfter: after.locked,
  };
  for (const line of movement.house) row[HOUSE_ACCOUNTS[line.account]] += line.minor;
  draft.transactions.push(row);
  return row;
}

/** Puts an entry into the log that moves nothing: a closed round, a tombstone. */
export function note(
  judging: Judging,
  kind: 'ROUND_CLOSED' | 'TOMBSTONE',
  reference: string | null,
  about: About = {},
): TransactionRow {
  const row = { ...entry(judging, kind, about), reference };
  judging.draft.transactions.push(row);
  return row;
}

function entry({ draft, scope, userId }: Judging, kind: TransactionRow['kind'], about: About): TransactionRow {
  return {
    userId,
    ...draft.nextEntry(),
    createdAt: draft.postedAt,
    lane: draft.state.lane,
    kind,
    walletId: null,
    currency: null,
    version: null,
    scope,
    reference: null,
    amount: 0n,
    amountEur: 0n,
    realChange: 0n,
    bonusChange: 0n,
    lockedChange: 0n,
    realAfter: 0n,
    bonusAfter: 0n,
    lockedAfter: 0n,
    roundId: null,
    gameId: null,
    betReference: null,
    relatedTransactionId: null,
    free: false,
    promotion: false,
    outcome: null,
    purpose: null,
    selection: null,
    odds: null,
    gaming: 0n,
    pspClearing: 0n,
    bonusCost: 0n,
    adjustments: 0n,
    debts: 0n,
    exchange: 0n,
    stake: null,
    ...about,
  };
}
