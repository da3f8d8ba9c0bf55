import { connectionOf } from '@croupier/kit';
import { Field, ID, InputType } from 'type-graphql';
import { Game, GameGenre, Volatility } from './game.entity.ts';

export const GameConnection = connectionOf('Game', Game);

@InputType('GameFilter', { description: 'Which games' })
export class GameFilterArgs {
  @Field(() => String, { nullable: true, description: "A provider's name" })
  provider?: string | null;

  @Field(() => GameGenre, { nullable: true, description: 'A genre' })
  genre?: GameGenre | null;

  @Field(() => Volatility, { nullable: true, description: 'How wildly it pays' })
  volatility?: Volatility | null;

  @Field(() => String, { nullable: true, description: 'Part of a title in any language, of the slug or of a tag' })
  search?: string | null;
}

@InputType('SetGameEnabledInput', { description: 'Which game to open or close' })
export class SetGameEnabledArgs {
  @Field(() => ID, { description: "The game's id in this graph" })
  gameId!: string;

  @Field(() => Boolean, { description: 'Whether it may be launched and bet on' })
  enabled!: boolean;
}

@InputType('ConfigureProviderInput', {
  description: 'A new provider (dialect and secret needed), or what to change of one; what is left out stays',
})
export class ConfigureProviderArgs {
  @Field(() => String, { description: 'Its name in callback addresses: small letters, digits, dashes' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'What people call it' })
  title?: string | null;

  @Field(() => String, { nullable: true, description: 'The callback dialect that it speaks, such as `croupier`' })
  dialect?: string | null;

  @Field(() => String, { nullable: true, description: 'What it signs with; stored encrypted and never readable again' })
  secret?: string | null;

  @Field(() => String, { nullable: true, description: 'Where it is called for launches and its list of games' })
  url?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether its games may be launched and bet on' })
  enabled?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it may pay promotions without a bet' })
  promotionsAllowed?: boolean | null;
}

@InputType('ReleaseProviderCapInput', { description: 'Whose promotions to let through again' })
export class ReleaseProviderCapArgs {
  @Field(() => String, { description: "The provider's name" })
  provider!: string;
}
