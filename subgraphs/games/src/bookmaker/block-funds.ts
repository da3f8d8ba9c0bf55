import type { Operation } from '@croupier/contracts';
import type { GamesContext } from '../room.ts';
import type { BetOutcome } from './dialects/dialect.ts';
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
  return sendBetOperation(ctx, input.partnerId, input.userId, holdOf(input));
}

/** The hold that such a bet asks of the ledger. */
export function holdOf({ betId: reference, amount, currency, roundId, selection, odds }: BlockFundsInput): Operation {
  return { kind: 'hold', purpose: 'BOOKMAKER_BET', reference, amount, currency, roundId, selection, odds };
}
