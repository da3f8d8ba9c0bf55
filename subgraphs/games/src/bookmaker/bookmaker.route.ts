import type { Running } from '@croupier/kit';
import type { FastifyInstance } from 'fastify';
import { MalformedCall, type HttpAnswer } from '../providers/provider.ts';
import { isSignedCall } from '../providers/signature.ts';
import { answerAt, type CallFromOutside } from '../raw-call.ts';
import type { GamesContext, GamesRoom } from '../room.ts';
import { messageOf, type BetOutcome } from './answer.ts';
import { blockFunds } from './block-funds.ts';
import { checkBet } from './check-bet.ts';
import { readBody, readCall, type BookmakerCall } from './read-call.ts';
import { recalculateBets } from './recalculate-bets.ts';
import { refundBet } from './refund-bet.ts';
import { settleBet } from './settle-bet.ts';

/** A recalculation that takes longer goes on, and its repeat joins it (interface.md). */
const LONGEST_ANSWER_MS = 10_000;
const TRY_AGAIN: HttpAnswer = {
  status: 503,
  headers: { 'retry-after': '1' },
  body: { status: 'try_again', message: 'Not known to have happened; repeat it with the same bet_id' },
};
const refuse = (status: number, message: string): HttpAnswer => ({ status, body: { status: 'error', message } });

/** `POST /api/:operation`. Judged in this order: partner and signature (401), header against body (403), syntax (400), then the bet. */
export function routeBookmaker(app: FastifyInstance, running: Running<GamesRoom>): void {
  answerAt<{ operation: string }>(app, '/api/:operation', running.log, async (call) => {
    const ctx = running.makeContext();
    try {
      return await answerCall(ctx, call);
    } catch (error) {
      if (error instanceof MalformedCall) return refuse(400, error.message);
      ctx.log.error({ err: error, operation: call.params.operation }, 'a bookmaker call failed');
      return TRY_AGAIN;
    }
  });
}

async function answerCall(ctx: GamesContext, told: CallFromOutside<{ operation: string }>): Promise<HttpAnswer> {
  const { operation } = told.params;
  const partnerId = told.headers['x-partner-id'];
  const partner = typeof partnerId === 'string' ? await ctx.room.studios.bookmaker(ctx, partnerId) : null;
  const call = { path: `/api/${operation}`, headers: told.headers, body: told.body };
  if (typeof partnerId !== 'string' || partner === null || !isSignedCall(call, partner.secret, ctx.now()))
    return refuse(401, 'Unknown partner or bad signature');
  const body = readBody(call.body);
  if (body.partner_id !== undefined && body.partner_id !== partnerId)
    return refuse(403, 'X-Partner-Id and partner_id are of different partners');
  return judge(ctx, partnerId, readCall(operation, body));
}

async function judge(ctx: GamesContext, partnerId: string, call: BookmakerCall): Promise<HttpAnswer> {
  if (call.operation === 'recalculate_bets') return answerRecalculation(ctx, partnerId, call);
  const { partner_player_id: userId, bet_id: betId } = call;
  switch (call.operation) {
    case 'check_bet':
    case 'block_funds': {
      const { amount, currency, round_id: roundId = null, selection = null, odds = null } = call;
      const stake = { partnerId, userId, betId, amount, currency, roundId, selection, odds };
      return call.operation === 'check_bet'
        ? answerBet(betId, 'approved', 'The bet would be taken', await checkBet(ctx, stake))
        : answerBet(betId, 'blocked', 'The stake is held', await blockFunds(ctx, stake));
    }
    case 'update_bet_status': {
      const outcome = call.status.toUpperCase() as 'WIN' | 'LOSE' | 'VOID' | 'CASHOUT';
      const { payout = null } = call;
      return answerBet(
        betId,
        'updated',
        'The bet is settled',
        await settleBet(ctx, { partnerId, userId, betId, outcome, payout }),
      );
    }
    case 'refund':
      return answerBet(betId, 'refunded', 'The bet is refunded', await refundBet(ctx, { partnerId, userId, betId }));
  }
}

function answerBet(betId: string, done: string, message: string, outcome: BetOutcome): HttpAnswer {
  if (outcome.status === 'try-again') return TRY_AGAIN;
  if (outcome.status === 'done') return { status: 200, body: { status: done, message, bet_id: betId } };
  return {
    status: 200,
    body: { status: 'declined', message: messageOf(outcome.code), bet_id: betId, code: outcome.code },
  };
}

async function answerRecalculation(
  ctx: GamesContext,
  partnerId: string,
  call: { round_id: string; correct_result: string },
): Promise<HttpAnswer> {
  const asked = { partnerId, roundId: call.round_id, correctResult: call.correct_result };
  return (await recalculateBets(ctx, asked, LONGEST_ANSWER_MS)) === 'running'
    ? TRY_AGAIN
    : { status: 200, body: { status: 'recalculated', message: 'Every bet of the round is settled by its selection' } };
}
