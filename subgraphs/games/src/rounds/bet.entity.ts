import { DateTime, Decimal, moneyOf, MoneyType } from '@croupier/kit';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { JACKPOT_DIGITS } from '../providers/jackpot.ts';
import { decimalOfUnits } from '../providers/units.ts';

export const BetStatus = { OPEN: 'OPEN', SETTLED: 'SETTLED', ROLLED_BACK: 'ROLLED_BACK' } as const;
export type BetStatus = keyof typeof BetStatus;
registerEnumType(BetStatus, { name: 'BetStatus', description: 'What became of a bet' });

/** A bet of a round: a projection of the ledger's log. */
@Entity({ tableName: 'bet' })
@ObjectType('Bet', { description: 'A bet of a round' })
export class Bet {
  @PrimaryKey({ type: 'uuid' })
  @Field(() => ID, { description: 'Its id in this graph' })
  id!: string;

  @Property({ type: 'uuid' })
  roundId!: string;

  @Property({ type: 'text', fieldName: 'provider' })
  providerName!: string;

  @Property({ type: 'text' })
  @Field(() => String, { description: "The provider's own id of the bet" })
  reference!: string;

  @Property({ type: 'text' })
  currency!: string;

  @Property({ type: 'bigint' })
  amountMinor!: bigint;

  @Property({ type: 'bigint' })
  paidMinor!: bigint;

  /** in 10^-12 of the currency */
  @Property({ type: 'decimal' })
  jackpotContributionPico!: string;

  @Property({ type: 'decimal' })
  jackpotPaidPico!: string;

  @Property({ type: 'text' })
  @Field(() => BetStatus, { description: 'What became of it' })
  status!: BetStatus;

  @Property({ type: 'datetime' })
  @Field(() => DateTime, { description: 'When it was taken' })
  placedAt!: Date;

  @Property({ type: 'datetime', nullable: true })
  @Field(() => DateTime, { nullable: true, description: 'When it was first settled or rolled back' })
  settledAt!: Date | null;

  @Field(() => MoneyType, { description: 'The stake, without what was rolled back of it while the rest stands' })
  get amount(): MoneyType {
    return moneyOf(BigInt(this.amountMinor), this.currency);
  }

  @Field(() => MoneyType, {
    description: 'What it paid. A win that settles a round as a whole counts for its first open bet',
  })
  get paid(): MoneyType {
    return moneyOf(BigInt(this.paidMinor), this.currency);
  }

  @Field(() => Decimal, { description: 'What of the stake went into jackpots; finer than the currency’s unit' })
  get jackpotContribution(): string {
    return decimalOfUnits(BigInt(this.jackpotContributionPico), JACKPOT_DIGITS);
  }

  @Field(() => Decimal, { description: 'What of `paid` came out of jackpots' })
  get jackpotPaid(): string {
    return decimalOfUnits(BigInt(this.jackpotPaidPico), JACKPOT_DIGITS);
  }
}
