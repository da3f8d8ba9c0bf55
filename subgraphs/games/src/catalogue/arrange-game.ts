import { randomUUID } from 'node:crypto';
import { audited } from '@croupier/contracts';
import { BadUserInput, inTransaction, NotFound, publish, query, userIdOf } from '@croupier/kit';
import type { GamesContext } from '../room.ts';
import { withoutNul } from '../without-nul.ts';
import { Game } from './game.entity.ts';
import { isUuid } from './is-uuid.ts';

export interface ArrangeGameInput {
  gameId: string;
  position?: number | null;
  categories?: string[] | null;
  tags?: string[] | null;
  blockedCountries?: string[] | null;
}

/**
 * Where a game stands in the lobby and where it is offered; what is left out stays. A provider that lists tags or blocked countries itself
 * sets them anew with its next sync. Audited. Throws NotFound and BadUserInput.
 */
export async function arrangeGame(ctx: GamesContext, input: ArrangeGameInput): Promise<Game> {
  checkArrangement(input);
  return inTransaction(ctx, async (ctx) => {
    const game = isUuid(input.gameId) ? await ctx.em.findOne(Game, { id: input.gameId }) : null;
    if (!game) throw new NotFound('This game');
    if (input.categories != null) await checkCategories(ctx, input.categories);
    const before = arrangementOf(game);
    if (input.position != null) game.position = input.position;
    if (input.categories != null) game.categories = [...new Set(input.categories)];
    if (input.tags != null) game.tags = [...new Set(input.tags.map((tag) => tag.trim()))];
    if (input.blockedCountries != null) game.blockedCountries = [...new Set(input.blockedCountries)];
    await publish(ctx, audited.games, {
      ...{ entryId: randomUUID(), actorId: userIdOf(ctx.identity)!, action: 'arrange-game' },
      ...{ objectType: 'Game', objectId: game.id, reason: null, before, after: arrangementOf(game) },
      at: ctx.now().toISOString(),
    });
    return game;
  });
}

const arrangementOf = ({ position, categories, tags, blockedCountries }: Game) => ({
  position,
  categories: [...categories],
  tags: [...tags],
  blockedCountries: [...blockedCountries],
});

function checkArrangement({ position, tags, blockedCountries }: ArrangeGameInput): void {
  if (position != null && (!Number.isInteger(position) || position < 0 || position > 1_000_000))
    throw new BadUserInput('A position is 0 to 1000000', { position: 'out of range' });
  if (tags != null && (tags.length > 50 || tags.some((tag) => !/^[^\u0000]{1,64}$/u.test(tag.trim()))))
    throw new BadUserInput('At most 50 tags of 1 to 64 characters', { tags: 'malformed' });
  if (
    blockedCountries != null &&
    (blockedCountries.length > 300 || !blockedCountries.every((each) => /^[A-Z]{2}$/.test(each)))
  )
    throw new BadUserInput('A country is two capital letters, as ISO 3166 has it', { blockedCountries: 'malformed' });
}

async function checkCategories(ctx: GamesContext, slugs: string[]): Promise<void> {
  if (slugs.length > 20) throw new BadUserInput('At most 20 categories', { categories: 'too many' });
  const known = await query<{ slug: string }>(
    ctx.em,
    'select slug from category where slug in (select jsonb_array_elements_text(?::jsonb))',
    [JSON.stringify(slugs.map(withoutNul))],
  );
  const unknown = slugs.find((slug) => !known.some((row) => row.slug === slug));
  if (unknown !== undefined) throw new BadUserInput('There is no such category', { categories: unknown.slice(0, 64) });
}
