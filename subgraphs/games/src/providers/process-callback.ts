import { askWallet, type CallbackPolicy, type CommandResult, type Operation } from '@croupier/contracts';
import { sendWithinLimits } from '../catalogue/send-within-limits.ts';
import type { Studio } from '../catalogue/studio-memory.ts';
import type { GamesContext } from '../room.ts';
import type { GameSession } from '../sessions/session-memory.ts';
import { NO_GAME, type Callback, type CallbackOutcome, type Move } from './provider.ts';

type Bet = Extract<Move, { kind: 'bet' }>;
type Win = Extract<Move, { kind: 'win' }>;
type Shown = Extract<Callback, { kind: 'authenticate' | 'balance' }>;
type Moving = Exclude<Callback, Shown>;

/**
 * One flow for every dialect: what games knows (session, game) travels as verdicts with the command, and the ledger looks at
 * the claim first, so the repeat of a paid bet is OK whatever became of its session (interface.md, order of judgement).
 * Throws only where a part does not answer: nothing is known to have happened then.
 */
export async function processCallback(ctx: GamesContext, studio: Studio, callback: Callback): Promise<CallbackOutcome> {
  if (callback.kind === 'authenticate' || callback.kind === 'balance') return showBalance(ctx, studio, callback);
  const { policy } = studio;
  const moves = callback.kind === 'several' ? callback.moves : [callback];
  const result = await sendWithinLimits(ctx, studio, {
    scope: `studio:${studio.name}`,
    userId: callback.playerId,
    policy,
    operations: await Promise.all(moves.map((move) => operationOf(ctx, studio, move))),
  });
  return outcomeOf(policy, callback, result);
}

async function showBalance(ctx: GamesContext, studio: Studio, callback: Shown): Promise<CallbackOutcome> {
  const session = await playableSession(ctx, studio, callback.sessionToken, callback.playerId);
  if (!session) return { status: 'REFUSED', code: 'INVALID_TOKEN', playerId: null, wallet: null };
  const { wallet, playerKnown } = await ctx.ask(askWallet, { userId: session.userId, currency: session.currency });
  if (!playerKnown) return { status: 'REFUSED', code: 'UNKNOWN_PLAYER', playerId: null, wallet: null };
  const expired = callback.kind === 'authenticate' && session.expiresAt <= ctx.now();
  if (expired) return { status: 'REFUSED', code: 'TOKEN_EXPIRED', playerId: session.userId, wallet };
  return { status: 'OK', transactionIds: [], playerId: session.userId, wallet };
}

/** The session that this studio may use for this player; one that plays with pretend money never calls back. */
async function playableSession(
  ctx: GamesContext,
  studio: Studio,
  token: string,
  playerId?: string,
): Promise<GameSession | null> {
  const session = await ctx.room.sessions.find(ctx, token);
  if (!session || session.mode === 'DEMO' || session.provider !== studio.name) return null;
  return playerId !== undefined && session.userId !== playerId ? null : session;
}

async function operationOf(ctx: GamesContext, studio: Studio, move: Move): Promise<Operation> {
  switch (move.kind) {
    case 'bet':
      return betOperation(ctx, studio, move, await playableSession(ctx, studio, move.sessionToken, move.playerId));
    case 'win':
      return winOperation(studio, move);
    case 'rollback':
      return {
        ...{ kind: 'rollback', reference: move.transactionId, bet: move.betTransactionId },
        ...(move.amount === undefined ? {} : { amount: move.amount }),
      };
    case 'end-round':
      return { kind: 'end_round', roundId: move.roundId };
  }
}

function betOperation(ctx: GamesContext, studio: Studio, bet: Bet, session: GameSession | null): Operation {
  const { transactionId: reference, free, amount, currency, roundId, gameId } = bet;
  const token = session === null ? 'INVALID_TOKEN' : session.expiresAt <= ctx.now() ? 'TOKEN_EXPIRED' : null;
  // A disabled game or studio takes no bets; what is open is settled all the same.
  const game = studio.enabled && studio.games.get(gameId) ? null : 'UNKNOWN_GAME';
  return {
    kind: 'bet',
    reference,
    free,
    ...(bet.tip ? { tip: true } : {}),
    ...(bet.jackpot === undefined ? {} : { jackpot: bet.jackpot }),
    amount,
    currency,
    roundId,
    gameId,
    verdicts: { token, game, sessionCurrency: session?.currency ?? null },
  };
}

function winOperation(studio: Studio, win: Win): Operation {
  const { transactionId: reference, betTransactionId: bet, roundClosed, amount, currency, roundId, gameId } = win;
  const promotion = win.promotion && studio.promotionsAllowed;
  const game = studio.games.has(gameId) || (promotion && gameId === NO_GAME) ? null : 'UNKNOWN_GAME';
  return {
    kind: 'win',
    reference,
    bet,
    roundClosed,
    promotion,
    ...(win.jackpot === undefined ? {} : { jackpot: win.jackpot }),
    amount,
    currency,
    roundId,
    gameId,
    verdicts: { token: null, game, sessionCurrency: null },
  };
}

function outcomeOf(policy: CallbackPolicy, callback: Moving, result: CommandResult): CallbackOutcome {
  if (result.status === 'TRY_AGAIN') return { status: 'TRY_AGAIN' };
  const { playerId } = callback;
  const { wallet } = result;
  if (result.status === 'DONE') {
    const repeated = policy.duplicateIdentical === 'ALREADY_EXISTS' && isStakeOrPayout(callback);
    if (repeated && result.results.every(({ replayed }) => replayed))
      return { status: 'REFUSED', code: 'ALREADY_EXISTS', playerId, wallet };
    return { status: 'OK', transactionIds: result.results.map((each) => each.transactionId), playerId, wallet };
  }
  const { code } = result;
  const known = code !== 'INVALID_TOKEN' && code !== 'UNKNOWN_PLAYER';
  return { status: 'REFUSED', code, playerId: known ? playerId : null, wallet: known ? wallet : null };
}

/** Repeated rollbacks and promotions are OK in every dialect. */
const isStakeOrPayout = (callback: Moving): boolean =>
  callback.kind === 'bet' || (callback.kind === 'win' && !callback.promotion);
