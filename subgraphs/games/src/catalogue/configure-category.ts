import { randomUUID } from 'node:crypto';
import { audited } from '@croupier/contracts';
import { BadUserInput, inTransaction, publish, query, userIdOf } from '@croupier/kit';
import type { GamesContext } from '../room.ts';

export interface Category {
  slug: string;
  titles: Record<string, string>;
  position: number;
}
export interface ConfigureCategoryInput {
  slug: string;
  titles: { locale: string; title: string }[];
  position?: number | null;
}

/** Adds a category of the lobby, or changes its titles and place. Audited. Throws BadUserInput. */
export async function configureCategory(ctx: GamesContext, input: ConfigureCategoryInput): Promise<Category> {
  const titles = checkCategory(input);
  return inTransaction(ctx, async (ctx) => {
    const [saved] = await query<Category>(
      ctx.em,
      `insert into category (slug, titles, position) values (?, ?::jsonb, coalesce(?::integer, 1000)) on conflict (slug) do update
         set titles = excluded.titles, position = coalesce(?::integer, category.position) returning slug, titles, position`,
      [input.slug, JSON.stringify(titles), input.position ?? null, input.position ?? null],
    );
    await publish(ctx, audited.games, {
      ...{ entryId: randomUUID(), actorId: userIdOf(ctx.identity)!, action: 'configure-category' },
      ...{ objectType: 'Category', objectId: input.slug, reason: null, before: null, after: { ...saved! } },
      at: ctx.now().toISOString(),
    });
    return saved!;
  });
}

/** The lobby's categories in their order. */
export function listCategories(ctx: GamesContext): Promise<Category[]> {
  return query<Category>(ctx.em, 'select slug, titles, position from category order by position, slug limit 200');
}

function checkCategory({ slug, titles, position }: ConfigureCategoryInput): Record<string, string> {
  if (!/^[a-z0-9][a-z0-9-]{0,63}$/.test(slug))
    throw new BadUserInput('A category is named in small letters, digits and dashes', { slug: 'malformed' });
  if (position != null && (!Number.isInteger(position) || position < 0 || position > 1_000_000))
    throw new BadUserInput('A position is 0 to 1000000', { position: 'out of range' });
  const named = Object.fromEntries(titles.slice(0, 50).map(({ locale, title }) => [locale, title.trim()]));
  const fits = Object.entries(named).every(
    ([locale, title]) => /^[a-z]{2}$/.test(locale) && /^[^\u0000]{1,100}$/u.test(title),
  );
  if (!fits || !named.en)
    throw new BadUserInput('Titles of 1 to 100 characters, an English one at least', { titles: 'malformed' });
  return named;
}
