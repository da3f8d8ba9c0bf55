import type { GamesContext } from '../room.ts';
import { blockFunds } from './block-funds.ts';
import { checkBet } from './check-bet.ts';
import { identifyPlayer } from './identify-player.ts';
import type { BetOutcome, BookmakerCall } from './dialects/dialect.ts';
import { recalculateBets } from './recalculate-bets.ts';
import { refundBet } from './refund-bet.ts';
import { settleBet } from './settle-bet.ts';

/** A recalculation that takes longer goes on, and its repeat joins it (interface.md). */
const LONGEST_ANSWER_MS = 10_000;
const NOTHING: BetOutcome = { status: 'done', transactionId: null, wallet: null };

/** One flow for every dialect of bookmakers. Throws only where a part does not answer: nothing is known to have happened then. */
export async function processCall(ctx: GamesContext, partnerId: string, call: BookmakerCall): Promise<BetOutcome> {
  switch (call.kind) {
    case 'check':
      return checkBet(ctx, { partnerId, ...call });
    case 'place':
      return blockFunds(ctx, { partnerId, ...call });
    case 'settle':
      return settleBet(ctx, { partnerId, ...call });
    case 'refund':
      return refundBet(ctx, { partnerId, ...call });
    case 'recalculate': {
      const { roundId, correctResult } = call;
      const became = await recalculateBets(ctx, { partnerId, roundId, correctResult }, LONGEST_ANSWER_MS);
      return became === 'done' ? NOTHING : { status: 'try-again' };
    }
    case 'identify':
      return identifyPlayer(ctx, partnerId, call.token);
    case 'ping':
      return { status: 'alive', at: ctx.now() };
    case 'tell':
      return NOTHING;
  }
}
