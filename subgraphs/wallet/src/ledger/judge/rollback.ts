import { type CallbackPolicy, currencyDigits, type Operation, parseAmount } from '@croupier/contracts';
import { FINEST_CURRENCY } from '../operation.ts';
import { type BetRow, type ClaimRow, NOTHING_RECORDED, type TransactionRow } from '../rows.ts';
import { giveBonus, unwager } from './bonus-money.ts';
import { claim, claimOf, hashOf, isRepeat } from './claims.ts';
import { count, unknownPlayer } from './gate.ts';
import { type Judging, note, post } from './post.ts';
import { convertedBonuses, reverseWin, winsOf } from './reverse-wins.ts';
import { splitBet } from './split-bet.ts';
import { takeBackConverted } from './take-back.ts';
import { done, refused, replayed, type Verdict } from './verdict.ts';

type Rollback = Extract<Operation, { kind: 'rollback' }>;

/**
 * Takes a bet back: its own amount, its own buckets, its own counters, and what a bonus that it had completed paid out. Of an unknown bet
 * it leaves a lasting tombstone (by policy), so that the late bet is refused or, by another policy, accepted and reversed at once.
 * Of anything else: TRANSACTION_NOT_FOUND; but of a win that the same command has taken back with its bet: done. With `rollbackAmount:
 * MUST_MATCH` another amount than the bet's is TRANSACTION_NOT_FOUND too; of a free round nothing was taken, and nothing is compared.
 * With PARTIAL a smaller amount gives that much back, share by share, and the bet stands on as if only the rest had been staked; more than
 * is left, and nothing, is TRANSACTION_NOT_FOUND, and a part of a settled bet ALREADY_SETTLED. Without an amount: all that is left.
 *
 * Of a bet that a win has settled: ALREADY_SETTLED; with `rollbackAfterSettle: REVERSE_ALL` the stake is given back and then each win taken
 * back (ROLLBACK, then one RESETTLEMENT a win). Still ALREADY_SETTLED where one of its wins settled several bets of the round: nobody can
 * say which part of that win was this bet's.
 */
export function judgeRollback(judging: Judging, rollback: Rollback, policy: CallbackPolicy): Verdict {
  const { draft, scope, userId } = judging;
  const found = claimOf(judging, rollback.reference);
  if (found) {
    const same = hashesOf(userId, rollback).some(
      (each) => isRepeat(found, 'ROLLBACK', userId, each) || isRepeat(found, 'TOMBSTONE', userId, each),
    );
    const currency = draft.get('bet', userId, scope, rollback.bet)?.currency ?? null;
    if (!same) return refused('DUPLICATE_TRANSACTION', currency);
    return isRefusedTombstone(judging, rollback, policy)
      ? refused('TRANSACTION_NOT_FOUND', null)
      : replayed(found.transactionId, currency);
  }
  if (!draft.get('gate', userId)) return unknownPlayer();
  const hash = hashesOf(userId, rollback).at(policy.rollbackAmount === 'PARTIAL' ? -1 : 0)!;
  const target = claimOf(judging, rollback.bet);
  if (!target) return rollBackUnknown(judging, rollback, policy, hash);
  const takenBack = target.userId === userId && target.kind === 'WIN' ? takenBackNow(judging, target) : undefined;
  if (takenBack) return again(judging, rollback, hash, takenBack.transactionId, takenBack.currency);
  if (target.userId !== userId || (target.kind !== 'BET' && target.kind !== 'TOMBSTONE'))
    return refused('TRANSACTION_NOT_FOUND', null);
  if (isRefusedTombstone(judging, rollback, policy)) return refused('TRANSACTION_NOT_FOUND', null);
  if (target.kind === 'TOMBSTONE') return again(judging, rollback, hash, target.transactionId, null);
  const bet = draft.get('bet', userId, scope, rollback.bet)!;
  const part = partOf(rollback, bet);
  if (policy.rollbackAmount === 'MUST_MATCH' && part !== null) return refused('TRANSACTION_NOT_FOUND', bet.currency);
  if (bet.status === 'ROLLED_BACK') return again(judging, rollback, hash, bet.rollbackTransactionId, bet.currency);
  if (policy.rollbackAmount === 'PARTIAL' && part !== null) return giveBackPart(judging, rollback, hash, bet, part);
  if (bet.wins > 0) return reverseAll(judging, rollback, policy, hash, bet);
  return giveBack(judging, rollback, hash, bet);
}

/** What makes a repeat identical: the bet, and what of it is taken back. Which of the two was claimed, the policy of then has said. */
function hashesOf(userId: string, { bet, amount }: Rollback): string[] {
  const whole = hashOf('rollback', userId, bet);
  return amount === undefined
    ? [whole]
    : [whole, hashOf('rollback', userId, bet, parseAmount(amount, FINEST_CURRENCY))];
}

/** The amount that is named and is not the bet's, zero where it is none of its currency; null: it is the bet's, or there is nothing to compare. */
function partOf({ amount }: Rollback, { currency, real, bonus, grantId }: BetRow): bigint | null {
  if (amount === undefined || grantId !== null) return null;
  const isExact = (amount.split('.')[1]?.length ?? 0) <= currencyDigits(currency);
  const minor = isExact ? parseAmount(amount, currency) : 0n;
  return isExact && minor === real + bonus ? null : minor;
}

