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
  /** the bookmaker carries the stake; taken from one that may pay promotions alone */
  free?: boolean;
}

/** Takes a bookmaker's bet: its stake goes from real to locked. A repeat blocks once. */
export async function blockFunds(ctx: GamesContext, input: BlockFundsInput): Promise<BetOutcome> {
  return sendBetOperation(ctx, input.partnerId, input.userId, await holdOf(ctx, input));
}

/** The hold that such a bet asks of the ledger. */
export async function holdOf(ctx: GamesContext, input: BlockFundsInput): Promise<Operation> {
  const { betId: reference, amount, currency, roundId, selection, odds } = input;
  const hold = {
    kind: 'hold',
    purpose: 'BOOKMAKER_BET',
    reference,
    amount,
    currency,
    roundId,
    selection,
    odds,
  } as const;
  if (!input.free) return hold;
  const partner = await ctx.room.studios.bookmaker(ctx, input.partnerId);
  return { ...hold, free: true, ...(partner?.promotionsAllowed ? {} : { limit: 'LIMIT_REACHED' as const }) };
}
