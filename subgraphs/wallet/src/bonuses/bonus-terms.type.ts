import { MoneyInput, MoneyType, moneyOf } from '@croupier/kit';
import { Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';

export const WageringBase = { BONUS: 'BONUS', DEPOSIT_AND_BONUS: 'DEPOSIT_AND_BONUS' } as const;
export type WageringBase = keyof typeof WageringBase;
registerEnumType(WageringBase, {
  name: 'WageringBase',
  description: 'What has to be staked several times',
  valuesConfig: {
    BONUS: { description: 'The bonus' },
    DEPOSIT_AND_BONUS: { description: 'The deposit that it was given for and the bonus together' },
  },
});

export const BonusProduct = { CASINO: 'CASINO', SPORTS: 'SPORTS' } as const;
export type BonusProduct = keyof typeof BonusProduct;
registerEnumType(BonusProduct, {
  name: 'BonusProduct',
  description: 'Whose stakes a bonus is for; no bonus is for both',
  valuesConfig: {
    CASINO: { description: 'Games' },
    SPORTS: { description: 'Bookmakers; their stakes are real money and wager it' },
  },
});

@ObjectType({ description: 'How much of a stake in a game counts as wagering' })
export class Contribution {
  @Field(() => String, { description: 'The game, by its provider’s code' })
  gameCode!: string;

  @Field(() => Int, { description: '0 to 100' })
  percent!: number;
}

@InputType({ description: 'How much of a stake in a game counts as wagering' })
export class ContributionInput {
  @Field(() => String, { description: 'The game, by its provider’s code' })
  gameCode!: string;

  @Field(() => Int, { description: '0 to 100' })
  percent!: number;
}

@InputType({ description: 'A bonus that is a part of a deposit' })
export class DepositMatchInput {
  @Field(() => Int, { description: 'Percent of the deposit, 1 to 1000' })
  percent!: number;

  @Field(() => MoneyInput, { nullable: true, description: 'The most that is given' })
  cap?: MoneyInput | null;
}

@ObjectType({ description: 'What a bonus was granted on' })
export class BonusTerms {
  @Field(() => MoneyType, {
    nullable: true,
    description: 'The largest stake while the bonus is active; a larger one is refused',
  })
  mostBet!: MoneyType | null;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'The most that becomes real money; the rest returns to the house',
  })
  mostConversion!: MoneyType | null;

  @Field(() => WageringBase, { description: 'What has to be staked several times' })
  wageringBase!: WageringBase;

  @Field(() => MoneyType, { nullable: true, description: 'The deposit that it was given for' })
  deposit!: MoneyType | null;

  @Field(() => [Contribution], { description: 'Games that count otherwise than the others' })
  contributions!: Contribution[];

  @Field(() => Int, { description: 'Percent of a stake in any other game that counts as wagering' })
  defaultContribution!: number;

  @Field(() => BonusProduct, { description: 'Whose stakes spend and wager it' })
  product!: BonusProduct;

  @Field(() => Boolean, { description: 'Whether a withdrawal before it is wagered ends it' })
  withdrawalForfeits!: boolean;
}

/** Terms as the database has them: amounts in minor units as text. */
export interface BonusTermsRecord {
  mostBet: string | null;
  mostConversion: string | null;
  wageringBase: WageringBase;
  deposit: string;
  contributions: Record<string, number>;
  contribution: number;
  product?: BonusProduct | null;
  withdrawalForfeits?: boolean;
}

export function bonusTermsOf(terms: BonusTermsRecord, currency: string): BonusTerms {
  const money = (minor: string | null) => (minor === null ? null : moneyOf(BigInt(minor), currency));
  return {
    mostBet: money(terms.mostBet),
    mostConversion: money(terms.mostConversion),
    wageringBase: terms.wageringBase,
    deposit: terms.deposit === '0' ? null : money(terms.deposit),
    contributions: Object.entries(terms.contributions).map(([gameCode, percent]) => ({ gameCode, percent })),
    defaultContribution: terms.contribution,
    product: terms.product ?? 'CASINO',
    withdrawalForfeits: terms.withdrawalForfeits ?? false,
  };
}
