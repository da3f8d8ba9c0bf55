import type { GamesContext } from '../room.ts';
import type { BetOutcome } from './answer.ts';
import { sendBetOperation } from './send-bet-operation.ts';

export interface BlockFundsInput {
  partnerId: string;
  userId: string;
  betId: string;
  amount: string;
  currency: string;
  roundId: string | null;
  selection: string | null;
  odds: string | null;
}

/** Takes a bookmaker's bet: its stake goes from real to locked. A repeat blocks once. */
export function blockFunds(ctx: GamesContext, input: BlockFundsInput): Promise<BetOutcome> {
  const { partnerId, userId, betId: reference, ...hold } = input;
  return sendBetOperation(ctx, partnerId, userId, { kind: 'hold', purpose: 'BOOKMAKER_BET', reference, ...hold });
}
