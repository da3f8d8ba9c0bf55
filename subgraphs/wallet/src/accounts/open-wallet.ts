import { isCurrency, type WalletState } from '@croupier/contracts';
import { BadUserInput, ProviderUnavailable } from '@croupier/kit';
import type { WalletContext } from '../room.ts';

/** Opens the player's wallet in a currency; repeating it answers the one there is. Refusals: BAD_USER_INPUT, PROVIDER_UNAVAILABLE. */
export async function openWallet(ctx: WalletContext, userId: string, currency: string): Promise<WalletState> {
  if (!isCurrency(currency)) throw new BadUserInput('Unknown currency', { currency: 'unknown' });
  const result = await ctx.room.ledger.execute({
    scope: 'wallet',
    userId,
    deadlineAt: null,
    policy: null,
    operations: [{ kind: 'open_wallet', currency }],
  });
  if (result.status !== 'DONE' || !result.wallet) throw new ProviderUnavailable();
  return result.wallet;
}
