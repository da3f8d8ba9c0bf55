import { formatAmount, parseAmount } from '@croupier/contracts';
import { z } from 'zod';
import { identifier, MalformedInput, parseInput } from '../errors.ts';
import { callUntilAnswered, isOk } from './call-operator.ts';
import type { ProviderContext } from './context.ts';
import type { Proof } from './fairness.ts';
import { giveBackFreeRound, takeFreeRound } from './free-rounds.ts';
import { findGame } from './games/index.ts';
import { openSession } from './open-session.ts';
import type { OperatorAnswer, OperatorBalance } from './operator.ts';
import { OperatorRefused, OperatorSilent } from './provider.errors.ts';
import { drawRound, openRound, setRoundStatus, type DrawnRound, type Round } from './round.ts';
import type { Session } from './session.ts';
import { giveUpRound } from './settle-rounds.ts';
import { demoBalance } from './show-session.ts';

const input = z.looseObject({
  token: identifier,
  gameId: identifier,
  stake: z.string().max(40).optional(),
  /** spends a free round that the operator gave, at its stake */
  free: z.boolean().optional(),
  choice: z.unknown().optional(),
});

export interface Played {
  roundId: string;
  outcome: Record<string, unknown>;
  /** Gross, a decimal string in the session's currency. */
  payout: string;
  balance: OperatorBalance;
  proof: Proof;
  /** True where the operator has not answered the win yet; it is sent until it does, and `balance` is the one after the bet. */
  payoutPending?: true;
}

/**
 * One play: bet, draw, win. Plays of one session follow each other; the answer comes within `playTimeoutMs`.
 * Refuses with BAD_USER_INPUT, UNKNOWN_GAME, NO_FREE_ROUNDS, BUSY, the operator's own status (409, with its balance; nothing was drawn,
 * unless `outcome` is there: then it is the win that was refused) and PROVIDER_TIMEOUT (504; the bet is rolled back until that is answered).
 */
export async function playRound(ctx: ProviderContext, body: unknown): Promise<Played> {
  const { token, gameId, stake, free, choice: chosen } = parseInput(input, body);
  const game = findGame(gameId);
  const choice = parseInput(z.object({ choice: game.choice }), { choice: chosen }).choice;
  const endsAtMs = Date.now() + ctx.timing.playTimeoutMs;
  const betEndsAtMs = endsAtMs - ctx.timing.winReserveMs;
  // Whoever waited half the bet's time for a turn would have too little left to place a bet.
  const turnEndsAtMs = (Date.now() + betEndsAtMs) / 2;
  return ctx.turns.take(token, turnEndsAtMs, async () => {
    const session = await openSession(ctx, token, betEndsAtMs);
    if (free) return playFreeRound(ctx, session, gameId, choice, { betEndsAtMs, endsAtMs });
    if (stake === undefined) throw new MalformedInput('stake: is missing', ['stake']);
    const stakeMinor = parseAmount(stake, session.currency);
    if (stakeMinor === 0n) throw new MalformedInput('stake: must be above zero', ['stake']);
    if (session.mode === 'DEMO') return playWithPretendMoney(ctx, session, gameId, stakeMinor, choice);
    const round = openRound(ctx.state, session, gameId, stakeMinor, choice);
    const bet = await placeBet(ctx, round, betEndsAtMs);
    return settle(ctx, round, bet, endsAtMs);
  });
}

async function playFreeRound(
  ctx: ProviderContext,
  session: Session,
  gameId: string,
  choice: unknown,
  { betEndsAtMs, endsAtMs }: { betEndsAtMs: number; endsAtMs: number },
): Promise<Played> {
  const round = ctx.state.atomically(() => {
    const grant = takeFreeRound(ctx.state, session, gameId);
    return openRound(ctx.state, session, gameId, BigInt(grant.stake_minor), choice, grant.id);
  });
  return settle(ctx, round, await placeBet(ctx, round, betEndsAtMs), endsAtMs);
}

async function placeBet(ctx: ProviderContext, round: Round, untilMs: number): Promise<OperatorBalance> {
  const body = {
    sessionToken: round.token,
    playerId: round.player_id,
    gameId: round.game_id,
    roundId: round.id,
    transactionId: round.bet_id,
    amount: formatAmount(BigInt(round.stake_minor), round.currency),
    currency: round.currency,
    ...(round.free_rounds_id === null ? {} : { free: true }),
  };
  const answer = await callUntilAnswered(ctx, 'bet', body, untilMs);
  if (answer && !isOk(answer)) {
    setRoundStatus(ctx.state, round.id, 'REFUSED', answer.status);
    giveBackFreeRound(ctx.state, round.free_rounds_id);
    throw new OperatorRefused(answer, { roundId: round.id });
  }
  // An OK without a balance is as good as no answer: nobody could tell the player where they stand.
  if (!answer?.balance) {
    giveUpRound(ctx, round.id);
    throw new OperatorSilent({ roundId: round.id });
  }
  return answer.balance;
}

async function settle(
  ctx: ProviderContext,
  round: Round,
  betBalance: OperatorBalance,
  endsAtMs: number,
): Promise<Played> {
  const drawn = ctx.state.atomically(() => {
    const result = drawRound(ctx.state, round);
    ctx.queue.put('game.win', result.winId, { roundId: round.id });
    return result;
  });
  const answered = ctx.queue.answer<OperatorAnswer>(drawn.winId, endsAtMs - Date.now());
  ctx.queue.wake();
  const win = await answered;
  const played = present(round, drawn, win?.balance ?? betBalance);
  if (!win) return { ...played, payoutPending: true };
  if (win.status !== 'OK')
    throw new OperatorRefused(win, { roundId: round.id, outcome: played.outcome, proof: played.proof });
  return played;
}

function playWithPretendMoney(
  ctx: ProviderContext,
  session: Session,
  gameId: string,
  stakeMinor: bigint,
  choice: unknown,
): Played {
  const before = BigInt(session.demo_minor);
  if (stakeMinor > before) throw new OperatorRefused({ status: 'INSUFFICIENT_FUNDS', balance: demoBalance(session) });
  return ctx.state.atomically(() => {
    const round = openRound(ctx.state, session, gameId, stakeMinor, choice);
    const drawn = drawRound(ctx.state, round);
    const demo_minor = (before - stakeMinor + drawn.payoutMinor).toString();
    ctx.state.run('UPDATE session SET demo_minor = ? WHERE token = ?', demo_minor, session.token);
    setRoundStatus(ctx.state, round.id, 'CLOSED');
    return present(round, drawn, demoBalance({ ...session, demo_minor }));
  });
}

function present(round: Round, drawn: DrawnRound, balance: OperatorBalance): Played {
  const { outcome, payoutMinor, proof } = drawn;
  return { roundId: round.id, outcome, payout: formatAmount(payoutMinor, round.currency), balance, proof };
}
