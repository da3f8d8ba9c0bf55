import { createHash, randomUUID } from 'node:crypto';
import { gameChanged, type GENRES } from '@croupier/contracts';
import { inTransaction, publish, query } from '@croupier/kit';
import type { ListedGame } from '../providers/provider.ts';
import { MEMORY_TOPIC, type GamesContext, type MemoryChange } from '../room.ts';
import { diffGames, type CatalogueDiff, type PresentGame } from './diff-games.ts';

const VOLATILITIES = ['LOW', 'MEDIUM', 'HIGH'];

/**
 * Brings a provider's games to what it lists and answers what changed; `apply` false only answers. A game that is listed no more is closed,
 * not deleted, and opens again when it returns. What a person decided (closed, position, categories) stays.
 */
export async function saveGames(
  ctx: GamesContext,
  provider: string,
  listed: ListedGame[],
  { apply = true } = {},
): Promise<CatalogueDiff> {
  const games = listed.map((game) => ({
    ...game,
    volatility: game.volatility && VOLATILITIES.includes(game.volatility) ? game.volatility : null,
  }));
  const diff = await inTransaction(ctx, async (ctx) => {
    // Two processes that sync one provider take turns.
    await query(ctx.em, 'select 1 from provider where name = ? for update', [provider]);
    const present = await query<PresentGame>(ctx.em, PRESENT, [provider]);
    const diff = diffGames(present, games);
    if (!apply || diff.changes.length === 0) return diff;
    const at = ctx.now().toISOString();
    const rows = await rowsOf(ctx, provider, present, diff.written);
    const saved = [
      ...(await query<SavedRow>(ctx.em, UPSERT, [JSON.stringify(rows), at])),
      ...(await query<SavedRow>(ctx.em, CLOSE, [at, at, provider, JSON.stringify(diff.gone)])),
    ];
    for (const game of saved) await publish(ctx, gameChanged, { ...game, provider, changedAt: at });
    await recordSync(ctx, provider, diff, at);
    return diff;
  });
  if (!apply || diff.changes.length === 0) return diff;
  ctx.room.studios.forget();
  ctx.live.push(MEMORY_TOPIC, { what: 'studios' } satisfies MemoryChange);
  return diff;
}

interface SavedRow {
  gameId: string;
  code: string;
  slug: string;
  title: string;
  genre: (typeof GENRES)[number];
  enabled: boolean;
}

async function rowsOf(ctx: GamesContext, provider: string, present: PresentGame[], games: ListedGame[]) {
  const slugs = new Map(present.map((game) => [game.code, game.slug]));
  const wanted = (code: string) => (provider === 'sandbox' ? code : slugOf(`${provider}-${code}`));
  const taken = new Set(
    (
      await query<{ slug: string }>(
        ctx.em,
        'select slug from game where slug in (select jsonb_array_elements_text(?::jsonb))',
        [JSON.stringify(games.map((game) => wanted(game.code)))],
      )
    ).map((row) => row.slug),
  );
  return games.map((game) => {
    let slug = slugs.get(game.code) ?? wanted(game.code);
    // Two codes may differ in signs alone, or two providers' names may run into their codes.
    if (!slugs.has(game.code) && taken.has(slug))
      slug += `-${createHash('sha256').update(`${provider} ${game.code}`).digest('hex').slice(0, 8)}`;
    taken.add(slug);
    const { code, titles, genre, volatility, rtp, thumbnailUrl, currencies, tags, countries, blockedCountries } = game;
    return {
      ...{ id: randomUUID(), provider, code, slug, titles, genre, volatility, rtp, currencies },
      thumbnail_url: thumbnailUrl,
      ...{ tags: tags ?? [], countries: countries ?? null, blocked_countries: blockedCountries ?? [] },
      // Only the sandbox is known to play with pretend money by itself.
      demo: provider === 'sandbox',
    };
  });
}

async function recordSync(ctx: GamesContext, provider: string, diff: CatalogueDiff, at: string): Promise<void> {
  const count = (...kinds: string[]) => diff.changes.filter(({ kind }) => kinds.includes(kind)).length;
  await query(
    ctx.em,
    'insert into catalogue_sync (provider, at, added, changed, gone, unchanged, changes) values (?, ?, ?, ?, ?, ?, ?::jsonb)',
    [
      ...[provider, at, count('ADDED'), count('CHANGED', 'RETURNED'), count('GONE'), diff.unchanged],
      JSON.stringify(diff.changes.slice(0, 1_000)),
    ],
  );
}

const slugOf = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]+/g, '-');

const PRESENT = `
  select id, code, slug, titles, genre, volatility, rtp, thumbnail_url as "thumbnailUrl", currencies, tags, countries,
    blocked_countries as "blockedCountries", enabled as allowed, gone_at is not null as gone
  from game where provider = ? order by code`;

const SAVED = `returning id as "gameId", code, slug, titles ->> 'en' as title, genre, enabled and gone_at is null as enabled`;

const UPSERT = `
  insert into game (id, provider, code, slug, titles, genre, volatility, rtp, thumbnail_url, currencies, demo, tags, countries, blocked_countries)
  select id, provider, code, slug, titles, genre, volatility, rtp, thumbnail_url, currencies, demo, tags, countries, blocked_countries
  from jsonb_to_recordset(?::jsonb) as listed (id uuid, provider text, code text, slug text, titles jsonb, genre text, volatility text, rtp text,
    thumbnail_url text, currencies jsonb, demo boolean, tags jsonb, countries jsonb, blocked_countries jsonb)
  on conflict (provider, code) do update set titles = excluded.titles, genre = excluded.genre, volatility = excluded.volatility,
    rtp = excluded.rtp, thumbnail_url = excluded.thumbnail_url, currencies = excluded.currencies, demo = excluded.demo, gone_at = null,
    tags = excluded.tags, countries = excluded.countries, blocked_countries = excluded.blocked_countries, changed_at = ?
  ${SAVED}`;

const CLOSE = `
  update game set gone_at = ?, changed_at = ? where provider = ? and code in (select jsonb_array_elements_text(?::jsonb)) ${SAVED}`;
