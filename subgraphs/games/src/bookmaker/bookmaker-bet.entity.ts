import { DateTime, moneyOf, MoneyType } from '@croupier/kit';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';

export const BookmakerBetStatus = {
  PENDING: 'PENDING',
  WON: 'WON',
  LOST: 'LOST',
  VOID: 'VOID',
  CASHED_OUT: 'CASHED_OUT',
  REFUNDED: 'REFUNDED',
} as const;
export type BookmakerBetStatus = keyof typeof BookmakerBetStatus;
registerEnumType(BookmakerBetStatus, { name: 'BookmakerBetStatus', description: 'What became of a bookmaker bet' });

/** A bet that a bookmaker took: a projection of the ledger's log. */
@Entity({ tableName: 'bookmaker_bet' })
@ObjectType('BookmakerBet', { description: 'A bet that a bookmaker took' })
export class BookmakerBet {
  @PrimaryKey({ type: 'uuid' })
  @Field(() => ID, { description: 'Its id in this graph' })
  id!: string;

  @Property({ type: 'text' })
  @Field(() => String, { description: 'The bookmaker' })
  partnerId!: string;

  @Property({ type: 'text' })
  @Field(() => String, { description: "The bookmaker's own id of the bet" })
  betId!: string;

  @Property({ type: 'text' })
  userId!: string;

  @Property({ type: 'text' })
  currency!: string;

  @Property({ type: 'bigint' })
  amountMinor!: bigint;

  @Property({ type: 'bigint' })
  payoutMinor!: bigint;

  @Property({ type: 'text' })
  @Field(() => BookmakerBetStatus, { description: 'What became of it' })
  status!: BookmakerBetStatus;

  @Property({ type: 'text', nullable: true })
  @Field(() => String, { nullable: true, description: 'The event that it is on' })
  roundId!: string | null;

  @Property({ type: 'text', nullable: true })
  @Field(() => String, { nullable: true, description: 'What was bet on' })
  selection!: string | null;

  @Property({ type: 'text', nullable: true })
  @Field(() => String, { nullable: true, description: 'Decimal odds, stake included' })
  odds!: string | null;

  @Property({ type: 'boolean' })
  @Field(() => Boolean, { description: 'A free bet: the bookmaker carries the stake, and amount is zero' })
  free!: boolean;

  @Property({ type: 'datetime' })
  @Field(() => DateTime, { description: 'When the stake was held' })
  placedAt!: Date;

  @Property({ type: 'datetime', nullable: true })
  @Field(() => DateTime, { nullable: true, description: 'When its present result came' })
  settledAt!: Date | null;

  @Field(() => MoneyType, { description: 'The stake' })
  get amount(): MoneyType {
    return moneyOf(BigInt(this.amountMinor), this.currency);
  }

  @Field(() => MoneyType, { description: 'What the player got, stake included' })
  get payout(): MoneyType {
    return moneyOf(BigInt(this.payoutMinor), this.currency);
  }
}
