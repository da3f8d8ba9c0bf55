import { connectionOf, DateTime, MoneyInput } from '@croupier/kit';
import { Field, ID, InputType, Int } from 'type-graphql';
import { FreeRounds } from './free-rounds.entity.ts';

export const FreeRoundsConnection = connectionOf('FreeRounds', FreeRounds);

@InputType('GrantFreeRoundsInput', { description: 'Free rounds to give at a studio' })
export class GrantFreeRoundsArgs {
  @Field(() => ID, { description: 'Who is given' })
  userId!: string;

  @Field(() => ID, { description: "The game's id in this graph" })
  gameId!: string;

  @Field(() => Int, { description: 'How many, 1 to 1000' })
  rounds!: number;

  @Field(() => MoneyInput, { description: 'The stake of each' })
  stake!: MoneyInput;

  @Field(() => DateTime, { description: 'When what is left of them ends; at most a year from now' })
  expiresAt!: Date;

  @Field(() => String, {
    description:
      'A repeat of it answers with the first grant, and goes on where that was broken off; with other values: DUPLICATE_REFERENCE',
  })
  idempotencyKey!: string;
}

@InputType('CancelFreeRoundsInput', { description: 'Which free rounds to take back' })
export class CancelFreeRoundsArgs {
  @Field(() => ID, { description: 'Their id' })
  id!: string;
}
