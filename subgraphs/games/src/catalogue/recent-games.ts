import { query, userIdOf } from '@croupier/kit';
import type { GamesContext } from '../room.ts';
import { Game } from './game.entity.ts';
import { countryOfViewer, isOffered } from './player-country.ts';

/** More than anybody scrolls through; older ones are forgotten. */
const MOST_REMEMBERED = 50;

/** Writes down that this player has just opened this game. */
export async function rememberPlayed(ctx: GamesContext, userId: string, gameId: string): Promise<void> {
  await query(
    ctx.em,
    `insert into recent_game (user_id, game_id, at) values (?, ?, ?) on conflict (user_id, game_id) do update set at = excluded.at`,
    [userId, gameId, ctx.now().toISOString()],
  );
  await query(
    ctx.em,
    `delete from recent_game where user_id = ? and at < (
       select at from recent_game where user_id = ? order by at desc offset ${MOST_REMEMBERED - 1} limit 1)`,
    [userId, userId],
  );
}

/** The signed-in player's games that may be played, the last one opened first. */
export async function recentGames(ctx: GamesContext, first: number): Promise<Game[]> {
  return gamesOfPerson(ctx, 'recent_game', first);
}

/** Games that a person keeps, the newest first; closed ones, and those not offered where who asks lives, are left out. */
export async function gamesOfPerson(
  ctx: GamesContext,
  table: 'recent_game' | 'favourite_game',
  first: number,
): Promise<Game[]> {
  const country = await countryOfViewer(ctx);
  const rows = await query<{ id: string; countries: string[] | null; blocked_countries: string[] }>(
    ctx.em,
    `select game.id, game.countries, game.blocked_countries from ${table} kept join game on game.id = kept.game_id join provider on provider.name = game.provider
     where kept.user_id = ? and game.enabled and game.gone_at is null and provider.enabled order by kept.at desc, game.id limit ?`,
    [userIdOf(ctx.identity), Math.max(1, Math.min(100, first))],
  );
  const ids = rows.filter((row) => isOffered(row, country)).map((row) => row.id);
  const found = new Map((await ctx.em.find(Game, { id: { $in: ids } })).map((game) => [game.id, game]));
  return ids.map((id) => found.get(id)!);
}
