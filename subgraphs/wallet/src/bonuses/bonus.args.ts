import { MoneyInput } from '@croupier/kit';
import { Field, ID, InputType, Int } from 'type-graphql';
import { BonusKind } from './bonus.type.ts';

@InputType({
  description: 'A bonus to grant: MONEY wants `amount`; FREE_ROUNDS wants `rounds`, `gameCode` and `stake`',
})
export class GrantBonusInput {
  @Field(() => ID, { description: 'Who is given' })
  userId!: string;

  @Field(() => BonusKind, { description: 'What is given' })
  kind!: BonusKind;

  @Field(() => MoneyInput, { nullable: true, description: 'MONEY: how much' })
  amount?: MoneyInput | null;

  @Field(() => Int, { nullable: true, description: 'FREE_ROUNDS: how many, 1 to 1000' })
  rounds?: number | null;

  @Field(() => String, { nullable: true, description: 'FREE_ROUNDS: the game’s code' })
  gameCode?: string | null;

  @Field(() => MoneyInput, { nullable: true, description: 'FREE_ROUNDS: the largest stake of a round' })
  stake?: MoneyInput | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'How many times the bonus has to be staked before it becomes real money, 0 to 100; 0 or none: it stays bonus money',
  })
  wageringMultiple?: number | null;

  @Field(() => Date, { nullable: true, description: 'When what is left returns to the house' })
  expiresAt?: Date | null;
}

@InputType({ description: 'Which bonus to end' })
export class ForfeitBonusInput {
  @Field(() => ID, { description: 'The bonus' })
  id!: string;
}
