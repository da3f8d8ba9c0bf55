import { askWallet, isCurrency } from '@croupier/contracts';
import { BadUserInput, NotFound, ProviderUnavailable, query, userIdOf } from '@croupier/kit';
import { countryOfViewer, isOffered } from '../catalogue/player-country.ts';
import { isUuid } from '../catalogue/is-uuid.ts';
import { rememberPlayed } from '../catalogue/recent-games.ts';
import { dialectOf } from '../providers/index.ts';
import type { GamesContext } from '../room.ts';
import { openSession, removeSession } from './open-session.ts';
import { CurrencyNotPlayed, GameNotOffered, GameNotPlayable, refuseByStatus } from './session.errors.ts';

export interface LaunchGameInput {
  gameId: string;
  currency: string;
  mode: 'REAL' | 'DEMO';
}

export interface LaunchedGame {
  id: string;
  url: string;
  expiresAt: Date;
}

interface LaunchedRow {
  id: string;
  provider: string;
  code: string;
  enabled: boolean;
  demo: boolean;
  currencies: string[];
  countries: string[] | null;
  blocked_countries: string[];
}

/**
 * Opens a game at its provider for the signed-in player: the wallet that it needs, a session, and the page's address.
 * Refusals: BadUserInput, NotFound, GameNotPlayable, GameNotOffered, CurrencyNotPlayed, PlayerBlocked, SelfExcluded,
 * ProviderUnavailable (the provider or the wallet does not answer; no session is left).
 */
export async function launchGame(ctx: GamesContext, input: LaunchGameInput): Promise<LaunchedGame> {
  const userId = userIdOf(ctx.identity)!;
  const game = await findGame(ctx, input.gameId);
  if (!isCurrency(input.currency)) throw new BadUserInput('Unknown currency', { currency: 'unknown' });
  const studio = await ctx.room.studios.find(ctx, game.provider);
  if (!studio?.enabled || !game.enabled || (input.mode === 'DEMO' && !game.demo)) throw new GameNotPlayable();
  const taken = studio.currencies === null || studio.currencies.includes(input.currency);
  if (!taken || !game.currencies.includes(input.currency)) throw new CurrencyNotPlayed(input.currency);
  if (!isOffered(game, await countryOfViewer(ctx))) throw new GameNotOffered();
  await admitPlayer(ctx, userId, input, `studio:${studio.name}`);

  const { token, session } = await openSession(ctx, {
    userId,
    provider: studio.name,
    gameId: game.id,
    currency: input.currency,
    mode: input.mode,
  });
  try {
    const { currency, mode } = input;
    const launch = { token, playerId: userId, gameCode: game.code, currency, mode, lobbyUrl: ctx.room.lobbyUrl };
    // Not repeated by us: the player's own second try is a session of its own.
    const { url } = await ctx.room.calls.once(studio, 'launch', () => dialectOf(studio).launchGame(studio, launch));
    await rememberPlayed(ctx, userId, game.id);
    return { id: session.id, url, expiresAt: session.expiresAt };
  } catch (error) {
    ctx.log.warn({ err: error, provider: studio.name }, 'a launch failed');
    await removeSession(ctx, token);
    throw error;
  }
}

async function findGame(ctx: GamesContext, id: string): Promise<LaunchedRow> {
  const rows = isUuid(id)
    ? await query<LaunchedRow>(
        ctx.em,
        'select id, provider, code, enabled and gone_at is null as enabled, demo, currencies, countries, blocked_countries from game where id = ?',
        [id],
      )
    : [];
  if (!rows[0]) throw new NotFound('This game');
  return rows[0];
}

/**
 * The wallet's gate says who may play; callbacks open no wallet, so a launch with real money does. Throws PlayerBlocked, SelfExcluded,
 * ProviderUnavailable.
 */
export async function admitPlayer(
  ctx: GamesContext,
  userId: string,
  { currency, mode }: Omit<LaunchGameInput, 'gameId'>,
  scope: string,
): Promise<void> {
  const { wallet, playerKnown, status } = await ctx.ask(askWallet, { userId, currency });
  if (!playerKnown) throw new ProviderUnavailable('Your wallet is not ready yet; try again');
  refuseByStatus(status);
  if (wallet || mode === 'DEMO') return;
  const opened = await ctx.room.ledger.send({
    scope,
    userId,
    policy: null,
    operations: [{ kind: 'open_wallet', currency }],
  });
  if (opened.status === 'REFUSED') refuseByStatus(opened.code);
  if (opened.status !== 'DONE') throw new ProviderUnavailable();
}
