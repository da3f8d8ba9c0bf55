import { DateTime, Decimal, moneyOf, MoneyType } from '@croupier/kit';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { JACKPOT_DIGITS } from '../providers/jackpot.ts';
import { decimalOfUnits } from '../providers/units.ts';

export const RoundStatus = { OPEN: 'OPEN', CLOSED: 'CLOSED', CANCELLED: 'CANCELLED' } as const;
export type RoundStatus = keyof typeof RoundStatus;
registerEnumType(RoundStatus, { name: 'RoundStatus', description: 'CANCELLED: every bet of it was rolled back' });

/** A round of a player at a studio's game: a projection of the ledger's log. Studios' round ids are per player. */
@Directive('@key(fields: "id")')
@Entity({ tableName: 'round' })
@ObjectType('Round', { description: 'A round of a game: its bets and what they paid' })
export class Round {
  @PrimaryKey({ type: 'uuid' })
  @Field(() => ID, { description: 'Its id in this graph' })
  id!: string;

  @Property({ type: 'text', fieldName: 'provider' })
  providerName!: string;

  @Property({ type: 'text' })
  userId!: string;

  @Property({ type: 'text' })
  @Field(() => String, { description: "The provider's own id of the round" })
  reference!: string;

  @Property({ type: 'text', nullable: true })
  gameCode!: string | null;

  @Property({ type: 'text' })
  @Field(() => String, { description: 'Currency of its amounts' })
  currency!: string;

  @Property({ type: 'text' })
  @Field(() => RoundStatus, { description: 'Where it stands' })
  status!: RoundStatus;

  @Property({ type: 'bigint' })
  stakedMinor!: bigint;

  @Property({ type: 'bigint' })
  paidMinor!: bigint;

  /** in 10^-12 of the currency */
  @Property({ type: 'decimal' })
  jackpotContributionPico!: string;

  @Property({ type: 'decimal' })
  jackpotPaidPico!: string;

  @Property({ type: 'datetime' })
  @Field(() => DateTime, { description: 'When its first bet was taken' })
  openedAt!: Date;

  /** when it took the status that it has, CLOSED or CANCELLED */
  @Property({ type: 'datetime', nullable: true })
  endedAt!: Date | null;

  /** when the provider closed it, whatever became of its bets */
  @Property({ type: 'datetime', nullable: true, fieldName: 'closed_at' })
  closedByProviderAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was closed or cancelled' })
  get closedAt(): Date | null {
    return this.endedAt;
  }

  @Field(() => MoneyType, { description: 'Stakes, without those that were rolled back' })
  get staked(): MoneyType {
    return moneyOf(BigInt(this.stakedMinor), this.currency);
  }

  @Field(() => MoneyType, { description: 'What it paid' })
  get paid(): MoneyType {
    return moneyOf(BigInt(this.paidMinor), this.currency);
  }

  @Field(() => Decimal, {
    description:
      'What of its stakes, without those that were rolled back, went into jackpots; finer than the currency’s unit',
  })
  get jackpotContribution(): string {
    return decimalOfUnits(BigInt(this.jackpotContributionPico), JACKPOT_DIGITS);
  }

  @Field(() => Decimal, { description: 'What of `paid` came out of jackpots' })
  get jackpotPaid(): string {
    return decimalOfUnits(BigInt(this.jackpotPaidPico), JACKPOT_DIGITS);
  }
}
