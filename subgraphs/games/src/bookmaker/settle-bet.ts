import { query } from '@croupier/kit';
import type { GamesContext } from '../room.ts';
import type { BetOutcome } from './answer.ts';
import { exactAmount } from './read-call.ts';
import { sendBetOperation } from './send-bet-operation.ts';

/** The ledger takes no larger payout. */
const MOST_PAID_MINOR = 10n ** 15n;

export interface SettleBetInput {
  partnerId: string;
  userId: string;
  betId: string;
  outcome: 'WIN' | 'LOSE' | 'VOID' | 'CASHOUT';
  /** gross, stake included; with WIN and CASHOUT */
  payout: string | null;
  currency: string | null;
}

/**
 * Settles a held bet; a later different result re-settles it in one transaction of the ledger.
 * Throws MalformedCall for a payout that is no amount of the bet's currency.
 */
export async function settleBet(ctx: GamesContext, input: SettleBetInput): Promise<BetOutcome> {
  const { partnerId, userId, betId: bet, outcome } = input;
  const paid = outcome === 'WIN' || outcome === 'CASHOUT' ? input.payout : null;
  const payout =
    paid === null
      ? null
      : exactAmount('payout', paid, input.currency ?? (await currencyOf(ctx, partnerId, bet)), MOST_PAID_MINOR);
  return sendBetOperation(ctx, partnerId, userId, { kind: 'settle_bet', bet, outcome, payout });
}

/** Of the bet, where the projection has it already; bets without a named currency are in EUR (interface.md). */
async function currencyOf(ctx: GamesContext, partnerId: string, betId: string): Promise<string> {
  const [known] = await query<{ currency: string }>(
    ctx.em,
    'select currency from bookmaker_bet where partner_id = ? and bet_id = ?',
    [partnerId, betId],
  );
  return known?.currency ?? 'EUR';
}
