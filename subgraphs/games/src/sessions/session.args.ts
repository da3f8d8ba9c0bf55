import { DateTime } from '@croupier/kit';
import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';

export const GameMode = { REAL: 'REAL', DEMO: 'DEMO' } as const;
export type GameMode = keyof typeof GameMode;
registerEnumType(GameMode, { name: 'GameMode', description: 'REAL money, or pretend money inside the provider' });

@InputType('LaunchGameInput', { description: 'Which game to open and with what' })
export class LaunchGameArgs {
  @Field(() => ID, { description: "The game's id in this graph" })
  gameId!: string;

  @Field(() => String, { description: 'The wallet to play from' })
  currency!: string;

  @Field(() => GameMode, { defaultValue: 'REAL', description: 'With real money unless told otherwise' })
  mode!: GameMode;
}

@InputType('LaunchBookmakerInput', { description: 'Which bookmaker to open and with what' })
export class LaunchBookmakerArgs {
  @Field(() => String, { description: 'Its name' })
  partnerId!: string;

  @Field(() => String, { description: 'The wallet to bet from' })
  currency!: string;
}

@ObjectType('GameSession', { description: 'A game, or a bookmaker’s page, that was opened' })
export class GameSessionType {
  @Field(() => ID, { description: 'Its id' })
  id!: string;

  @Field(() => String, { description: 'The page at its provider' })
  url!: string;

  @Field(() => DateTime, { description: 'When it stops taking bets' })
  expiresAt!: Date;
}
