/** Free rounds that a studio gives: games grants them and takes back what was not played. */
import type { Operation } from '@croupier/contracts';
import { claimOf } from './claims.ts';
import type { Judging } from './post.ts';
import { judgeGrantBonus } from './staff.ts';
import { done, refused, replayed, type Verdict } from './verdict.ts';

type Grant = Extract<Operation, { kind: 'grant_free_rounds' }>;
type End = Extract<Operation, { kind: 'end_free_rounds' }>;

/** A grant like those of staff, without wagering. Refusals: UNKNOWN_PLAYER SELF_EXCLUDED PLAYER_BLOCKED. */
export function judgeGrantFreeRounds(judging: Judging, grant: Grant): Verdict {
  const { reference, rounds, gameId: gameCode, amount: stake, currency, expiresAt } = grant;
  return judgeGrantBonus(judging, {
    ...{ kind: 'grant_bonus', bonusKind: 'FREE_ROUNDS', amount: '0', wageringMultiple: 0 },
    ...{ reference, rounds, gameCode, stake, currency, expiresAt: Date.parse(expiresAt) },
  });
}

/** The rounds that are left are gone; what the others won stays. A grant of another studio is TRANSACTION_NOT_FOUND. */
export function judgeEndFreeRounds(judging: Judging, { grant }: End): Verdict {
  const { draft, userId } = judging;
  const bonus = draft.get('bonus', userId, grant);
  if (!bonus || claimOf(judging, grant)?.kind !== 'BONUS') return refused('TRANSACTION_NOT_FOUND', null);
  if (bonus.roundsLeft === 0) return replayed(null, bonus.currency);
  draft.put('bonus', { ...bonus, roundsLeft: 0, status: bonus.status === 'ACTIVE' ? 'USED' : bonus.status });
  return done(null, bonus.currency);
}
