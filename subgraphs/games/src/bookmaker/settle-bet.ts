import type { GamesContext } from '../room.ts';
import type { BetOutcome } from './answer.ts';
import { sendBetOperation } from './send-bet-operation.ts';

export interface SettleBetInput {
  partnerId: string;
  userId: string;
  betId: string;
  outcome: 'WIN' | 'LOSE' | 'VOID' | 'CASHOUT';
  /** gross, stake included, in the bet's currency; with WIN and CASHOUT */
  payout: string | null;
}

/**
 * Settles a held bet; a later different result re-settles it in one transaction of the ledger.
 * Throws MalformedCall for a payout that is no amount of the bet's currency.
 */
export function settleBet(ctx: GamesContext, input: SettleBetInput): Promise<BetOutcome> {
  const { partnerId, userId, betId: bet, outcome, payout } = input;
  return sendBetOperation(ctx, partnerId, userId, { kind: 'settle_bet', bet, outcome, payout });
}
