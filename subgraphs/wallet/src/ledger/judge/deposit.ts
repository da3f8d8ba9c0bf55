import { type Operation, parseAmount } from '@croupier/contracts';
import { DEMO_SCOPE } from '../operation.ts';
import { claim, claimOf, hashOf, isRepeat } from './claims.ts';
import { count, countedFor, exceeds, mayReceive, openWallet, unknownPlayer } from './gate.ts';
import { type Judging, post } from './post.ts';
import { done, refused, replayed, type Verdict } from './verdict.ts';

type Reserve = Extract<Operation, { kind: 'reserve_deposit' }>;
type Release = Extract<Operation, { kind: 'release_deposit' }>;
type Deposit = Extract<Operation, { kind: 'deposit' }>;

/** Reserves the DEPOSIT limit when a deposit starts. Refusals: PLAYER_BLOCKED SELF_EXCLUDED LIMIT_REACHED. */
export function judgeReserveDeposit(judging: Judging, reserve: Reserve): Verdict {
  const { draft, scope, userId } = judging;
  const amount = parseAmount(reserve.amount, reserve.currency);
  const hash = hashOf('reserve', userId, amount, reserve.currency);
  const found = claimOf(judging, reserve.reference);
  if (found)
    return isRepeat(found, 'RESERVATION', userId, hash)
      ? replayed(null, reserve.currency)
      : refused('DUPLICATE_TRANSACTION', reserve.currency);
  const gate = draft.get('gate', userId);
  if (!gate) return unknownPlayer();
  const blocked = mayReceive(gate, draft.now);
  if (blocked) return refused(blocked, reserve.currency);
  const counted = countedFor(judging, gate, ['DEPOSIT'], amount, reserve.currency);
  if (exceeds(judging, gate, counted)) return refused('LIMIT_REACHED', reserve.currency);
  count(judging, counted, 1n);
  claim(judging, reserve.reference, 'RESERVATION', hash, null);
  draft.put('reservation', {
    userId,
    scope,
    reference: reserve.reference,
    currency: reserve.currency,
    amount,
    status: 'PENDING',
    counted,
    createdAt: draft.now,
  });
  return done(null, reserve.currency);
}

/** Gives a reservation back. Of an unknown one: TRANSACTION_NOT_FOUND; of a captured one: ALREADY_SETTLED. */
export function judgeReleaseDeposit(judging: Judging, release: Release): Verdict {
  const { draft, scope, userId } = judging;
  const hash = hashOf('release', userId, release.reservation);
  const found = claimOf(judging, release.reference);
  if (found)
    return isRepeat(found, 'RESERVATION_RELEASE', userId, hash)
      ? replayed(null, null)
      : refused('DUPLICATE_TRANSACTION', null);
  const reservation = draft.get('reservation', userId, scope, release.reservation);
  if (!reservation) return refused('TRANSACTION_NOT_FOUND', null);
  if (reservation.status === 'CAPTURED') return refused('ALREADY_SETTLED', reservation.currency);
  claim(judging, release.reference, 'RESERVATION_RELEASE', hash, null);
  if (reservation.status === 'RELEASED') return replayed(null, reservation.currency);
  count(judging, reservation.counted, -1n);
  draft.put('reservation', { ...reservation, status: 'RELEASED' });
  return done(null, reservation.currency);
}

/**
 * Captured money is never refused for status or limits: it is here. It takes its reservation's place in the DEPOSIT counters and opens
 * the wallet where it is missing.
 */
export function judgeDeposit(judging: Judging, deposit: Deposit): Verdict {
  const { draft, scope, userId } = judging;
  const amount = parseAmount(deposit.amount, deposit.currency);
  const hash = hashOf('deposit', userId, amount, deposit.currency);
  const found = claimOf(judging, deposit.reference);
  if (found)
    return isRepeat(found, 'DEPOSIT', userId, hash)
      ? replayed(found.transactionId, deposit.currency)
      : refused('DUPLICATE_TRANSACTION', deposit.currency);
  const gate = draft.get('gate', userId);
  if (!gate) return unknownPlayer();
  const reservation =
    deposit.reservation === null ? undefined : draft.get('reservation', userId, scope, deposit.reservation);
  if (reservation?.status === 'PENDING') draft.put('reservation', { ...reservation, status: 'CAPTURED' });
  // Demo money is nobody's payment.
  else if (scope !== DEMO_SCOPE) count(judging, countedFor(judging, gate, ['DEPOSIT'], amount, deposit.currency), 1n);
  openWallet(judging, deposit.currency);
  const transaction = post(judging, draft.get('wallet', userId, deposit.currency)!, {
    kind: 'DEPOSIT',
    reference: deposit.reference,
    amount,
    real: amount,
    house: [{ account: 'PSP_CLEARING', minor: -amount }],
  });
  const { currency } = deposit;
  const { transactionId } = transaction;
  draft.put('deposit', { userId, scope, reference: deposit.reference, transactionId, currency, amount });
  claim(judging, deposit.reference, 'DEPOSIT', hash, transaction.transactionId);
  return done(transaction.transactionId, deposit.currency);
}
