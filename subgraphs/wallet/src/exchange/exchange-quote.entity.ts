import { MoneyType, moneyOf } from '@croupier/kit';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, ID, ObjectType } from 'type-graphql';

@Entity({ tableName: 'exchange_quote' })
@ObjectType({ description: 'What the house gives for an amount until it expires; used once' })
export class ExchangeQuote {
  @PrimaryKey({ type: 'uuid' })
  @Field(() => ID, { description: 'A UUID; also the reference of the exchange’s Transactions' })
  id!: string;

  @Property({ type: 'uuid' })
  userId!: string;

  @Property({ type: 'text' })
  fromCurrency!: string;

  @Property({ type: 'bigint' })
  fromMinor!: bigint;

  @Property({ type: 'text' })
  toCurrency!: string;

  @Property({ type: 'bigint' })
  toMinor!: bigint;

  @Property({ type: 'text' })
  @Field(() => String, {
    description: 'Units of the second currency for one of the first, the margin taken off; at most 18 digits',
  })
  rate!: string;

  @Property({ type: 'datetime', columnType: 'timestamptz' })
  @Field(() => Date, { description: 'From then on it is refused' })
  expiresAt!: Date;

  @Property({ type: 'datetime', columnType: 'timestamptz' })
  createdAt!: Date;

  @Field(() => MoneyType, { description: 'What is given' })
  get from(): MoneyType {
    return moneyOf(BigInt(this.fromMinor), this.fromCurrency);
  }

  @Field(() => MoneyType, { description: 'What is received, rounded down' })
  get to(): MoneyType {
    return moneyOf(BigInt(this.toMinor), this.toCurrency);
  }
}
