import { connectionOf, Personal } from '@croupier/kit';
import { Field, ID, InputType, Int } from 'type-graphql';
import { Game, GameGenre, Volatility } from './game.entity.ts';

export const GameConnection = connectionOf('Game', Game, { isPublic: true });

@InputType('GameFilter', { description: 'Which games' })
export class GameFilterArgs {
  @Field(() => String, { nullable: true, description: "A provider's name" })
  provider?: string | null;

  @Field(() => GameGenre, { nullable: true, description: 'A genre' })
  genre?: GameGenre | null;

  @Field(() => Volatility, { nullable: true, description: 'How wildly it pays' })
  volatility?: Volatility | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Beginnings of words of a title in any language, of the slug or of a tag; of four letters and more also what is spelt nearly so. ' +
      'Latin letters find Cyrillic titles and the other way round',
  })
  search?: string | null;

  @Field(() => String, { nullable: true, description: "A category's slug" })
  category?: string | null;

  @Field(() => String, { nullable: true, description: 'A tag' })
  tag?: string | null;

  @Field(() => String, { nullable: true, description: 'A currency in which it is played' })
  currency?: string | null;

  @Field(() => String, { nullable: true, description: 'A country (ISO 3166) in which it is offered' })
  country?: string | null;

  @Personal()
  @Field(() => Boolean, { nullable: true, description: 'true: only your favourites' })
  favourites?: boolean | null;
}

@InputType('SetGameEnabledInput', { description: 'Which game to open or close' })
export class SetGameEnabledArgs {
  @Field(() => ID, { description: "The game's id in this graph" })
  gameId!: string;

  @Field(() => Boolean, { description: 'Whether it may be launched and bet on' })
  enabled!: boolean;
}

@InputType('FavouriteGameInput', { description: 'Which game' })
export class FavouriteGameArgs {
  @Field(() => ID, { description: "The game's id in this graph" })
  gameId!: string;
}

@InputType('ArrangeGameInput', {
  description:
    'Where a game stands and where it is offered; what is left out stays, a list that is given replaces the present one',
})
export class ArrangeGameArgs {
  @Field(() => ID, { description: "The game's id in this graph" })
  gameId!: string;

  @Field(() => Int, { nullable: true, description: '0 to 1000000; smaller comes first, 1000 where nobody said' })
  position?: number | null;

  @Field(() => [String], { nullable: true, description: 'Slugs of categories' })
  categories?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Words to find it by and filter with' })
  tags?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Countries (ISO 3166) in which it is not offered' })
  blockedCountries?: string[] | null;
}
