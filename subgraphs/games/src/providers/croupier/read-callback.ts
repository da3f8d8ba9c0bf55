import { z } from 'zod';
import { exactMoney, exactStake, exactWin } from '../exact-amount.ts';
import { exactJackpot } from '../jackpot.ts';
import { MalformedCall, type Callback, type RawCall } from '../provider.ts';
import { outsideId } from '../raw-json.ts';
import { readBody } from '../read-body.ts';

const id = outsideId;
const money = { amount: z.string().min(1).max(40), currency: id };
const play = { playerId: id, transactionId: id, roundId: id, gameId: id, ...money };
const share = z.string().max(40).optional();
const requestId = { requestId: id.optional() };

const bodies = {
  session: z.object({ ...requestId, sessionToken: id }),
  bet: z.object({
    ...requestId,
    sessionToken: id,
    ...play,
    free: z.boolean().optional(),
    tip: z.boolean().optional(),
    jackpotContribution: share,
  }),
  win: z.object({
    ...requestId,
    ...play,
    betTransactionId: id.optional(),
    roundClosed: z.boolean().optional(),
    promotion: z.boolean().optional(),
    jackpotWin: share,
  }),
  rollback: z.object({ ...requestId, playerId: id, transactionId: id, betTransactionId: id }),
  endRound: z.object({ ...requestId, playerId: id, roundId: id }),
};

/** Translates a callback's body. Throws MalformedCall; fields that are not known are ignored. */
export function readCallback(call: Pick<RawCall, 'operation' | 'body'>): Callback {
  const { operation, body } = call;
  if (operation === 'authenticate' || operation === 'balance') {
    const { requestId = null, sessionToken } = readBody(bodies.session, body);
    return { kind: operation, requestId, sessionToken };
  }
  if (operation === 'bet') {
    const { requestId = null, free = false, tip = false, jackpotContribution, ...bet } = readBody(bodies.bet, body);
    const jackpot = exactJackpot('jackpotContribution', jackpotContribution);
    return {
      kind: 'bet',
      requestId,
      free,
      tip,
      ...bet,
      ...exactMoney(bet.amount, bet.currency, exactStake),
      ...jackpot,
    };
  }
  if (operation === 'win') {
    const {
      requestId = null,
      betTransactionId = null,
      roundClosed = false,
      promotion = false,
      jackpotWin,
      ...win
    } = readBody(bodies.win, body);
    return {
      kind: 'win',
      requestId,
      betTransactionId,
      roundClosed,
      promotion,
      ...win,
      ...exactMoney(win.amount, win.currency, exactWin),
      ...exactJackpot('jackpotWin', jackpotWin),
    };
  }
  if (operation === 'rollback') {
    const { requestId = null, ...rollback } = readBody(bodies.rollback, body);
    return { kind: 'rollback', requestId, ...rollback };
  }
  if (operation === 'end-round') {
    const { requestId = null, ...round } = readBody(bodies.endRound, body);
    return { kind: 'end-round', requestId, ...round };
  }
  throw new MalformedCall(`unknown operation ${operation.slice(0, 40)}`);
}