/** With `rollbackUnknown: REFUSE_TOMBSTONE` the repeat of a refused rollback is refused like the first. */
const isRefusedTombstone = (judging: Judging, { bet }: Rollback, policy: CallbackPolicy): boolean =>
  policy.rollbackUnknown === 'REFUSE_TOMBSTONE' && claimOf(judging, bet)?.kind === 'TOMBSTONE';

/** The reversal of a win by the rollback of its bet in this very command: studios name both where they roll back a round. */
const takenBackNow = ({ draft }: Judging, win: ClaimRow): TransactionRow | undefined =>
  draft.transactions.find((each) => each.kind === 'RESETTLEMENT' && each.relatedTransactionId === win.transactionId);

/** A rollback under a new id of what was rolled back before: no effect, the first one's transaction. */
function again(
  judging: Judging,
  rollback: Rollback,
  hash: string,
  transactionId: string | null,
  currency: string | null,
): Verdict {
  claim(judging, rollback.reference, 'ROLLBACK', hash, transactionId);
  return replayed(transactionId, currency);
}

function rollBackUnknown(judging: Judging, rollback: Rollback, policy: CallbackPolicy, hash: string): Verdict {
  if (policy.rollbackUnknown === 'REFUSE') return refused('TRANSACTION_NOT_FOUND', null);
  if (policy.rollbackUnknown === 'OK_NO_TOMBSTONE') return done(null, null);
  const { transactionId } = note(judging, 'TOMBSTONE', rollback.reference, { betReference: rollback.bet });
  if (rollback.reference !== rollback.bet) claim(judging, rollback.reference, 'ROLLBACK', hash, transactionId);
  claim(judging, rollback.bet, 'TOMBSTONE', hash, transactionId);
  if (policy.rollbackUnknown === 'REFUSE_TOMBSTONE')
    return { done: false, code: 'TRANSACTION_NOT_FOUND', currency: null, keep: true };
  return done(transactionId, null);
}

function reverseAll(judging: Judging, rollback: Rollback, policy: CallbackPolicy, hash: string, bet: BetRow): Verdict {
  if (policy.rollbackAfterSettle === 'REFUSE') return refused('ALREADY_SETTLED', bet.currency);
  const wins = winsOf(judging, bet);
  if (wins.length !== bet.wins) return refused('ALREADY_SETTLED', bet.currency);
  // The stake first: the wins are taken back from what there is with it. A bonus that this bet had completed has its money back then.
  const verdict = giveBack(judging, rollback, hash, bet);
  const converted = convertedBonuses(judging, bet.currency);
  for (const win of wins) reverseWin(judging, bet, win, converted, rollback.reference);
  return verdict;
}

function giveBackPart(judging: Judging, rollback: Rollback, hash: string, bet: BetRow, part: bigint): Verdict {
  if (part === 0n || part > bet.real + bet.bonus) return refused('TRANSACTION_NOT_FOUND', bet.currency);
  if (bet.wins > 0) return refused('ALREADY_SETTLED', bet.currency);
  const { back, rest } = splitBet(bet, part);
  const transaction = postRollback(judging, back, rollback.reference);
  // What the bet gave to jackpots stays with its rest.
  transaction.stake = { ...NOTHING_RECORDED, partial: true };
  judging.draft.put('bet', rest);
  claim(judging, rollback.reference, 'ROLLBACK', hash, transaction.transactionId);
  return done(transaction.transactionId, bet.currency);
}

function giveBack(judging: Judging, rollback: Rollback, hash: string, bet: BetRow): Verdict {
  const { transactionId } = postRollback(judging, bet, rollback.reference);
  claim(judging, rollback.reference, 'ROLLBACK', hash, transactionId);
  return done(transactionId, bet.currency);
}

/** Posts the rollback of a placed bet: stake, buckets, counters, wagering and free round as they were. Claims nothing. */
export function postRollback(judging: Judging, bet: BetRow, reference: string): TransactionRow {
  const { draft, userId } = judging;
  // First the wagering: a bonus that this bet had completed is open again, and its part returns to it.
  const reopened = unwager(judging, bet.wagered);
  const given = giveBonus(judging, bet.parts);
  const stake = bet.real + bet.bonus;
  const transaction = post(
    judging,
    draft.get('wallet', userId, bet.currency)!,
    {
      kind: 'ROLLBACK',
      reference,
      amount: stake,
      real: bet.real + given.real,
      bonus: given.bonus,
      house: [
        { account: 'GAMING', minor: -stake },
        { account: 'BONUS_COST', minor: given.lost },
      ],
    },
    {
      roundId: bet.roundId,
      gameId: bet.gameId,
      betReference: bet.reference,
      relatedTransactionId: bet.transactionId,
      free: bet.grantId !== null,
      purpose: 'PLAY',
      stake: { ...NOTHING_RECORDED, jackpot: bet.jackpot },
    },
  );
  takeBackConverted(judging, reopened, transaction);
  count(judging, bet.counted, -1n);
  returnFreeRound(judging, bet);
  draft.put('bet', { ...bet, status: 'ROLLED_BACK', rollbackTransactionId: transaction.transactionId });
  return transaction;
}

function returnFreeRound({ draft, userId }: Judging, bet: BetRow): void {
  const grant = bet.grantId === null ? undefined : draft.get('bonus', userId, bet.grantId);
  if (grant && (grant.status === 'ACTIVE' || grant.status === 'USED'))
    draft.put('bonus', { ...grant, status: 'ACTIVE', roundsLeft: grant.roundsLeft + 1 });
}
