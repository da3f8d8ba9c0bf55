/** A PSP takes a captured deposit back, and gives it back where the dispute was won. */
import { currencyDigits, formatAmount, type Operation, parseAmount } from '@croupier/contracts';
import type { ChargebackRow, DepositRow } from '../chargeback-rows.ts';
import { claim, claimOf, hashOf, isRepeat } from './claims.ts';
import { type Judging, post } from './post.ts';
import { done, refused, replayed, type Verdict } from './verdict.ts';

type Chargeback = Extract<Operation, { kind: 'chargeback' }>;
type Reversal = Extract<Operation, { kind: 'reverse_chargeback' }>;

/**
 * Takes a deposit, or `amount` of it, back: from real what is there, never below zero; the rest is a debt of the player, and the operator is
 * told. Never refused for status: the money is gone. Of an unknown or another's deposit: TRANSACTION_NOT_FOUND; of one that was charged back
 * as a whole: ALREADY_SETTLED; of more than is left of it: INSUFFICIENT_FUNDS; an amount that is none of its currency: WRONG_CURRENCY.
 */
export function judgeChargeback(judging: Judging, chargeback: Chargeback): Verdict {
  const { draft, scope, userId } = judging;
  const deposit = draft.get('deposit', scope, chargeback.deposit);
  const own = deposit?.userId === userId ? deposit : undefined;
  // Only here can be seen that an amount is none of the deposit's currency.
  if (own && (chargeback.amount?.split('.')[1]?.length ?? 0) > currencyDigits(own.currency))
    return refused('WRONG_CURRENCY', own.currency);
  const part = own && chargeback.amount !== undefined ? parseAmount(chargeback.amount, own.currency) : null;
  const hash = hashOf('chargeback', userId, chargeback.deposit, part);
  const found = claimOf(judging, chargeback.reference);
  if (found)
    return isRepeat(found, 'CHARGEBACK', userId, hash)
      ? replayed(found.transactionId, own?.currency ?? null)
      : refused('DUPLICATE_TRANSACTION', own?.currency ?? null);
  if (!own) return refused('TRANSACTION_NOT_FOUND', null);
  const left = own.amount - chargedBack(judging, own);
  if (left === 0n) return refused('ALREADY_SETTLED', own.currency);
  const amount = part ?? left;
  if (amount > left) return refused('INSUFFICIENT_FUNDS', own.currency);
  const transactionId = takeBack(judging, own, chargeback.reference, amount);
  claim(judging, chargeback.reference, 'CHARGEBACK', hash, transactionId);
  return done(transactionId, own.currency);
}

/** What of a deposit is charged back at present: disputes that were won do not count. */
const chargedBack = ({ draft }: Judging, deposit: DepositRow): bigint =>
  draft
    .filter(
      'chargeback',
      (each) => each.scope === deposit.scope && each.deposit === deposit.reference && each.status === 'OPEN',
    )
    .reduce((sum, each) => sum + each.amount, 0n);

function takeBack(judging: Judging, deposit: DepositRow, reference: string, amount: bigint): string {
  const { draft, scope, userId } = judging;
  const { currency } = deposit;
  const wallet = draft.get('wallet', userId, currency)!;
  const real = wallet.real < amount ? wallet.real : amount;
  const debt = amount - real;
  const house = [
    { account: 'PSP_CLEARING' as const, minor: amount },
    { account: 'DEBTS' as const, minor: -debt },
  ];
  const movement = { kind: 'CHARGEBACK' as const, reference, amount, real: -real, house };
  const { transactionId } = post(judging, wallet, movement, { relatedTransactionId: deposit.transactionId });
  const row: ChargebackRow = {
    ...{ userId, scope, reference, deposit: deposit.reference, currency, amount, debt },
    ...{ status: 'OPEN', transactionId, reversalTransactionId: null, createdAt: draft.postedAt },
  };
  draft.put('chargeback', row);
  if (debt > 0n) warnOfDebt(judging, row);
  return transactionId;
}

/**
 * A dispute was won: the debt of its chargeback is cancelled first and only what was really taken is given back. Of an unknown chargeback:
 * TRANSACTION_NOT_FOUND; of one that was given back before, under whatever reference: the first one's transaction.
 */
export function judgeReverseChargeback(judging: Judging, reversal: Reversal): Verdict {
  const { draft, scope, userId } = judging;
  const row = draft.get('chargeback', userId, scope, reversal.chargeback);
  const hash = hashOf('reverse_chargeback', userId, reversal.chargeback);
  const found = claimOf(judging, reversal.reference);
  if (found)
    return isRepeat(found, 'CHARGEBACK_REVERSAL', userId, hash)
      ? replayed(found.transactionId, row?.currency ?? null)
      : refused('DUPLICATE_TRANSACTION', row?.currency ?? null);
  if (!row) return refused('TRANSACTION_NOT_FOUND', null);
  const fresh = row.status === 'OPEN';
  const transactionId = fresh ? giveBack(judging, row, reversal.reference) : row.reversalTransactionId;
  claim(judging, reversal.reference, 'CHARGEBACK_REVERSAL', hash, transactionId);
  return fresh ? done(transactionId, row.currency) : replayed(transactionId, row.currency);
}

function giveBack(judging: Judging, row: ChargebackRow, reference: string): string {
  const { draft, userId } = judging;
  const { amount, currency, debt } = row;
  const house = [
    { account: 'PSP_CLEARING' as const, minor: -amount },
    { account: 'DEBTS' as const, minor: debt },
  ];
  const movement = { kind: 'CHARGEBACK' as const, reference, amount, real: amount - debt, house };
  const wallet = draft.get('wallet', userId, currency)!;
  const { transactionId } = post(judging, wallet, movement, { relatedTransactionId: row.transactionId });
  draft.put('chargeback', { ...row, status: 'REVERSED', debt: 0n, reversalTransactionId: transactionId });
  return transactionId;
}

function warnOfDebt({ draft, userId }: Judging, { currency, debt, deposit, scope }: ChargebackRow): void {
  draft.alerts.push({
    alertId: draft.newId(),
    kind: 'DEBT',
    severity: 'WARNING',
    message: `The chargeback of deposit ${deposit.slice(0, 200)} of ${scope} left user ${userId} owing ${formatAmount(debt, currency)} ${currency}`,
    userId,
    subjectId: deposit,
    at: new Date(draft.now).toISOString(),
  });
}
