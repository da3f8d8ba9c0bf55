import { isCurrency } from '@croupier/contracts';
import { BadUserInput, NotFound, userIdOf } from '@croupier/kit';
import type { GamesContext } from '../room.ts';
import { admitPlayer, type LaunchedGame } from '../sessions/launch-game.ts';
import { openSession } from '../sessions/open-session.ts';
import { CurrencyNotPlayed, GameNotPlayable } from '../sessions/session.errors.ts';
import { bookmakerDialectOf } from './dialects/index.ts';

/**
 * Opens a bookmaker's page for the signed-in player: the wallet that it needs, a session, and the page's address with the session's token,
 * by which the bookmaker asks who it is. Refusals: BadUserInput, NotFound, GameNotPlayable (it has no page), CurrencyNotPlayed,
 * PlayerBlocked, SelfExcluded, ProviderUnavailable (the bookmaker or the wallet does not answer).
 */
export async function launchBookmaker(
  ctx: GamesContext,
  { partnerId, currency }: { partnerId: string; currency: string },
): Promise<LaunchedGame> {
  if (!isCurrency(currency)) throw new BadUserInput('Unknown currency', { currency: 'unknown' });
  const partner = await ctx.room.studios.bookmaker(ctx, partnerId);
  if (!partner) throw new NotFound('This bookmaker');
  const { calls } = bookmakerDialectOf(partner);
  if (!calls || partner.url === null) throw new GameNotPlayable();
  if (!(partner.currencies?.includes(currency) ?? true)) throw new CurrencyNotPlayed(currency);
  const userId = userIdOf(ctx.identity)!;
  await admitPlayer(ctx, userId, { currency, mode: 'REAL' }, `bookmaker:${partnerId}`);
  await ctx.room.calls.once(partner, 'ping', () => calls.ping(partner));
  const opened = await openSession(ctx, { userId, provider: partnerId, gameId: null, currency, mode: 'REAL' });
  const { token, session } = opened;
  const url = calls.pageOf(partner, { token, currency, lobbyUrl: ctx.room.lobbyUrl });
  return { id: session.id, url, expiresAt: session.expiresAt };
}
