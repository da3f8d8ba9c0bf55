import { dialectOf } from '../providers/index.ts';
import type { GamesContext } from '../room.ts';
import { saveGames } from './save-games.ts';

/** Asks every enabled provider that has an address for its games. One that does not answer costs nothing to the others; answers how many did. */
export async function syncCatalogue(ctx: GamesContext): Promise<number> {
  const studios = [...(await ctx.room.studios.all(ctx)).values()].filter(
    (studio) => studio.enabled && studio.url !== null,
  );
  const synced = await Promise.allSettled(
    studios.map(async (studio) =>
      saveGames(
        { ...ctx, em: ctx.em.fork() as GamesContext['em'] },
        studio.name,
        await dialectOf(studio).listGames(studio),
      ),
    ),
  );
  synced.forEach((each, index) => {
    if (each.status === 'rejected')
      ctx.log.debug(
        { err: each.reason as unknown, provider: studios[index]?.name },
        'a provider did not list its games',
      );
  });
  return synced.filter(({ status }) => status === 'fulfilled').length;
}
