import type { Operation } from '@croupier/contracts';
import { playMinor } from '../operation.ts';
import type { BetRow, BonusRow, GateRow, StakeRecord, WalletRow } from '../rows.ts';
import { bonusesOf, convertCompleted, freeRoundFor, takeBonus, wager } from './bonus-money.ts';
import { isAboveMostBet } from './bonus-terms.ts';
import { claim, claimOf, hashOf, isRepeat } from './claims.ts';
import { count, countedFor, exceeds, mayPlay, passesSessionTime, unknownPlayer } from './gate.ts';
import { type Judging, post } from './post.ts';
import { done, refused, replayed, type Verdict } from './verdict.ts';

type Bet = Extract<Operation, { kind: 'bet' }>;

/**
 * A stake: real money first, then bonus; a `free` one spends a granted free round.
 * Judged in the order of interface.md: claim; token, player, game, currency, round, status and limits, funds.
 */
export function judgeBet(judging: Judging, bet: Bet, replayMismatch: boolean): Verdict {
  const { draft, scope, userId } = judging;
  const stake = playMinor(bet);
  const hash = hashOf('bet', userId, stake, bet.currency, bet.roundId, bet.gameId, bet.free);
  const found = claimOf(judging, bet.reference);
  if (found) {
    if (found.kind === 'TOMBSTONE' && found.userId === userId) return refused('ROLLED_BACK', bet.currency);
    const same =
      isRepeat(found, 'BET', userId, hash) || (replayMismatch && found.kind === 'BET' && found.userId === userId);
    if (!same) return refused('DUPLICATE_TRANSACTION', bet.currency);
    if (draft.get('bet', userId, scope, bet.reference)?.status === 'ROLLED_BACK')
      return refused('ROLLED_BACK', bet.currency);
    return replayed(found.transactionId, bet.currency);
  }
  if (bet.verdicts.token) return refused(bet.verdicts.token, bet.currency);
  const gate = draft.get('gate', userId);
  if (!gate) return unknownPlayer();
  if (bet.verdicts.game) return refused(bet.verdicts.game, bet.currency);
  const wallet = draft.get('wallet', userId, bet.currency);
  const { sessionCurrency } = bet.verdicts;
  if (!wallet || (sessionCurrency !== null && sessionCurrency !== bet.currency))
    return refused('WRONG_CURRENCY', sessionCurrency ?? bet.currency);
  if (draft.get('closedRound', userId, scope, bet.roundId)) return refused('ROUND_CLOSED', bet.currency);
  const blocked = mayPlay(gate, draft.now);
  if (blocked) return refused(blocked, bet.currency);
  return bet.free ? placeFree(judging, bet, wallet, stake, hash) : place(judging, bet, gate, wallet, stake, hash);
}

function place(judging: Judging, bet: Bet, gate: GateRow, wallet: WalletRow, stake: bigint, hash: string): Verdict {
  const counted = countedFor(judging, gate, ['WAGER', 'LOSS'], stake, bet.currency);
  const bonuses = bonusesOf(judging, bet.currency);
  if (isAboveMostBet(bonuses, stake, judging.draft.now)) return refused('LIMIT_REACHED', bet.currency);
  if (exceeds(judging, gate, counted) || !passesSessionTime(judging, gate))
    return refused('LIMIT_REACHED', bet.currency);
  const real = wallet.real < stake ? wallet.real : stake;
  const parts = takeBonus(judging, wallet, stake - real);
  if (!parts) return refused('INSUFFICIENT_FUNDS', bet.currency);
  count(judging, counted, 1n);
  const wagered = wager(judging, bet.currency, bet.gameId, stake);
  const record = { parts, counted, wagered, grantId: null };
  const transaction = post(
    judging,
    wallet,
    {
      kind: 'BET',
      reference: bet.reference,
      amount: stake,
      real: -real,
      bonus: real - stake,
      house: [{ account: 'GAMING', minor: stake }],
    },
    aboutOf(bet, record),
  );
  remember(judging, bet, hash, transaction.transactionId, { real, bonus: stake - real, ...record });
  convertCompleted(judging, bet.currency);
  return done(transaction.transactionId, bet.currency);
}

function placeFree(judging: Judging, bet: Bet, wallet: WalletRow, stake: bigint, hash: string): Verdict {
  const grant: BonusRow | null = freeRoundFor(judging, bet.currency, bet.gameId, stake);
  if (!grant) return refused('INSUFFICIENT_FUNDS', bet.currency);
  const roundsLeft = grant.roundsLeft - 1;
  // Without a wagering requirement there is nothing left to do for a grant whose rounds are played.
  const status = roundsLeft === 0 && grant.wageringMultiple === 0 ? 'USED' : 'ACTIVE';
  judging.draft.put('bonus', { ...grant, roundsLeft, status });
  const record = { parts: [], counted: [], wagered: [], grantId: grant.id };
  const transaction = post(
    judging,
    wallet,
    { kind: 'BET', reference: bet.reference, amount: 0n, house: [] },
    aboutOf(bet, record),
  );
  remember(judging, bet, hash, transaction.transactionId, { real: 0n, bonus: 0n, ...record });
  return done(transaction.transactionId, bet.currency);
}

const aboutOf = (bet: Bet, stake: StakeRecord) => ({
  roundId: bet.roundId,
  gameId: bet.gameId,
  betReference: bet.reference,
  free: bet.free,
  purpose: 'PLAY' as const,
  stake,
});

type Taken = Pick<BetRow, 'real' | 'bonus' | 'parts' | 'counted' | 'wagered' | 'grantId'>;

function remember(judging: Judging, bet: Bet, hash: string, transactionId: string, taken: Taken): void {
  const { draft, scope, userId } = judging;
  claim(judging, bet.reference, 'BET', hash, transactionId);
  draft.put('bet', {
    userId,
    scope,
    reference: bet.reference,
    transactionId,
    roundId: bet.roundId,
    gameId: bet.gameId,
    currency: bet.currency,
    ...taken,
    status: 'OPEN',
    wins: 0,
    rollbackTransactionId: null,
    placedAt: draft.now,
  });
}
