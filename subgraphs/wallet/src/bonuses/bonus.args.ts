import { MoneyInput } from '@croupier/kit';
import { Field, ID, InputType, Int } from 'type-graphql';
import { BonusProduct, ContributionInput, DepositMatchInput, WageringBase } from './bonus-terms.type.ts';
import { BonusKind } from './bonus.type.ts';

@InputType({
  description:
    'A bonus to grant: MONEY wants `amount`, or `match` and `deposit`; FREE_ROUNDS wants `rounds`, `gameCode` and `stake`',
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

  @Field(() => MoneyInput, { nullable: true, description: 'MONEY: the deposit that it is given for' })
  deposit?: MoneyInput | null;

  @Field(() => DepositMatchInput, {
    nullable: true,
    description: 'MONEY, instead of `amount`: a part of `deposit`, rounded down',
  })
  match?: DepositMatchInput | null;

  @Field(() => WageringBase, { nullable: true, description: 'What has to be staked several times; none: BONUS' })
  wageringBase?: WageringBase | null;

  @Field(() => MoneyInput, {
    nullable: true,
    description: 'The largest stake while the bonus is active; a larger one is refused with LIMIT_REACHED',
  })
  mostBet?: MoneyInput | null;

  @Field(() => MoneyInput, {
    nullable: true,
    description: 'The most that becomes real money; the rest returns to the house',
  })
  mostConversion?: MoneyInput | null;

  @Field(() => [ContributionInput], {
    nullable: true,
    description: 'Games of which another part of a stake counts as wagering, at most 500',
  })
  contributions?: ContributionInput[] | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Percent of a stake in any other game that counts as wagering; none: 100',
  })
  defaultContribution?: number | null;

  @Field(() => BonusProduct, {
    nullable: true,
    description: 'Whose stakes spend and wager it; none: CASINO. SPORTS wants money and wagering',
  })
  product?: BonusProduct | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether a withdrawal before it is wagered ends it, after the player’s consent; none: it does not',
  })
  withdrawalForfeits?: boolean | null;
}

@InputType({ description: 'Which bonus to end' })
export class ForfeitBonusInput {
  @Field(() => ID, { description: 'The bonus' })
  id!: string;
}
