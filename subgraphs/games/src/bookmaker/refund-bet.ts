import type { GamesContext } from '../room.ts';
import type { BetOutcome } from './dialects/dialect.ts';
import { sendBetOperation } from './send-bet-operation.ts';

/** Gives a stake back and takes winnings back; of an unknown bet it lasts, and the late block is declined. */
export function refundBet(
  ctx: GamesContext,
  input: { partnerId: string; userId: string; betId: string },
): Promise<BetOutcome> {
  return sendBetOperation(ctx, input.partnerId, input.userId, { kind: 'refund_bet', bet: input.betId });
}
