import { Allow, PageArgs } from '@croupier/kit';
import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { GamesContext } from '../room.ts';
import { configureProvider } from './configure-provider.ts';
import {
  ConfigureProviderArgs,
  GameConnection,
  GameFilterArgs,
  ReleaseProviderCapArgs,
  SetGameEnabledArgs,
} from './game.args.ts';
import { Game } from './game.entity.ts';
import { listGames } from './list-games.ts';
import { providerByName } from './loaders.ts';
import { Provider } from './provider.entity.ts';
import { releaseProviderCap } from './release-provider-cap.ts';
import { setGameEnabled } from './set-game-enabled.ts';

@Resolver(() => Game)
export class GameResolver {
  @Allow('anyone')
  @Query(() => GameConnection, { nullable: true, description: 'The catalogue' })
  games(
    @Ctx() ctx: GamesContext,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => GameFilterArgs, { nullable: true }) filter?: GameFilterArgs,
  ) {
    return listGames(ctx, filter ?? {}, page);
  }

  @Allow('anyone')
  @Query(() => Game, { nullable: true, description: 'A game by its name in addresses' })
  game(@Ctx() ctx: GamesContext, @Arg('slug', () => String) slug: string): Promise<Game | null> {
    return ctx.em.findOne(Game, { slug: slug.replaceAll('\u0000', '') });
  }

  @Allow('anyone')
  @Query(() => [Provider], { nullable: true, description: 'The studios' })
  providers(@Ctx() ctx: GamesContext): Promise<Provider[]> {
    return ctx.em.find(Provider, {}, { orderBy: { name: 'asc' } });
  }

  @Allow('ADMIN')
  @Mutation(() => Game, { description: 'Opens or closes a game. NOT_FOUND' })
  setGameEnabled(
    @Ctx() ctx: GamesContext,
    @Arg('input', () => SetGameEnabledArgs) input: SetGameEnabledArgs,
  ): Promise<Game> {
    return setGameEnabled(ctx, input);
  }

  @Allow('ADMIN')
  @Mutation(() => Provider, { description: 'Adds or changes a provider' })
  configureProvider(
    @Ctx() ctx: GamesContext,
    @Arg('input', () => ConfigureProviderArgs) input: ConfigureProviderArgs,
  ): Promise<Provider> {
    return configureProvider(ctx, input);
  }

  @Allow('ADMIN')
  @Mutation(() => Provider, { description: "Lets a provider's promotions through again" })
  releaseProviderCap(
    @Ctx() ctx: GamesContext,
    @Arg('input', () => ReleaseProviderCapArgs) input: ReleaseProviderCapArgs,
  ): Promise<Provider> {
    return releaseProviderCap(ctx, input);
  }

  @FieldResolver(() => String, { description: 'Its title in a language, English where there is none' })
  title(
    @Root() game: Game,
    @Arg('locale', () => String, { defaultValue: 'en', description: 'A language, such as `en` or `ru-RU`' })
    locale: string,
  ): string {
    const language = locale.toLowerCase().split('-')[0] ?? 'en';
    return (Object.hasOwn(game.titles, language) ? game.titles[language] : game.titles.en) ?? game.code;
  }

  @FieldResolver(() => Provider, { description: 'The studio that made it' })
  provider(@Root() game: Game, @Ctx() ctx: GamesContext): Promise<Provider | null> {
    return providerByName(ctx, game.providerName);
  }
}
