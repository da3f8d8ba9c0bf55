import type { GamesContext } from '../room.ts';
import type { BetOutcome } from './dialects/dialect.ts';
import { sendBetOperation } from './send-bet-operation.ts';

export interface SettleBetInput {
  partnerId: string;
  userId: string;
  betId: string;
  /** OPEN takes the present result back */
  outcome: 'WIN' | 'LOSE' | 'VOID' | 'CASHOUT' | 'OPEN';
  /** gross, stake included, in the bet's currency; with WIN and CASHOUT */
  payout: string | null;
  /** what `payout` is said to be in: another than the bet's is WRONG_CURRENCY */
  currency?: string;
  /** the bookmaker's own id of this result, where it has one: it happens once */
  resultId?: string;
}

/** Settles a held bet; a later different result re-settles it in one transaction of the ledger. */
export function settleBet(ctx: GamesContext, input: SettleBetInput): Promise<BetOutcome> {
  const { partnerId, userId, betId: bet, outcome, payout, currency, resultId: reference } = input;
  const said = { ...(currency === undefined ? {} : { currency }), ...(reference === undefined ? {} : { reference }) };
  return sendBetOperation(ctx, partnerId, userId, { kind: 'settle_bet', bet, outcome, payout, ...said });
}
