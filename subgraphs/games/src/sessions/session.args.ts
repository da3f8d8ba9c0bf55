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

@ObjectType('GameSession', { description: 'A game that was opened' })
export class GameSessionType {
  @Field(() => ID, { description: 'Its id' })
  id!: string;

  @Field(() => String, { description: "The game's page at its provider" })
  url!: string;

  @Field(() => DateTime, { description: 'When it stops taking bets' })
  expiresAt!: Date;
}
