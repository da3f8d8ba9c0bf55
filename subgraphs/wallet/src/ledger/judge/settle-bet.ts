import { currencyDigits, formatAmount, MAX_AMOUNT_MINOR, type Operation, parseAmount } from '@croupier/contracts';
import type { HoldRow, Outcome, TransactionRow, WalletRow } from '../rows.ts';
import { claim, claimOf, hashOf, isRepeat } from './claims.ts';
import { unwager } from './bonus-money.ts';
import { takeBackConverted } from './take-back.ts';
import { count, countedFor, unknownPlayer } from './gate.ts';
import { type Judging, note, post } from './post.ts';
import { done, refused, replayed, type Verdict } from './verdict.ts';

type Settle = Extract<Operation, { kind: 'settle_bet' }>;

/**
 * A bookmaker's result of a held bet. The first one settles it, a later different one re-settles it in one transaction, the same one
 * repeats, and so does one whose `reference` was seen; that with another content: DUPLICATE_TRANSACTION. `payout` is gross. OPEN takes the
 * result back. After a refund: REFUNDED. Unknown or another's bet: TRANSACTION_NOT_FOUND.
 */
export function judgeSettleBet(judging: Judging, settle: Settle): Verdict {
  const { draft, scope, userId } = judging;
  if (!draft.get('gate', userId)) return unknownPlayer();
  const claimed = claimOf(judging, settle.bet);
  if (claimed?.kind === 'TOMBSTONE' && claimed.userId === userId) return refused('REFUNDED', null);
  const hold = draft.get('hold', userId, scope, settle.bet);
  if (!hold || hold.purpose !== 'BOOKMAKER_BET') return refused('TRANSACTION_NOT_FOUND', null);
  if (hold.status === 'REFUNDED') return refused('REFUNDED', hold.currency);
  if (settle.currency !== undefined && settle.currency !== hold.currency)
    return refused('WRONG_CURRENCY', hold.currency);
  // The hold knows the currency, so only here can be seen that a payout is no amount of it.
  if ((settle.payout?.split('.')[1]?.length ?? 0) > currencyDigits(hold.currency))
    return refused('WRONG_CURRENCY', hold.currency);
  const payout = payoutOf(settle, hold);
  if (payout > MAX_AMOUNT_MINOR) return refused('WRONG_CURRENCY', hold.currency);
  const { reference } = settle;
  const hash = hashOf('settle', userId, settle.bet, settle.outcome, payout);
  const seen = reference === undefined ? undefined : claimOf(judging, reference);
  if (seen)
    return isRepeat(seen, 'RESULT', userId, hash)
      ? replayed(seen.transactionId, hold.currency)
      : refused('DUPLICATE_TRANSACTION', hold.currency);
  const outcome = settle.outcome === 'OPEN' ? null : settle.outcome;
  const stands = hold.outcome === outcome && hold.payout === payout;
  const most = settle.mostPayouts?.[hold.currency];
  if (!stands && most !== undefined && payout > parseAmount(most, hold.currency))
    return refused('CAP_REACHED', hold.currency);
  const transactionId = stands
    ? hold.lastTransactionId
    : bring(judging, hold, outcome, payout, 'SETTLED').transactionId;
  if (reference !== undefined) claim(judging, reference, 'RESULT', hash, transactionId);
  return stands ? replayed(transactionId, hold.currency) : done(transactionId, hold.currency);
}

/** Gives the stake back, and takes winnings back. Of an unknown bet: a lasting tombstone, so that the late hold is refused. */
export function judgeRefundBet(judging: Judging, bet: string): Verdict {
  const { draft, scope, userId } = judging;
  if (!draft.get('gate', userId)) return unknownPlayer();
  const claimed = claimOf(judging, bet);
  if (!claimed) {
    const { transactionId } = note(judging, 'TOMBSTONE', bet, {
      betReference: bet,
      outcome: 'REFUND',
      purpose: 'BOOKMAKER_BET',
    });
    claim(judging, bet, 'TOMBSTONE', hashOf('refund', userId, bet), transactionId);
    return done(transactionId, null);
  }
  if (claimed.userId !== userId) return refused('TRANSACTION_NOT_FOUND', null);
  if (claimed.kind === 'TOMBSTONE') return replayed(claimed.transactionId, null);
  const hold = draft.get('hold', userId, scope, bet);
  if (!hold || hold.purpose !== 'BOOKMAKER_BET') return refused('TRANSACTION_NOT_FOUND', null);
  if (hold.status === 'REFUNDED') return replayed(hold.lastTransactionId, hold.currency);
  const transaction = bring(judging, hold, 'REFUND', hold.amount, 'REFUNDED');
  return done(transaction.transactionId, hold.currency);
}

