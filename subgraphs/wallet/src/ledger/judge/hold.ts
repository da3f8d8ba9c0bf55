import { currencyDigits, formatAmount, type Operation, parseAmount } from '@croupier/contracts';
import type { GateRow, HoldRow } from '../rows.ts';
import { claim, claimOf, hashOf, isRepeat } from './claims.ts';
import { bonusesOf, convertCompleted, wager } from './bonus-money.ts';
import { isAboveMostBet, isLostByWithdrawal } from './bonus-terms.ts';
import { count, countedFor, exceeds, mayPlay, passesSessionTime, statusAt, unknownPlayer } from './gate.ts';
import { type Judging, post } from './post.ts';
import { judgeEndBonus } from './staff.ts';
import { done, refused, replayed, type Verdict } from './verdict.ts';

type Hold = Extract<Operation, { kind: 'hold' }>;

/**
 * real → locked. A withdrawal's ignores play limits and needs only that the player is not BLOCKED or CLOSED; a bookmaker's is judged
 * like a bet. Only real money is held; a bookmaker's stake wagers SPORTS bonuses alone. A free bet's stake is the bookmaker's: nothing is
 * held or counted. A withdrawal ends the bonuses that are granted so and not wagered yet: without `forfeitBonus` it is BONUS_ACTIVE and
 * says what would be lost.
 */
export function judgeHold(judging: Judging, hold: Hold): Verdict {
  const { draft, scope, userId } = judging;
  const stake = parseAmount(hold.amount, hold.currency);
  const { purpose, roundId, selection, odds, free = false } = hold;
  const about = [purpose, stake, hold.currency, roundId, selection, odds, ...(free ? ['free'] : [])];
  const hash = hashOf('hold', userId, ...about);
  const found = claimOf(judging, hold.reference);
  if (found) {
    if (found.kind === 'TOMBSTONE' && found.userId === userId) return refused('REFUNDED', hold.currency);
    if (!isRepeat(found, 'HOLD', userId, hash)) return refused('DUPLICATE_TRANSACTION', hold.currency);
    const refunded = draft.get('hold', userId, scope, hold.reference)?.status === 'REFUNDED';
    return refunded ? refused('REFUNDED', hold.currency) : replayed(found.transactionId, hold.currency);
  }
  const gate = draft.get('gate', userId);
  if (!gate) return unknownPlayer();
  const wallet = draft.get('wallet', userId, hold.currency);
  if (!wallet) return refused('UNKNOWN_WALLET', hold.currency);
  const amount = free ? 0n : stake;
  const judged =
    hold.purpose === 'BOOKMAKER_BET'
      ? judgeStake(judging, gate, amount, hold.currency)
      : judgeWithdrawal(gate, draft.now, hold.currency);
  if (!Array.isArray(judged)) return judged;
  if (hold.limit) return refused(hold.limit, hold.currency);
  if (wallet.real < amount) return refused('INSUFFICIENT_FUNDS', hold.currency);
  if (hold.purpose === 'WITHDRAWAL') {
    const consent = loseBonuses(judging, hold);
    if (consent) return consent;
  }
  count(judging, judged, 1n);
  const stakes = hold.purpose === 'BOOKMAKER_BET';
  const wagered = stakes ? wager(judging, { currency: hold.currency, gameId: null, stake: amount }) : [];
  const transaction = post(
    judging,
    draft.get('wallet', userId, hold.currency)!,
    { kind: 'HOLD', reference: hold.reference, amount, real: -amount, locked: amount, house: [] },
    { roundId, selection, odds, purpose, free, betReference: hold.reference },
  );
  claim(judging, hold.reference, 'HOLD', hash, transaction.transactionId);
  draft.put('hold', {
    ...{ userId, scope, reference: hold.reference, purpose, currency: hold.currency, amount, roundId, selection, odds },
    ...{
      transactionId: transaction.transactionId,
      lastTransactionId: transaction.transactionId,
      status: 'OPEN',
      outcome: null,
    },
    ...{ payout: 0n, net: 0n, debt: 0n, counted: judged, wagered, placedAt: draft.now },
    expiresAt: hold.expiresAt ? Date.parse(hold.expiresAt) : null,
  });
  if (stakes) convertCompleted(judging, hold.currency);
  return done(transaction.transactionId, hold.currency);
}

/** Ends what a withdrawal ends, in whatever currency; the refusal where the player has not consented. */
function loseBonuses(judging: Judging, { currency, forfeitBonus }: Hold): Verdict | null {
  const { draft, userId } = judging;
  const lost = draft.filter('bonus', (each) => each.userId === userId && isLostByWithdrawal(each, draft.now));
  if (lost.length === 0) return null;
  if (!forfeitBonus) {
    const forfeits = lost.map((bonus) => ({
      ...{ bonus: bonus.id, amount: formatAmount(bonus.balance, bonus.currency), currency: bonus.currency },
    }));
    return { done: false, code: 'BONUS_ACTIVE', currency, forfeits };
  }
  for (const { id } of lost)
    judgeEndBonus({ ...judging, scope: 'bonus' }, { kind: 'end_bonus', bonus: id, status: 'FORFEITED' });
  return null;
}

