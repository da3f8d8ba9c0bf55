import { randomUUID } from 'node:crypto';
import { gameChanged, GENRES } from '@croupier/contracts';
import { inTransaction, publish, query } from '@croupier/kit';
import { MEMORY_TOPIC, type GamesContext, type MemoryChange } from '../room.ts';
import type { ListedGame } from '../providers/provider.ts';

const VOLATILITIES = ['LOW', 'MEDIUM', 'HIGH'];

interface SavedRow {
  id: string;
  code: string;
  slug: string;
  title: string;
  genre: (typeof GENRES)[number];
  enabled: boolean;
}

/** Brings a provider's games to what it lists; one whose listing did not change is left alone. What a person disabled stays disabled. */
export async function saveGames(ctx: GamesContext, provider: string, games: ListedGame[]): Promise<void> {
  const known = games.filter((game) => (GENRES as readonly string[]).includes(game.genre) && game.titles.en);
  if (known.length === 0) return;
  const rows = known.map((game) => ({
    id: randomUUID(),
    ...{
      provider,
      code: game.code,
      titles: game.titles,
      genre: game.genre,
      rtp: game.rtp,
      currencies: game.currencies,
    },
    slug: provider === 'sandbox' ? game.code : slugOf(`${provider}-${game.code}`),
    volatility: game.volatility && VOLATILITIES.includes(game.volatility) ? game.volatility : null,
    thumbnail_url: game.thumbnailUrl,
    // Only the sandbox is known to play with pretend money by itself.
    demo: provider === 'sandbox',
  }));
  const changed = await inTransaction(ctx, async (ctx) => {
    const saved = await query<SavedRow>(ctx.em, UPSERT, [JSON.stringify(rows)]);
    for (const { id: gameId, code, slug, title, genre, enabled } of saved) {
      await publish(ctx, gameChanged, {
        gameId,
        code,
        slug,
        provider,
        title,
        genre,
        enabled,
        changedAt: ctx.now().toISOString(),
      });
    }
    return saved.length > 0;
  });
  if (!changed) return;
  ctx.room.studios.forget();
  ctx.live.push(MEMORY_TOPIC, { what: 'studios' } satisfies MemoryChange);
}

const slugOf = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]+/g, '-');

const UPSERT = `
  insert into game (id, provider, code, slug, titles, genre, volatility, rtp, thumbnail_url, currencies, demo)
  select id, provider, code, slug, titles, genre, volatility, rtp, thumbnail_url, currencies, demo
  from jsonb_to_recordset(?::jsonb) as listed (id uuid, provider text, code text, slug text, titles jsonb, genre text, volatility text, rtp text,
    thumbnail_url text, currencies jsonb, demo boolean)
  on conflict (provider, code) do update set titles = excluded.titles, genre = excluded.genre, volatility = excluded.volatility, rtp = excluded.rtp,
    thumbnail_url = coalesce(excluded.thumbnail_url, game.thumbnail_url), currencies = excluded.currencies, demo = excluded.demo, changed_at = now()
  where (game.titles, game.genre, game.volatility, game.rtp, game.currencies, game.demo)
      is distinct from (excluded.titles, excluded.genre, excluded.volatility, excluded.rtp, excluded.currencies, excluded.demo)
    or game.thumbnail_url is distinct from coalesce(excluded.thumbnail_url, game.thumbnail_url)
  returning id, code, slug, titles ->> 'en' as title, genre, enabled`;