function payoutOf(settle: Settle, hold: HoldRow): bigint {
  if (settle.outcome === 'LOSE' || settle.outcome === 'OPEN') return 0n;
  if (settle.outcome === 'VOID') return hold.amount;
  return settle.payout === null ? 0n : parseAmount(settle.payout, hold.currency);
}

/** Brings a bet to an outcome with a gross payout, wherever it stood before, in one transaction. */
function bring(
  judging: Judging,
  hold: HoldRow,
  outcome: Outcome | null,
  payout: bigint,
  status: 'SETTLED' | 'REFUNDED',
): TransactionRow {
  const wallet = judging.draft.get('wallet', judging.userId, hold.currency)!;
  const first = hold.status === 'OPEN';
  const real = movedBy(payout - hold.payout, hold.debt, wallet.real);
  const net = hold.net + real;
  const debt = net - payout;
  const transaction = post(
    judging,
    wallet,
    {
      kind: kindOf(first, outcome),
      reference: hold.reference,
      // Absolute: what is paid at first, what really moves later.
      amount: first ? payout : real < 0n ? -real : real,
      real,
      locked: first ? -hold.amount : 0n,
      house: [
        { account: 'GAMING', minor: (first ? hold.amount : hold.payout) - payout },
        { account: 'DEBTS', minor: hold.debt - debt },
      ],
    },
    {
      ...{ roundId: hold.roundId, betReference: hold.reference, relatedTransactionId: hold.lastTransactionId, outcome },
      ...{ purpose: 'BOOKMAKER_BET' as const, selection: hold.selection, odds: hold.odds },
    },
  );
  recount(judging, hold, outcome, payout);
  // As for limits: a stake that comes back was never staked.
  if (first && (outcome === 'VOID' || outcome === 'REFUND'))
    takeBackConverted(judging, unwager(judging, hold.wagered), transaction);
  judging.draft.put('hold', {
    ...hold,
    status,
    outcome,
    payout,
    net,
    debt,
    lastTransactionId: transaction.transactionId,
  });
  if (debt > hold.debt) warnOfDebt(judging, hold, wallet, debt);
  return transaction;
}

/**
 * What a change of the payout moves. More: the debt is cancelled first, the rest is given. Less: taken down to zero, and what cannot be
 * taken stays with the player as a debt. Money that came since, such as a deposit, does not pay an older debt.
 */
function movedBy(change: bigint, debt: bigint, balance: bigint): bigint {
  if (change > 0n) return change > debt ? change - debt : 0n;
  return -change > balance ? -balance : change;
}

function kindOf(first: boolean, outcome: Outcome | null): TransactionRow['kind'] {
  if (!first) return 'RESETTLEMENT';
  return outcome === 'VOID' || outcome === 'REFUND' ? 'RELEASE' : 'WIN';
}

/** A stake that comes back was never staked; any other payout makes the loss smaller. */
function recount(judging: Judging, hold: HoldRow, outcome: Outcome | null, payout: bigint): void {
  const gate = judging.draft.get('gate', judging.userId)!;
  if (hold.status === 'OPEN' && (outcome === 'VOID' || outcome === 'REFUND')) return count(judging, hold.counted, -1n);
  const more = payout - hold.payout;
  if (more !== 0n) count(judging, countedFor(judging, gate, ['LOSS'], more, hold.currency), -1n);
}

function warnOfDebt({ draft, scope, userId }: Judging, hold: HoldRow, wallet: WalletRow, debt: bigint): void {
  draft.alerts.push({
    alertId: draft.newId(),
    kind: 'DEBT',
    severity: 'WARNING',
    message: `Re-settling bet ${hold.reference.slice(0, 200)} of ${scope} left user ${userId} owing ${formatAmount(debt, wallet.currency)} ${wallet.currency}`,
    userId,
    subjectId: hold.reference,
    at: new Date(draft.now).toISOString(),
  });
}
