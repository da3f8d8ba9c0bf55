import type { FilterQuery } from '@mikro-orm/core';
import { decodeCursor, encodeCursor, isStaff, pageOf, rowsToRead, type Connection, type PageArgs } from '@croupier/kit';
import type { GamesContext } from '../room.ts';
import { Game, type GameGenre, type Volatility } from './game.entity.ts';
import { raw } from '@mikro-orm/core';

export interface GameFilter {
  provider?: string | null;
  genre?: GameGenre | null;
  volatility?: Volatility | null;
  search?: string | null;
}

/** Games in the order of their slugs. Closed ones are shown to staff alone. Throws BadUserInput for a bad page. */
export async function listGames(ctx: GamesContext, filter: GameFilter, page: PageArgs): Promise<Connection<Game>> {
  const limit = rowsToRead(page);
  const after = decodeCursor(page.after, 1);
  const where: FilterQuery<Game>[] = [];
  if (!isStaff(ctx.identity)) where.push({ enabled: true }, { providerName: { $in: await openProviders(ctx) } });
  if (filter.provider != null) where.push({ providerName: clean(filter.provider) });
  if (filter.genre != null) where.push({ genre: filter.genre });
  if (filter.volatility != null) where.push({ volatility: filter.volatility });
  const words = clean(filter.search ?? '')
    .trim()
    .slice(0, 100);
  if (words !== '') {
    const pattern = `%${words.replace(/[\\%_]/g, '\\$&')}%`;
    where.push({
      $or: [
        { slug: { $ilike: pattern } },
        { [raw('titles::text')]: { $ilike: pattern } },
        { [raw('tags::text')]: { $ilike: pattern } },
      ],
    } as FilterQuery<Game>);
  }
  const totalCount = await ctx.em.count(Game, { $and: where });
  if (after) where.push({ slug: { $gt: clean(after[0]!) } });
  const games = await ctx.em.find(Game, { $and: where }, { orderBy: { slug: 'asc' }, limit });
  return pageOf(games, page, (game) => encodeCursor(game.slug), totalCount);
}

async function openProviders(ctx: GamesContext): Promise<string[]> {
  return [...(await ctx.room.studios.all(ctx)).values()]
    .filter((studio) => studio.enabled)
    .map((studio) => studio.name);
}

const clean = (text: string): string => text.replaceAll('\u0000', '');
