import { BadUserInput, NotFound, query } from '@croupier/kit';
import { dialectOf } from '../providers/index.ts';
import type { GamesContext } from '../room.ts';
import type { CatalogueDiff, GameChange } from './diff-games.ts';
import { saveGames } from './save-games.ts';
import type { Studio } from './studio-memory.ts';

/** What a sync changed, or would change. */
export interface CatalogueSync {
  at: Date;
  applied: boolean;
  added: number;
  changed: number;
  gone: number;
  unchanged: number;
  changes: GameChange[];
}

/** Asks every enabled provider that has an address for its games. One that does not answer costs nothing to the others; answers how many did. */
export async function syncCatalogue(ctx: GamesContext): Promise<number> {
  const studios = [...(await ctx.room.studios.all(ctx)).values()].filter(
    (studio) => studio.enabled && studio.url !== null,
  );
  const synced = await Promise.allSettled(
    studios.map((studio) => syncStudio({ ...ctx, em: ctx.em.fork() as GamesContext['em'] }, studio, true)),
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

/**
 * Asks one provider for its games now; `apply` false only shows what would change.
 * Throws NotFound, BadUserInput (it has no address), ProviderUnavailable.
 */
export async function syncProvider(
  ctx: GamesContext,
  input: { provider: string; apply: boolean },
): Promise<CatalogueSync> {
  const studio = await ctx.room.studios.find(ctx, input.provider);
  if (!studio) throw new NotFound('This studio');
  if (studio.url === null) throw new BadUserInput('This studio has no address to call', { provider: 'has no url' });
  const { changes, unchanged } = await syncStudio(ctx, studio, input.apply);
  const count = (...kinds: GameChange['kind'][]) => changes.filter(({ kind }) => kinds.includes(kind)).length;
  return {
    ...{ at: ctx.now(), applied: input.apply, unchanged, changes: changes.slice(0, 1_000) },
    ...{ added: count('ADDED'), changed: count('CHANGED', 'RETURNED'), gone: count('GONE') },
  };
}

/** The last sync of a provider that changed anything, or null. */
export async function lastSync(ctx: GamesContext, provider: string): Promise<CatalogueSync | null> {
  const [row] = await query<Omit<CatalogueSync, 'at' | 'applied'> & { at: string }>(
    ctx.em,
    'select at, added, changed, gone, unchanged, changes from catalogue_sync where provider = ? order by id desc limit 1',
    [provider],
  );
  return row ? { ...row, at: new Date(row.at), applied: true } : null;
}

async function syncStudio(ctx: GamesContext, studio: Studio, apply: boolean): Promise<CatalogueDiff> {
  const listed = await ctx.room.calls.repeatedly(studio, 'list-games', () => dialectOf(studio).listGames(studio));
  if (listed.length === 0) ctx.log.warn({ provider: studio.name }, 'a provider lists no games; nothing is changed');
  return saveGames(ctx, studio.name, listed, { apply });
}
