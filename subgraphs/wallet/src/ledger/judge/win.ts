import { type CallbackPolicy, formatAmount, type Operation, parseAmount } from '@croupier/contracts';
import { playMinor } from '../operation.ts';
import { dayOf } from '../rates.ts';
import { type BetRow, type GateRow, NOTHING_RECORDED, type WalletRow } from '../rows.ts';
import { convertCompleted, giveBonus, splitPayout } from './bonus-money.ts';
import { claim, claimOf, hashOf, isRepeat } from './claims.ts';
import { count, countedFor, unknownPlayer } from './gate.ts';
import { note, type Judging, post } from './post.ts';
import { done, refused, replayed, type Verdict } from './verdict.ts';

type Win = Extract<Operation, { kind: 'win' }>;

/** Promotions that a provider may pay in a day (UTC) before a person looks at it, in EUR cents, where games does not say. */
export const PROMOTIONS_PER_DAY_EUR = 10_000_000n;

/**
 * A payout: names its bet, or settles the player's bets of its round that were not rolled back; a promotion needs neither. With
 * `settlement: ROUND_WISE` every other win settles its round and closes it.
 * Neither session nor status nor limits are looked at: what was won is paid. A win that was rolled back before it came is ROLLED_BACK; with
 * `betAfterTombstone: ACCEPT_AND_REVERSE` it is accepted and moves nothing.
 */
export function judgeWin(judging: Judging, win: Win, policy: CallbackPolicy): Verdict {
  const { draft, userId } = judging;
  const payout = playMinor(win);
  const hash = hashOf('win', userId, payout, win.currency, win.roundId, win.gameId, win.bet, win.promotion);
  const found = claimOf(judging, win.reference);
  if (found) {
    if (found.kind === 'TOMBSTONE' && found.userId === userId) {
      // Paid and taken back at once is nothing at all.
      if (policy.betAfterTombstone === 'ACCEPT_AND_REVERSE') return replayed(found.transactionId, win.currency);
      return refused('ROLLED_BACK', win.currency);
    }
    const same =
      isRepeat(found, 'WIN', userId, hash) ||
      (policy.duplicateMismatch === 'REPLAY' && found.kind === 'WIN' && found.userId === userId);
    return same ? replayed(found.transactionId, win.currency) : refused('DUPLICATE_TRANSACTION', win.currency);
  }
  const gate = draft.get('gate', userId);
  if (!gate) return unknownPlayer();
  if (win.verdicts.game) return refused(win.verdicts.game, win.currency);
  if (win.promotion) return payPromotion(judging, win, gate, payout, hash);
  const settling = policy.settlement === 'ROUND_WISE' ? { ...win, bet: null, roundClosed: true } : win;
  const settled = betsOf(judging, settling, policy);
  if (!Array.isArray(settled)) return settled;
  const wallet = draft.get('wallet', userId, win.currency);
  if (!wallet) return refused('WRONG_CURRENCY', win.currency);
  if (win.verdicts.limit) return refused(win.verdicts.limit, win.currency);
  return pay(judging, settling, gate, wallet, payout, hash, settled);
}

/** The bets that a win settles, or its refusal: currency, round, bet, in that order. */
function betsOf(judging: Judging, win: Win, policy: CallbackPolicy): BetRow[] | Verdict {
  const { draft, scope, userId } = judging;
  const rolledBack = refused(policy.winAfterRollback ?? 'ROLLED_BACK', win.currency);
  const named = win.bet === null ? undefined : draft.get('bet', userId, scope, win.bet);
  const inRound =
    win.bet === null
      ? draft.filter('bet', (bet) => bet.userId === userId && bet.scope === scope && bet.roundId === win.roundId)
      : [];
  const open = inRound.filter((bet) => bet.status === 'OPEN');
  const settled = named ? [named] : open;
  const other = settled.find((bet) => bet.currency !== win.currency);
  if (other) return refused('WRONG_CURRENCY', other.currency);
  if (!draft.get('wallet', userId, win.currency)) return refused('WRONG_CURRENCY', null);
  if (draft.get('closedRound', userId, scope, win.roundId)) return refused('ROUND_CLOSED', win.currency);
  if (win.bet === null) {
    if (policy.settlement === 'BET_WISE') return refused('TRANSACTION_NOT_FOUND', win.currency);
    if (inRound.length === 0)
      return policy.winWithoutBet === 'ACCEPT' ? [] : refused('TRANSACTION_NOT_FOUND', win.currency);
    return open.length === 0 ? rolledBack : open;
  }
  const claimed = claimOf(judging, win.bet);
  if (claimed?.kind === 'TOMBSTONE' && claimed.userId === userId) return rolledBack;
  if (!named)
    return policy.winWithoutBet === 'ACCEPT' && !claimed ? [] : refused('TRANSACTION_NOT_FOUND', win.currency);
  if (named.roundId !== win.roundId) return refused('TRANSACTION_NOT_FOUND', win.currency);
  return named.status === 'ROLLED_BACK' ? rolledBack : [named];
}

