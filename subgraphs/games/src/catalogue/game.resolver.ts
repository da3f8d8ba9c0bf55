import { Allow, Cached, KeyScope, PageArgs, Personal, Public, rowsToRead } from '@croupier/kit';
import { Arg, Args, Ctx, FieldResolver, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { GamesContext } from '../room.ts';
import { withoutNul } from '../without-nul.ts';
import { arrangeGame } from './arrange-game.ts';
import { CategoryType, ConfigureCategoryArgs } from './category.args.ts';
import { configureCategory, listCategories } from './configure-category.ts';
import { favouriteGame, favouriteGames, isFavourite, unfavouriteGame } from './favourite-game.ts';
import { ArrangeGameArgs, FavouriteGameArgs, GameConnection, GameFilterArgs, SetGameEnabledArgs } from './game.args.ts';
import { Game } from './game.entity.ts';
import { listGames } from './list-games.ts';
import { providerByName } from './loaders.ts';
import { Provider } from './provider.entity.ts';
import { recentGames } from './recent-games.ts';
import { setGameEnabled } from './set-game-enabled.ts';
import { titleIn } from './title-in.ts';

@Resolver(() => Game)
export class GameResolver {
  @Allow('anyone')
  @Public()
  @KeyScope('catalogue')
  @Cached(2)
  @Query(() => GameConnection, { nullable: true, description: 'The catalogue' })
  games(
    @Ctx() ctx: GamesContext,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => GameFilterArgs, { nullable: true }) filter?: GameFilterArgs,
  ) {
    return listGames(ctx, filter ?? {}, page);
  }

  @Allow('anyone')
  @Public()
  @KeyScope('catalogue')
  @Cached(2)
  @Query(() => Game, { nullable: true, description: 'A game by its name in addresses' })
  game(@Ctx() ctx: GamesContext, @Arg('slug', () => String) slug: string): Promise<Game | null> {
    return ctx.em.findOne(Game, { slug: withoutNul(slug) });
  }

  @Allow('anyone')
  @Public()
  @KeyScope('catalogue')
  @Cached(2)
  @Query(() => [CategoryType], { nullable: true, description: "The lobby's categories in their order" })
  categories(@Ctx() ctx: GamesContext): Promise<CategoryType[]> {
    return listCategories(ctx);
  }

  @Allow('PLAYER')
  @Query(() => [Game], {
    nullable: true,
    description: 'Your favourites that may be played, the newest first; at most 100',
  })
  favouriteGames(
    @Ctx() ctx: GamesContext,
    @Arg('first', () => Int, { defaultValue: 20, description: 'How many, 1 to 100' }) first: number,
  ): Promise<Game[]> {
    return favouriteGames(ctx, rowsToRead({ first }) - 1);
  }

  @Allow('PLAYER')
  @Query(() => [Game], {
    nullable: true,
    description: 'Games that you opened, the last one first; at most 50 are remembered',
  })
  recentGames(
    @Ctx() ctx: GamesContext,
    @Arg('first', () => Int, { defaultValue: 20, description: 'How many, 1 to 100' }) first: number,
  ): Promise<Game[]> {
    return recentGames(ctx, rowsToRead({ first }) - 1);
  }

  @Allow('PLAYER')
  @Mutation(() => Game, { description: 'Keeps a game among your favourites. NOT_FOUND, LIMIT_EXCEEDED (500)' })
  favouriteGame(
    @Ctx() ctx: GamesContext,
    @Arg('input', () => FavouriteGameArgs) input: FavouriteGameArgs,
  ): Promise<Game> {
    return favouriteGame(ctx, input);
  }

  @Allow('PLAYER')
  @Mutation(() => Game, { description: 'Takes a game from your favourites. NOT_FOUND' })
  unfavouriteGame(
    @Ctx() ctx: GamesContext,
    @Arg('input', () => FavouriteGameArgs) input: FavouriteGameArgs,
  ): Promise<Game> {
    return unfavouriteGame(ctx, input);
  }

  @Allow('ADMIN')
  @Mutation(() => Game, { description: "A game's place, categories, tags and blocked countries. NOT_FOUND" })
  arrangeGame(@Ctx() ctx: GamesContext, @Arg('input', () => ArrangeGameArgs) input: ArrangeGameArgs): Promise<Game> {
    return arrangeGame(ctx, input);
  }

  @Allow('ADMIN')
  @Mutation(() => CategoryType, { description: 'Adds or changes a category of the lobby' })
  configureCategory(
    @Ctx() ctx: GamesContext,
    @Arg('input', () => ConfigureCategoryArgs) input: ConfigureCategoryArgs,
  ): Promise<CategoryType> {
    return configureCategory(ctx, input);
  }

  @Allow('ADMIN')
  @Mutation(() => Game, { description: 'Opens or closes a game. NOT_FOUND' })
  setGameEnabled(
    @Ctx() ctx: GamesContext,
    @Arg('input', () => SetGameEnabledArgs) input: SetGameEnabledArgs,
  ): Promise<Game> {
    return setGameEnabled(ctx, input);
  }

  @FieldResolver(() => String, { description: 'Its title in a language, English where there is none' })
  title(
    @Root() game: Game,
    @Arg('locale', () => String, { defaultValue: 'en', description: 'A language, such as `en` or `ru-RU`' })
    locale: string,
  ): string {
    return titleIn(game.titles, locale) ?? game.code;
  }

  @Personal()
  @FieldResolver(() => Boolean, {
    description: 'Whether it is one of your favourites; false where nobody is signed in',
  })
  favourite(@Root() game: Game, @Ctx() ctx: GamesContext): Promise<boolean> {
    return isFavourite(ctx, game.id);
  }

  @FieldResolver(() => Provider, { description: 'The studio that made it' })
  provider(@Root() game: Game, @Ctx() ctx: GamesContext): Promise<Provider | null> {
    return providerByName(ctx, game.providerName);
  }
}
