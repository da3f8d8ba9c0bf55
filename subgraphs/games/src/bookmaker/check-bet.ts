import { askWallet, parseSignedAmount } from '@croupier/contracts';
import type { GamesContext } from '../room.ts';
import type { BetOutcome } from './answer.ts';

export interface CheckBetInput {
  userId: string;
  amount: string;
  currency: string;
}

/**
 * Whether a bet would be taken now, as far as status and funds say; moves nothing. Limits are judged when funds are blocked.
 * Throws ProviderUnavailable where the wallet does not answer.
 */
export async function checkBet(ctx: GamesContext, { userId, amount, currency }: CheckBetInput): Promise<BetOutcome> {
  const { wallet, playerKnown, status } = await ctx.ask(askWallet, { userId, currency });
  if (!playerKnown) return { status: 'declined', code: 'UNKNOWN_PLAYER' };
  if (status !== null && status !== 'ACTIVE') return { status: 'declined', code: 'PLAYER_BLOCKED' };
  const real = wallet ? parseSignedAmount(wallet.real, currency) : 0n;
  if (real < parseSignedAmount(amount, currency)) return { status: 'declined', code: 'INSUFFICIENT_FUNDS' };
  return { status: 'done' };
}
