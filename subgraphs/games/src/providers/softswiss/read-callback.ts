import { currencyDigits, isCurrency } from '@croupier/contracts';
import { z } from 'zod';
import { exactMoney, exactStake, exactWin, FINEST_CURRENCY } from '../exact-amount.ts';
import { jackpotOfUnits } from '../jackpot.ts';
import { MalformedCall, NO_GAME, type Callback, type Move, type RawCall } from '../provider.ts';
import { outsideId } from '../raw-json.ts';
import { readBody } from '../read-body.ts';
import { decimalOfUnits } from '../units.ts';

/** With the end of the round as many as the ledger takes in one command. */
const MOST_ACTIONS = 49;

const id = outsideId;
export const action = z.object({
  action: z.enum(['bet', 'win']),
  action_id: id,
  amount: z.bigint(),
  jackpot_contribution: z.unknown().optional(),
  jackpot_win: z.unknown().optional(),
});
const bodies = {
  show: z.object({
    user_id: id,
    session_id: id.nullish(),
    actions: z.array(z.unknown()).nullish(),
    finished: z.boolean().nullish(),
  }),
  play: z.object({
    ...{ user_id: id, session_id: id.nullish(), currency: id, game: id, game_id: id },
    actions: z.array(action).max(MOST_ACTIONS).nullish(),
    finished: z.boolean().nullish(),
  }),
  rollback: z.object({
    user_id: id,
    actions: z
      .array(z.object({ action_id: id, original_action_id: id }))
      .min(1)
      .max(MOST_ACTIONS),
  }),
  freespins: z.object({
    user_id: id,
    currency: id,
    game: id.nullish(),
    issue_id: id,
    status: id,
    total_amount: z.bigint(),
  }),
};
type Play = z.output<typeof bodies.play>;
type Action = z.output<typeof action>;

/** Translates a callback's body. Throws MalformedCall; fields that are not known are ignored, actions that are not known are not. */
export function readCallback({ operation, body }: RawCall): Callback {
  if (operation === 'play') return readPlay(body);
  if (operation === 'rollback') return readRollback(body);
  if (operation === 'freespins') return readFreespins(body);
  throw new MalformedCall(`unknown operation ${operation.slice(0, 40)}`);
}

function readPlay(body: Buffer): Callback {
  const shown = readBody(bodies.show, body, 'BIGINT');
  if (!shown.actions?.length && !shown.finished)
    return { kind: 'balance', requestId: null, sessionToken: shown.session_id ?? '', playerId: shown.user_id };
  const play = readBody(bodies.play, body, 'BIGINT');
  const actions = play.actions ?? [];
  const bets = actions.filter((each) => each.action === 'bet');
  // A win beside one bet is that bet's; any other belongs to the open bets of the round.
  const bet = bets.length === 1 ? bets[0]!.action_id : null;
  const moves = actions.map((each) => moveOf(play, each, bet));
  if (play.finished) moves.push({ kind: 'end-round', requestId: null, playerId: play.user_id, roundId: play.game_id });
  return { kind: 'several', requestId: null, playerId: play.user_id, moves };
}

function moveOf(play: Play, action: Action, betTransactionId: string | null): Move {
  if (action.action === 'win') return winOf(play, action, betTransactionId);
  const { user_id: playerId, game: gameId, game_id: roundId } = play;
  return {
    ...{ kind: 'bet', requestId: null, playerId, gameId, roundId, transactionId: action.action_id },
    ...moneyOf(action.amount, play.currency, exactStake),
    ...jackpotOfUnits(action.jackpot_contribution, digitsOf(play.currency)),
    ...{ sessionToken: play.session_id ?? '', free: false },
  };
}

/** `betTransactionId` null: it belongs to the open bets of its round. */
export function winOf(
  {
    user_id: playerId,
    game: gameId,
    game_id: roundId,
    currency,
  }: Pick<Play, 'user_id' | 'game' | 'game_id' | 'currency'>,
  { action_id: transactionId, amount, jackpot_win }: Omit<Action, 'action'>,
  betTransactionId: string | null,
): Extract<Move, { kind: 'win' }> {
  const about = { requestId: null, playerId, gameId, roundId, transactionId };
  const settled = { betTransactionId, roundClosed: false, promotion: false };
  const jackpot = jackpotOfUnits(jackpot_win, digitsOf(currency));
  return { kind: 'win', ...about, ...moneyOf(amount, currency, exactWin), ...settled, ...jackpot };
}

/** `finished` is not looked at: a round whose bets are all rolled back is over without it. */
function readRollback(body: Buffer): Callback {
  const { user_id: playerId, actions } = readBody(bodies.rollback, body, 'BIGINT');
  const moves = actions.map(({ action_id: transactionId, original_action_id: betTransactionId }): Move => {
    return { kind: 'rollback', requestId: null, playerId, transactionId, betTransactionId };
  });
  return { kind: 'several', requestId: null, playerId, moves };
}

/** What free rounds that the studio gave have won together; its bets never come here. */
function readFreespins(body: Buffer): Callback {
  const result = readBody(bodies.freespins, body, 'BIGINT');
  if (result.status === 'issued' || result.status === 'active') throw new MalformedCall('status: is not a result');
  const { user_id: playerId, issue_id: transactionId, currency, game, total_amount } = result;
  const settled = { betTransactionId: null, roundClosed: true, promotion: true };
  const about = { requestId: null, playerId, transactionId, roundId: transactionId, gameId: game ?? NO_GAME };
  return { kind: 'win', ...about, ...moneyOf(total_amount, currency, exactWin), ...settled };
}

/** Amounts are whole numbers of the currency's smallest unit. */
function moneyOf(units: bigint, currency: string, exact: typeof exactStake) {
  return exactMoney(decimalOfUnits(units, digitsOf(currency)), currency, exact);
}

const digitsOf = (currency: string): number => currencyDigits(isCurrency(currency) ? currency : FINEST_CURRENCY);
