import {
  BadUserInput,
  decodeCursor,
  encodeCursor,
  isStaff,
  pageOf,
  query,
  rowsToRead,
  userIdOf,
  type Connection,
  type PageArgs,
} from '@croupier/kit';
import type { GamesContext } from '../room.ts';
import { withoutNul } from '../without-nul.ts';
import { countryOfViewer } from './player-country.ts';
import { Game, type GameGenre, type Volatility } from './game.entity.ts';

export interface GameFilter {
  provider?: string | null;
  genre?: GameGenre | null;
  volatility?: Volatility | null;
  search?: string | null;
  category?: string | null;
  tag?: string | null;
  currency?: string | null;
  country?: string | null;
  favourites?: boolean | null;
}

const COLUMNS = `id, provider, code, slug, titles, genre, volatility, rtp, thumbnail_url, currencies, tags, demo, enabled, gone_at, position,
  categories, countries, blocked_countries, changed_at`;
const MOST_COUNTED = 10_000;
/** So many games of thousands: a page of them is full early. */
const BROAD = 400;

interface GameRow {
  slug: string;
  position: number;
}

/**
 * Games in the order of the lobby (position, then slug). Closed ones are shown to staff alone, and a
 * player whose country is known sees what is offered there. `search` finds beginnings of words and, where
 * there are none, what is spelt nearly so, in Latin and Cyrillic alike. Throws BadUserInput for a bad page or filter.
 */
export async function listGames(ctx: GamesContext, filter: GameFilter, page: PageArgs): Promise<Connection<Game>> {
  const limit = rowsToRead(page);
  const chosen = await choose(ctx, filter);
  const { sql, parameters } = gamesSql(chosen, decodeOrder(page.after), limit);
  const rows = await query<GameRow>(ctx.em, sql, parameters);
  const cursors = new Map(rows.map((row) => [row.slug, encodeCursor(row.position, row.slug)]));
  const games = rows.map((row) => ctx.em.map(Game, row));
  const found = pageOf(games, page, (game) => cursors.get(game.slug)!);
  // Counted only where it is asked for.
  return Object.defineProperty(found, 'totalCount', { get: () => countGames(ctx, chosen) });
}

async function countGames(ctx: GamesContext, { where, parameters }: Chosen): Promise<number> {
  const [row] = await query<{ count: string }>(ctx.em, countSql(where), parameters);
  return Number(row!.count);
}

/** Exported for the test of its plan. */
export const countSql = (where: string): string =>
  `select count(*) from (select 1 from game where ${where} limit ${MOST_COUNTED + 1}) counted`;

interface Chosen {
  where: string;
  parameters: unknown[];
}

/** The page's statement. Exported for the test of its plan. */
export function gamesSql(
  chosen: Chosen,
  after: { position: number; slug: string } | null,
  limit: number,
): Chosen & { sql: string } {
  const parameters = [...chosen.parameters, ...(after ? [after.position, after.slug] : []), limit];
  const where = chosen.where + (after ? ' and (position, slug) > (?, ?)' : '');
  return { where, parameters, sql: `select ${COLUMNS} from game where ${where} order by position, slug limit ?` };
}

async function choose(ctx: GamesContext, filter: GameFilter): Promise<Chosen> {
  const studios = isStaff(ctx.identity) ? null : await openStudios(ctx);
  const chosen = chosenGames(filter, studios, userIdOf(ctx.identity), await countryOfViewer(ctx));
  const words = withoutNul(filter.search ?? '').trim();
  if (words.length > 100) throw new BadUserInput('At most 100 characters are looked for', { search: 'too long' });
  if (words === '') return chosen;
  const [search] = await query<Search>(ctx.em, SEARCH, [words]);
  return withWords(chosen, search!);
}

interface Search {
  looked: string;
  isBroad: boolean;
}

/** Asked for by itself: within the page's statement it would be judged again for every row. */
export const SEARCH = `with search as materialized (select game_query(?) as looked)
  select looked::text, (select count(*) from (select 1 from game where words @@ looked limit ${BROAD}) few) = ${BROAD} as "isBroad" from search`;

/** What many games have is read in the order of the lobby until the page is full, which the index of words would make the planner forget. */
export const withWords = ({ where, parameters }: Chosen, { looked, isBroad }: Search): Chosen => ({
  where: `${where} and ${isBroad ? 'case when words @@ ?::tsquery then true else false end' : 'words @@ ?::tsquery'}`,
  parameters: [...parameters, looked],
});

/**
 * The filter but its search as SQL; `studios` null: closed games too; `country`: where who asks lives. Throws BadUserInput. Exported for the
 * test of its plan.
 */
export function chosenGames(
  filter: GameFilter,
  studios: string[] | null,
  userId: string | null,
  country: string | null = null,
): Chosen {
  const conditions: string[] = ['true'];
  const parameters: unknown[] = [];
  const add = (condition: string, ...values: unknown[]) => {
    conditions.push(condition);
    parameters.push(...values);
  };
  if (studios) add(`enabled and gone_at is null and ${oneOf('provider', studios)}`, ...studios);
  if (filter.provider != null) add('provider = ?', withoutNul(filter.provider));
  if (filter.genre != null) add('genre = ?', filter.genre);
  if (filter.volatility != null) add('volatility = ?', filter.volatility);
  if (filter.category != null) add('categories @> ?::jsonb', JSON.stringify([withoutNul(filter.category)]));
  if (filter.tag != null) add('tags @> ?::jsonb', JSON.stringify([withoutNul(filter.tag)]));
  if (filter.currency != null) add('currencies @> ?::jsonb', JSON.stringify([withoutNul(filter.currency)]));
  if (filter.country != null) addCountry(add, filter.country);
  if (country !== null && country !== filter.country) addCountry(add, country);
  if (filter.favourites === true) add('id in (select game_id from favourite_game where user_id = ?)', userId ?? '');
  return { where: conditions.join(' and '), parameters };
}

function addCountry(add: (condition: string, ...values: unknown[]) => void, country: string): void {
  if (!/^[A-Z]{2}$/.test(country))
    throw new BadUserInput('A country is two capital letters, as ISO 3166 has it', { country: 'malformed' });
  const one = JSON.stringify([country]);
  add('(countries is null or countries @> ?::jsonb) and not blocked_countries @> ?::jsonb', one, one);
}

async function openStudios(ctx: GamesContext): Promise<string[]> {
  return [...(await ctx.room.studios.all(ctx)).values()]
    .filter((studio) => studio.enabled)
    .map((studio) => studio.name);
}

function decodeOrder(cursor: string | null | undefined): { position: number; slug: string } | null {
  const values = decodeCursor(cursor, 2);
  if (!values) return null;
  const [position = '', slug = ''] = values;
  if (!/^[0-9]{1,9}$/.test(position))
    throw new BadUserInput('The cursor is not one of ours', { after: 'unknown cursor' });
  return { position: Number(position), slug: withoutNul(slug) };
}

const oneOf = (column: string, values: string[]): string =>
  values.length === 0 ? 'false' : `${column} in (${values.map(() => '?').join(', ')})`;
