/** A bonus whose completing bet was rolled back was never completed: its money returns to it. */
import { formatAmount } from '@croupier/contracts';
import type { BonusRow, TransactionRow } from '../rows.ts';
import { type Judging, post } from './post.ts';

/**
 * Takes what reopened bonuses had paid out back into them, after the rollback has given the stake back. Real money is taken down to zero;
 * the rest is a debt that the bonus's next conversion pays first. What the most conversion had kept back is granted again.
 */
export function takeBackConverted(judging: Judging, bonusIds: string[], rollback: TransactionRow): void {
  for (const id of bonusIds) {
    const bonus = judging.draft.get('bonus', judging.userId, id)!;
    if (bonus.converted > 0n || bonus.keptBack > 0n) takeBack({ ...judging, scope: 'bonus' }, bonus, rollback);
  }
}

function takeBack(judging: Judging, bonus: BonusRow, rollback: TransactionRow): void {
  const { draft, userId } = judging;
  const { converted, keptBack } = bonus;
  const wallet = () => draft.get('wallet', userId, bonus.currency)!;
  const about = { relatedTransactionId: rollback.transactionId };
  const real = wallet().real < converted ? wallet().real : converted;
  const owed = converted - real;
  draft.put('bonus', {
    ...bonus,
    ...{ balance: bonus.balance + converted + keptBack, debt: bonus.debt + owed },
    ...{ converted: 0n, keptBack: 0n },
  });
  const reference = bonus.id;
  if (converted > 0n) {
    const house = [{ account: 'DEBTS' as const, minor: -owed }];
    const movement = { kind: 'BONUS_CONVERSION' as const, reference, amount: converted, real: -real, bonus: converted };
    post(judging, wallet(), { ...movement, house }, about);
  }
  if (keptBack > 0n) {
    const house = [{ account: 'BONUS_COST' as const, minor: -keptBack }];
    post(judging, wallet(), { kind: 'BONUS_GRANT', reference, amount: keptBack, bonus: keptBack, house }, about);
  }
  if (owed > 0n) warnOfDebt(judging, bonus, owed);
}

function warnOfDebt({ draft, userId }: Judging, bonus: BonusRow, owed: bigint): void {
  const amount = `${formatAmount(owed, bonus.currency)} ${bonus.currency}`;
  draft.alerts.push({
    alertId: draft.newId(),
    kind: 'DEBT',
    severity: 'WARNING',
    message: `A rolled-back bet reopened bonus ${bonus.id} and left user ${userId} owing ${amount} of what it had paid out`,
    userId,
    subjectId: bonus.id,
    at: new Date(draft.now).toISOString(),
  });
}
