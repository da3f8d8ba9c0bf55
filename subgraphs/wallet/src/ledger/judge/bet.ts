import type { CallbackPolicy, Operation } from '@croupier/contracts';
import { playMinor } from '../operation.ts';
import type { BetRow, BonusRow, Counted, GateRow, StakeRecord, WalletRow } from '../rows.ts';
import { bonusesOf, bonusPartOf, convertCompleted, freeRoundFor, takeBonus, wager } from './bonus-money.ts';
import { isAboveMostBet } from './bonus-terms.ts';
import { claim, claimOf, claimScopeOf, hashOf, isRepeat, lateScopeOf } from './claims.ts';
import { count, countedFor, exceeds, mayPlay, passesSessionTime, unknownPlayer } from './gate.ts';
import { type Judging, post } from './post.ts';
import { postRollback } from './rollback.ts';
import { done, refused, replayed, type Verdict } from './verdict.ts';

type Bet = Extract<Operation, { kind: 'bet' }>;

/** How one bet is judged: `late` ones came after their rollback. */
interface Placing {
  bet: Bet;
  stake: bigint;
  hash: string;
  late: boolean;
}

/**
 * A stake: real money first, then bonus, or the other way round where the house says so; how it was split is recorded with it. A `free` one spends a granted free round.
 * Judged in the order of interface.md: claim; token, player, game, currency, round, status and limits, funds.
 *
 * A bet that was rolled back before it came is ROLLED_BACK; with `betAfterTombstone: ACCEPT_AND_REVERSE` it is judged like any other and
 * at once rolled back (BET, then ROLLBACK): balance, counters and wagering stay. It is claimed beside its tombstone, and a repeat replays.
 */
export function judgeBet(judging: Judging, bet: Bet, policy: CallbackPolicy): Verdict {
  const { draft, scope, userId } = judging;
  const stake = playMinor(bet);
  const tip = bet.tip ? ['tip'] : [];
  const hash = hashOf('bet', userId, stake, bet.currency, bet.roundId, bet.gameId, bet.free, ...tip);
  const found = claimOf(judging, bet.reference);
  const late = found?.kind === 'TOMBSTONE' && found.userId === userId;
  if (late && policy.betAfterTombstone === 'REFUSE') return refused('ROLLED_BACK', bet.currency);
  const known = late ? draft.get('claim', lateScopeOf(claimScopeOf(judging, bet.reference)), bet.reference) : found;
  if (known) {
    const same =
      isRepeat(known, 'BET', userId, hash) ||
      (policy.duplicateMismatch === 'REPLAY' && known.kind === 'BET' && known.userId === userId);
    if (!same) return refused('DUPLICATE_TRANSACTION', bet.currency);
    if (!late && draft.get('bet', userId, scope, bet.reference)?.status === 'ROLLED_BACK')
      return refused('ROLLED_BACK', bet.currency);
    return replayed(known.transactionId, bet.currency);
  }
  return judgeNew(judging, { bet, stake, hash, late });
}

function judgeNew(judging: Judging, placing: Placing): Verdict {
  const { draft, scope, userId } = judging;
  const { bet } = placing;
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
  if (bet.verdicts.limit) return refused(bet.verdicts.limit, bet.currency);
  const placed = bet.free ? placeFree(judging, placing, wallet) : place(judging, placing, gate, wallet);
  if ('done' in placed) return placed;
  if (placing.late) postRollback(judging, placed, bet.reference);
  else if (!bet.free) convertCompleted(judging, bet.currency);
  return done(placed.transactionId, bet.currency);
}

function place(judging: Judging, placing: Placing, gate: GateRow, wallet: WalletRow): BetRow | Verdict {
  const { bet, stake, late } = placing;
  const counted = countedFor(judging, gate, ['WAGER', 'LOSS'], stake, bet.currency);
  const bonuses = bonusesOf(judging, bet.currency);
  if (isAboveMostBet(bonuses, stake, judging.draft.now, 'CASINO')) return refused('LIMIT_REACHED', bet.currency);
  if (exceeds(judging, gate, counted) || !passesSessionTime(judging, gate, !late))
    return refused('LIMIT_REACHED', bet.currency);
  const bonus = bonusPartOf(judging, wallet, stake);
  const real = stake - bonus;
  const parts = real > wallet.real ? null : takeBonus(judging, wallet, bonus);
  if (!parts) return refused('INSUFFICIENT_FUNDS', bet.currency);
  const record = {
    parts,
    grantId: null,
    jackpot: bet.jackpot,
    ...(late ? { counted: [], wagered: [] } : countStake(judging, placing, counted)),
  };
  const transaction = post(
    judging,
    wallet,
    {
      kind: 'BET',
      reference: bet.reference,
      amount: stake,
      real: -real,
      bonus: -bonus,
      house: [{ account: 'GAMING', minor: stake }],
    },
    aboutOf(bet, record),
  );
  return remember(judging, placing, transaction.transactionId, { real, bonus, ...record });
}

/** What a stake that stays counts for. */
function countStake(judging: Judging, { bet, stake }: Placing, counted: Counted[]) {
  count(judging, counted, 1n);
  const wagered = bet.tip ? [] : wager(judging, { currency: bet.currency, gameId: bet.gameId, stake });
  return { counted, wagered };
}

function placeFree(judging: Judging, placing: Placing, wallet: WalletRow): BetRow | Verdict {
  const { bet, stake } = placing;
  const grant: BonusRow | null = freeRoundFor(judging, bet.currency, bet.gameId, stake);
  if (!grant) return refused('INSUFFICIENT_FUNDS', bet.currency);
  const roundsLeft = grant.roundsLeft - 1;
  // Without a wagering requirement there is nothing left to do for a grant whose rounds are played.
  const status = roundsLeft === 0 && grant.wageringMultiple === 0 ? 'USED' : 'ACTIVE';
  judging.draft.put('bonus', { ...grant, roundsLeft, status });
  const record = { parts: [], counted: [], wagered: [], grantId: grant.id, jackpot: bet.jackpot };
  const transaction = post(
    judging,
    wallet,
    { kind: 'BET', reference: bet.reference, amount: 0n, house: [] },
    aboutOf(bet, record),
  );
  return remember(judging, placing, transaction.transactionId, { real: 0n, bonus: 0n, ...record });
}

const aboutOf = (bet: Bet, stake: StakeRecord) => ({
  roundId: bet.roundId,
  gameId: bet.gameId,
  betReference: bet.reference,
  free: bet.free,
  purpose: 'PLAY' as const,
  stake,
});

type Taken = Pick<BetRow, 'real' | 'bonus' | 'parts' | 'counted' | 'wagered' | 'grantId' | 'jackpot'>;

function remember(judging: Judging, placing: Placing, transactionId: string, taken: Taken): BetRow {
  const { draft, scope, userId } = judging;
  const { bet, hash, late } = placing;
  const claimed = late ? { ...judging, scope: lateScopeOf(claimScopeOf(judging, bet.reference)) } : judging;
  claim(claimed, bet.reference, 'BET', hash, transactionId);
  const row: BetRow = {
    userId,
    scope,
    reference: bet.reference,
    transactionId,
    roundId: bet.roundId,
    gameId: bet.gameId,
    currency: bet.currency,
    ...taken,
    status: 'OPEN',
    partly: false,
    wins: 0,
    rollbackTransactionId: null,
    placedAt: draft.now,
  };
  draft.put('bet', row);
  return row;
}
