import type { GamesContext } from '../room.ts';
import { Game } from './game.entity.ts';
import { Provider } from './provider.entity.ts';

/** Providers of one request, read together. */
export function providerByName(ctx: GamesContext, name: string): Promise<Provider | null> {
  const loader = ctx.loaders.get<string, Provider>('provider', async (names) => {
    const found = new Map(
      (await ctx.em.find(Provider, { name: { $in: [...names] } })).map((provider) => [provider.name, provider]),
    );
    return names.map((each) => found.get(each) ?? null);
  });
  return loader.load(name);
}

/** Games of one request by provider and code, read together. */
export function gameByCode(ctx: GamesContext, provider: string, code: string): Promise<Game | null> {
  const keyOf = (of: string, game: string) => JSON.stringify([of, game]);
  const loader = ctx.loaders.get<string, Game>('game-by-code', async (keys) => {
    const codes = keys.map((key) => (JSON.parse(key) as [string, string])[1]);
    const games = await ctx.em.find(Game, { code: { $in: codes } });
    const found = new Map(games.map((game) => [keyOf(game.providerName, game.code), game]));
    return keys.map((key) => found.get(key) ?? null);
  });
  return loader.load(keyOf(provider, code));
}
