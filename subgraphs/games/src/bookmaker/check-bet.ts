import type { GamesContext } from '../room.ts';
import type { BetOutcome } from './dialects/dialect.ts';
import { holdOf, type BlockFundsInput } from './block-funds.ts';
import { sendBetOperation } from './send-bet-operation.ts';

/** Whether these funds would be blocked now: the ledger judges the very same hold (bet_id, status, limits, funds) and moves nothing. */
export async function checkBet(ctx: GamesContext, input: BlockFundsInput): Promise<BetOutcome> {
  return sendBetOperation(ctx, input.partnerId, input.userId, await holdOf(ctx, input), { dryRun: true });
}
