/** What staff do to a player's money: corrections with four eyes, bonuses given and ended. */
import { parseAmount } from '@croupier/contracts';
import type { InternalOperation } from '../operation.ts';
import { bonusesOf } from './bonus-money.ts';
import { termsOf, wageringFor } from './bonus-terms.ts';
import { claim, claimOf, hashOf, isRepeat } from './claims.ts';
import { mayReceive, openWallet, unknownPlayer } from './gate.ts';
import { type Judging, post } from './post.ts';
import { done, refused, replayed, type Verdict } from './verdict.ts';

type Adjust = Extract<InternalOperation, { kind: 'adjust' }>;
type RejectAdjustment = Extract<InternalOperation, { kind: 'reject_adjustment' }>;
type GrantBonus = Extract<InternalOperation, { kind: 'grant_bonus' }>;
type EndBonus = Extract<InternalOperation, { kind: 'end_bonus' }>;

/** An approved correction of one bucket. Refusals: UNKNOWN_WALLET, INSUFFICIENT_FUNDS where it takes more than there is. */
export function judgeAdjust(judging: Judging, adjust: Adjust): Verdict {
  const { draft, userId } = judging;
  const amount = parseAmount(adjust.amount, adjust.currency);
  const hash = hashOf('adjust', userId, amount, adjust.currency, adjust.bucket, adjust.direction);
  const found = claimOf(judging, adjust.reference);
  if (found)
    return isRepeat(found, 'ADJUSTMENT', userId, hash)
      ? replayed(found.transactionId, adjust.currency)
      : refused('DUPLICATE_TRANSACTION', adjust.currency);
  const wallet = draft.get('wallet', userId, adjust.currency);
  if (!wallet) return refused('UNKNOWN_WALLET', adjust.currency);
  const change = adjust.direction === 'CREDIT' ? amount : -amount;
  // Bonus money that belongs to a grant is ended with its grant, never taken from under it.
  const assigned = bonusesOf(judging, adjust.currency).reduce((sum, bonus) => sum + bonus.balance, 0n);
  const available = adjust.bucket === 'REAL' ? wallet.real : wallet.bonus - assigned;
  if (available + change < 0n) return refused('INSUFFICIENT_FUNDS', adjust.currency);
  const transaction = post(judging, wallet, {
    kind: 'CORRECTION',
    reference: adjust.reference,
    amount,
    [adjust.bucket === 'REAL' ? 'real' : 'bonus']: change,
    house: [{ account: 'ADJUSTMENTS', minor: -change }],
  });
  claim(judging, adjust.reference, 'ADJUSTMENT', hash, transaction.transactionId);
  return done(transaction.transactionId, adjust.currency);
}

/** Leaves a tombstone where a refused correction would have been posted. Of one that was posted: ALREADY_SETTLED. Harmless to repeat. */
export function judgeRejectAdjustment(judging: Judging, reject: RejectAdjustment): Verdict {
  const found = claimOf(judging, reject.reference);
  const hash = hashOf('reject_adjustment', judging.userId);
  if (found)
    return isRepeat(found, 'TOMBSTONE', judging.userId, hash)
      ? replayed(null, reject.currency)
      : refused('ALREADY_SETTLED', reject.currency);
  claim(judging, reject.reference, 'TOMBSTONE', hash, null);
  return done(null, reject.currency);
}

/** Gives a bonus; money is posted at once, free rounds wait to be played. Refusals: UNKNOWN_PLAYER SELF_EXCLUDED PLAYER_BLOCKED. */
export function judgeGrantBonus(judging: Judging, grant: GrantBonus): Verdict {
  const { draft, userId } = judging;
  const amount = parseAmount(grant.amount, grant.currency);
  const more = grant.terms ? [JSON.stringify(grant.terms)] : [];
  const hash = hashOf(
    'grant',
    userId,
    grant.bonusKind,
    amount,
    grant.currency,
    String(grant.rounds),
    grant.gameCode,
    ...more,
  );
  const found = claimOf(judging, grant.reference);
  if (found)
    return isRepeat(found, 'BONUS', userId, hash)
      ? replayed(found.transactionId, grant.currency)
      : refused('DUPLICATE_TRANSACTION', grant.currency);
  const gate = draft.get('gate', userId);
  if (!gate) return unknownPlayer();
  const blocked = mayReceive(gate, draft.now);
  if (blocked) return refused(blocked, grant.currency);
  openWallet(judging, grant.currency);
  const terms = grant.terms ? termsOf(grant.terms, grant.currency) : null;
  draft.put('bonus', {
    userId,
    id: grant.reference,
    currency: grant.currency,
    kind: grant.bonusKind,
    status: 'ACTIVE',
    granted: amount,
    balance: amount,
    rounds: grant.rounds,
    roundsLeft: grant.rounds,
    gameCode: grant.gameCode,
    stake: grant.stake === null ? null : parseAmount(grant.stake, grant.currency),
    wageringMultiple: grant.wageringMultiple,
    wageringRequired: wageringFor(amount, grant.wageringMultiple, terms),
    wageringDone: 0n,
    terms,
    ...{ converted: 0n, keptBack: 0n, debt: 0n },
    expiresAt: grant.expiresAt,
    createdAt: draft.now,
  });
  const transactionId = grant.bonusKind === 'MONEY' ? postGrant(judging, grant, amount) : null;
  claim(judging, grant.reference, 'BONUS', hash, transactionId);
  return done(transactionId, grant.currency);
}

function postGrant(judging: Judging, grant: GrantBonus, amount: bigint): string {
  const wallet = judging.draft.get('wallet', judging.userId, grant.currency)!;
  const house = [{ account: 'BONUS_COST' as const, minor: -amount }];
  return post(judging, wallet, { kind: 'BONUS_GRANT', reference: grant.reference, amount, bonus: amount, house })
    .transactionId;
}

/** Forfeits or expires a bonus; what is left of it returns to the house's bonus cost. TRANSACTION_NOT_FOUND, ALREADY_SETTLED. */
export function judgeEndBonus(judging: Judging, end: EndBonus): Verdict {
  const { draft, userId } = judging;
  const bonus = draft.get('bonus', userId, end.bonus);
  if (!bonus) return refused('TRANSACTION_NOT_FOUND', null);
  if (bonus.status === end.status) return replayed(null, bonus.currency);
  const endable = bonus.status === 'ACTIVE' || (bonus.status === 'USED' && bonus.balance > 0n);
  if (!endable) return refused('ALREADY_SETTLED', bonus.currency);
  draft.put('bonus', { ...bonus, status: end.status, balance: 0n, roundsLeft: 0 });
  if (bonus.balance === 0n) return done(null, bonus.currency);
  const transaction = post(judging, draft.get('wallet', userId, bonus.currency)!, {
    kind: 'FORFEITURE',
    reference: bonus.id,
    amount: bonus.balance,
    bonus: -bonus.balance,
    house: [{ account: 'BONUS_COST', minor: bonus.balance }],
  });
  return done(transaction.transactionId, bonus.currency);
}