function pay(
  judging: Judging,
  win: Win,
  gate: GateRow,
  wallet: WalletRow,
  payout: bigint,
  hash: string,
  bets: BetRow[],
): Verdict {
  const { draft } = judging;
  const free = bets.length > 0 && bets.every((bet) => bet.grantId !== null);
  const split = free ? { real: 0n, parts: freeParts(judging, bets[0]!, payout) } : splitPayout(payout, bets);
  const given = giveBonus(judging, split.parts);
  const real = split.real + given.real;
  const counted = countedFor(judging, gate, ['LOSS'], payout, win.currency);
  const transaction = post(
    judging,
    wallet,
    {
      kind: 'WIN',
      reference: win.reference,
      amount: payout,
      real,
      bonus: given.bonus,
      house: [
        { account: 'GAMING', minor: -payout },
        { account: 'BONUS_COST', minor: given.lost },
      ],
    },
    {
      ...{ ...aboutOf(win), free, relatedTransactionId: bets.length === 1 ? bets[0]!.transactionId : null },
      stake: { parts: given.parts, grantId: null, counted, wagered: [], jackpot: win.jackpot },
    },
  );
  for (const bet of bets) draft.put('bet', { ...bet, wins: bet.wins + 1 });
  claim(judging, win.reference, 'WIN', hash, transaction.transactionId);
  count(judging, counted, -1n);
  convertCompleted(judging, win.currency);
  if (win.roundClosed) closeRound(judging, win.roundId, win.gameId);
  return done(transaction.transactionId, win.currency);
}

/** Wins of free rounds are bonus money of their grant and have to be wagered as it says. */
function freeParts({ draft, userId }: Judging, bet: BetRow, payout: bigint) {
  const grant = draft.get('bonus', userId, bet.grantId!);
  if (grant && grant.wageringMultiple > 0 && grant.status === 'ACTIVE') {
    draft.put('bonus', {
      ...grant,
      wageringRequired: grant.wageringRequired + payout * BigInt(grant.wageringMultiple),
    });
  }
  return payout > 0n ? [{ bonusId: grant ? grant.id : null, minor: payout }] : [];
}

function payPromotion(judging: Judging, win: Win, gate: GateRow, payout: bigint, hash: string): Verdict {
  const { draft, rates, scope, userId } = judging;
  const wallet = draft.get('wallet', userId, win.currency);
  if (!wallet) return refused('WRONG_CURRENCY', null);
  if (win.verdicts.limit) return refused(win.verdicts.limit, win.currency);
  const day = dayOf(draft.now);
  const cap = draft.get('cap', scope, day) ?? { scope, day, eur: 0n, alerted: false };
  const eur = cap.eur + rates.toEur(payout, win.currency, day);
  const most = win.promotionsPerDay === undefined ? PROMOTIONS_PER_DAY_EUR : parseAmount(win.promotionsPerDay, 'EUR');
  if (eur > most) {
    const message = `${scope} would have paid ${formatAmount(eur, 'EUR')} EUR of promotions on ${day}`;
    const alert = {
      alertId: draft.newId(),
      kind: 'PROMOTION_CAP',
      severity: 'CRITICAL' as const,
      message,
      userId,
      subjectId: win.reference,
      at: new Date(draft.now).toISOString(),
    };
    return {
      done: false,
      code: 'CAP_REACHED',
      currency: win.currency,
      ...(cap.alerted ? {} : { warning: { cap: { ...cap, alerted: true }, alert } }),
    };
  }
  draft.put('cap', { ...cap, eur });
  const movement = {
    kind: 'WIN' as const,
    reference: win.reference,
    amount: payout,
    real: payout,
    house: [{ account: 'GAMING' as const, minor: -payout }],
  };
  const stake = { ...NOTHING_RECORDED, jackpot: win.jackpot };
  const transaction = post(judging, wallet, movement, { ...aboutOf(win), promotion: true, stake });
  claim(judging, win.reference, 'WIN', hash, transaction.transactionId);
  count(judging, countedFor(judging, gate, ['LOSS'], payout, win.currency), -1n);
  return done(transaction.transactionId, win.currency);
}

/** A person has looked: today's promotions of this provider begin at zero again, and the next cap alarms again. */
export function releaseCap({ draft, scope }: Judging): Verdict {
  draft.put('cap', { scope, day: dayOf(draft.now), eur: 0n, alerted: false });
  return done(null, null);
}

const aboutOf = (win: Win) => ({
  roundId: win.roundId,
  gameId: win.gameId,
  betReference: win.bet,
  purpose: 'PLAY' as const,
});

/** Closes a round: bets and wins for it are refused from now on. */
export function closeRound(judging: Judging, roundId: string, gameId: string | null): void {
  const { draft, scope, userId } = judging;
  draft.put('closedRound', { userId, scope, roundId, closedAt: draft.now });
  note(judging, 'ROUND_CLOSED', null, { roundId, gameId });
}

/** Closes a round at the provider's word; idempotent. Unknown round: TRANSACTION_NOT_FOUND. */
export function judgeEndRound(judging: Judging, roundId: string): Verdict {
  const { draft, scope, userId } = judging;
  if (!draft.get('gate', userId)) return unknownPlayer();
  const [bet] = draft.filter(
    'bet',
    (each) => each.userId === userId && each.scope === scope && each.roundId === roundId,
  );
  if (!bet) return refused('TRANSACTION_NOT_FOUND', null);
  if (draft.get('closedRound', userId, scope, roundId)) return replayed(null, bet.currency);
  closeRound(judging, roundId, bet.gameId);
  return done(null, bet.currency);
}