function judgeStake(judging: Judging, gate: GateRow, amount: bigint, currency: string): HoldRow['counted'] | Verdict {
  const blocked = mayPlay(gate, judging.draft.now);
  if (blocked) return refused(blocked, currency);
  if (isAboveMostBet(bonusesOf(judging, currency), amount, judging.draft.now, 'SPORTS'))
    return refused('LIMIT_REACHED', currency);
  const counted = countedFor(judging, gate, ['WAGER', 'LOSS'], amount, currency);
  return exceeds(judging, gate, counted) || !passesSessionTime(judging, gate)
    ? refused('LIMIT_REACHED', currency)
    : counted;
}

function judgeWithdrawal(gate: GateRow, now: number, currency: string): HoldRow['counted'] | Verdict {
  const status = statusAt(gate, now);
  return status === 'BLOCKED' || status === 'CLOSED' ? refused('PLAYER_BLOCKED', currency) : [];
}

const ENDS = {
  capture: { claim: 'CAPTURE', status: 'CAPTURED' },
  release: { claim: 'RELEASE', status: 'RELEASED' },
} as const;

/**
 * Ends a hold: captured money leaves the house (locked → out), released money returns (locked → real). A capture of a part returns the rest
 * in the same transaction; one of more than is held: INSUFFICIENT_FUNDS. Of an unknown hold: TRANSACTION_NOT_FOUND; of one that ended the
 * other way or was captured with another amount: ALREADY_SETTLED; again the same way: the first one's transaction.
 */
export function judgeEndOfHold(
  judging: Judging,
  operation: Extract<Operation, { kind: 'capture' | 'release' }>,
): Verdict {
  const { draft, scope, userId } = judging;
  const end = ENDS[operation.kind];
  const amount = operation.kind === 'capture' ? operation.amount : undefined;
  const hold = draft.get('hold', userId, scope, operation.hold);
  // Only here can be seen that an amount is none of the hold's currency.
  if (hold && (amount?.split('.')[1]?.length ?? 0) > currencyDigits(hold.currency))
    return refused('WRONG_CURRENCY', hold.currency);
  const part = hold && amount !== undefined ? parseAmount(amount, hold.currency) : null;
  const whole = part === null || part === hold?.amount;
  const hash = hashOf(operation.kind, userId, operation.hold, ...(whole ? [] : [part]));
  const found = claimOf(judging, operation.reference);
  if (found) {
    const same = isRepeat(found, end.claim, userId, hash);
    return same
      ? replayed(found.transactionId, hold?.currency ?? null)
      : refused('DUPLICATE_TRANSACTION', hold?.currency ?? null);
  }
  if (!hold || hold.purpose !== 'WITHDRAWAL') return refused('TRANSACTION_NOT_FOUND', null);
  const captured = operation.kind === 'release' ? 0n : (part ?? hold.amount);
  if (hold.status === end.status && (operation.kind === 'release' || captured === capturedOf(hold))) {
    claim(judging, operation.reference, end.claim, hash, hold.lastTransactionId);
    return replayed(hold.lastTransactionId, hold.currency);
  }
  if (hold.status !== 'OPEN') return refused('ALREADY_SETTLED', hold.currency);
  if (captured > hold.amount) return refused('INSUFFICIENT_FUNDS', hold.currency);
  const transactionId = endHold(judging, hold, operation.kind, operation.reference, captured);
  claim(judging, operation.reference, end.claim, hash, transactionId);
  return done(transactionId, hold.currency);
}

/**
 * Releases an open withdrawal whose time is over. Before that, and after it was released, nothing moves. Of one that was captured:
 * ALREADY_SETTLED; unknown: TRANSACTION_NOT_FOUND.
 */
export function judgeExpireHold(judging: Judging, reference: string): Verdict {
  const { draft, scope, userId } = judging;
  const hold = draft.get('hold', userId, scope, reference);
  if (!hold || hold.purpose !== 'WITHDRAWAL') return refused('TRANSACTION_NOT_FOUND', null);
  if (hold.status === 'RELEASED') return replayed(hold.lastTransactionId, hold.currency);
  if (hold.status !== 'OPEN') return refused('ALREADY_SETTLED', hold.currency);
  if (hold.expiresAt === null || hold.expiresAt > draft.now) return replayed(null, hold.currency);
  return done(endHold(judging, hold, 'release', reference, 0n), hold.currency);
}

/** What left the house of a captured hold. */
const capturedOf = (hold: HoldRow): bigint => (hold.payout === 0n ? hold.amount : hold.payout);

function endHold(
  judging: Judging,
  hold: HoldRow,
  kind: keyof typeof ENDS,
  reference: string,
  captured: bigint,
): string {
  const { draft, userId } = judging;
  const end = ENDS[kind];
  const { transactionId } = post(
    judging,
    draft.get('wallet', userId, hold.currency)!,
    {
      kind: end.claim,
      reference,
      amount: kind === 'capture' ? captured : hold.amount,
      real: hold.amount - captured,
      locked: -hold.amount,
      house: captured > 0n ? [{ account: 'PSP_CLEARING', minor: captured }] : [],
    },
    { betReference: hold.reference, relatedTransactionId: hold.transactionId, purpose: hold.purpose },
  );
  draft.put('hold', { ...hold, status: end.status, payout: captured, lastTransactionId: transactionId });
  return transactionId;
}
