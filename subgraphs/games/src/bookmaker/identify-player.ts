import { askWallet } from '@croupier/contracts';
import { countryOf } from '../catalogue/player-country.ts';
import type { GamesContext } from '../room.ts';
import type { BetOutcome } from './dialects/dialect.ts';

/** Whose session at this bookmaker a token opens: INVALID_TOKEN, TOKEN_EXPIRED, UNKNOWN_PLAYER. No name is told: a bet needs none. */
export async function identifyPlayer(ctx: GamesContext, partnerId: string, token: string): Promise<BetOutcome> {
  const session = await ctx.room.sessions.find(ctx, token);
  if (session?.provider !== partnerId) return { status: 'declined', code: 'INVALID_TOKEN' };
  if (session.expiresAt <= ctx.now()) return { status: 'declined', code: 'TOKEN_EXPIRED' };
  const { id: sessionId, userId, currency } = session;
  const { wallet, playerKnown } = await ctx.ask(askWallet, { userId, currency });
  if (!playerKnown) return { status: 'declined', code: 'UNKNOWN_PLAYER' };
  return { status: 'identified', sessionId, userId, country: await countryOf(ctx, userId), wallet };
}
