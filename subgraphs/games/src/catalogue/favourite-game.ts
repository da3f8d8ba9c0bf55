import { DomainError, NotFound, query, userIdOf } from '@croupier/kit';
import type { GamesContext } from '../room.ts';
import { Game } from './game.entity.ts';
import { isUuid } from './is-uuid.ts';
import { gamesOfPerson } from './recent-games.ts';

const MOST_FAVOURITES = 500;

class TooManyFavourites extends DomainError {
  constructor() {
    super('LIMIT_EXCEEDED', `At most ${MOST_FAVOURITES} games can be favourites`);
  }
}

/** Keeps a game among the signed-in player's favourites; again: harmless. Throws NotFound and TooManyFavourites. */
export async function favouriteGame(ctx: GamesContext, input: { gameId: string }): Promise<Game> {
  const game = await findGame(ctx, input.gameId);
  const userId = userIdOf(ctx.identity)!;
  const [kept] = await query<{ count: string; known: boolean }>(
    ctx.em,
    'select count(*) as count, coalesce(bool_or(game_id = ?), false) as known from favourite_game where user_id = ?',
    [game.id, userId],
  );
  if (kept!.known) return game;
  if (Number(kept!.count) >= MOST_FAVOURITES) throw new TooManyFavourites();
  await query(ctx.em, 'insert into favourite_game (user_id, game_id, at) values (?, ?, ?) on conflict do nothing', [
    ...[userId, game.id, ctx.now().toISOString()],
  ]);
  return game;
}

/** Takes a game from the signed-in player's favourites; again: harmless. Throws NotFound. */
export async function unfavouriteGame(ctx: GamesContext, input: { gameId: string }): Promise<Game> {
  const game = await findGame(ctx, input.gameId);
  await query(ctx.em, 'delete from favourite_game where user_id = ? and game_id = ?', [
    userIdOf(ctx.identity),
    game.id,
  ]);
  return game;
}

/** The signed-in player's favourites that may be played, the newest first. */
export const favouriteGames = (ctx: GamesContext, first: number): Promise<Game[]> =>
  gamesOfPerson(ctx, 'favourite_game', first);

/** Whether games are favourites of who asks; read together. */
export async function isFavourite(ctx: GamesContext, gameId: string): Promise<boolean> {
  const userId = userIdOf(ctx.identity);
  if (userId === null) return false;
  const loader = ctx.loaders.get<string, boolean>('favourite-game', async (ids) => {
    const rows = await query<{ game_id: string }>(
      ctx.em,
      'select game_id from favourite_game where user_id = ? and game_id in (select value::uuid from jsonb_array_elements_text(?::jsonb))',
      [userId, JSON.stringify(ids)],
    );
    const found = new Set(rows.map((row) => row.game_id));
    return ids.map((id) => found.has(id));
  });
  return (await loader.load(gameId)) ?? false;
}

async function findGame(ctx: GamesContext, id: string): Promise<Game> {
  const game = isUuid(id) ? await ctx.em.findOne(Game, { id }) : null;
  if (!game) throw new NotFound('This game');
  return game;
}
