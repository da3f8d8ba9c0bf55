import { type Connection, MoneyType, moneyOf } from '@croupier/kit';
import { Field, Int, ObjectType } from 'type-graphql';
import { type Transaction, TransactionConnection, TransactionKind } from '../balances/transaction.type.ts';

@ObjectType({ description: 'A wallet as it stood at a moment' })
export class WalletBalance {
  currency!: string;
  realMinor!: bigint;
  bonusMinor!: bigint;
  lockedMinor!: bigint;

  @Field(() => Int, { description: 'Its version then: how many transactions had been posted; 0: none yet' })
  version!: number;

  @Field(() => Date, { nullable: true, description: 'When the last of them was posted; null: there was none' })
  lastPostedAt!: Date | null;

  @Field(() => MoneyType, { description: 'Money that could be played and withdrawn' })
  get real(): MoneyType {
    return moneyOf(this.realMinor, this.currency);
  }

  @Field(() => MoneyType, { description: 'Money that could be played and was not yet the player’s to withdraw' })
  get bonus(): MoneyType {
    return moneyOf(this.bonusMinor, this.currency);
  }

  @Field(() => MoneyType, { description: 'Money that was held for withdrawals and bookmaker bets' })
  get locked(): MoneyType {
    return moneyOf(this.lockedMinor, this.currency);
  }

  @Field(() => MoneyType, { description: 'real + bonus + locked' })
  get total(): MoneyType {
    return moneyOf(this.realMinor + this.bonusMinor + this.lockedMinor, this.currency);
  }
}

@ObjectType({ description: 'What all transactions of one kind did within a statement' })
export class StatementTotal {
  @Field(() => TransactionKind, { description: 'The kind' })
  kind!: TransactionKind;

  @Field(() => Int, { description: 'How many' })
  count!: number;

  @Field(() => MoneyType, { description: 'Their amounts, without a sign' })
  amount!: MoneyType;

  @Field(() => MoneyType, { description: 'What they changed in the real bucket, signed from the player’s side' })
  real!: MoneyType;

  @Field(() => MoneyType, { description: 'What they changed in the bonus bucket' })
  bonus!: MoneyType;

  @Field(() => MoneyType, { description: 'What they changed in the locked bucket' })
  locked!: MoneyType;
}

@ObjectType({ description: 'A wallet over a period: what it began with, everything that moved it, what it ended with' })
export class Statement {
  @Field(() => Date, { description: 'The first moment of the period' })
  from!: Date;

  @Field(() => Date, { description: 'The first moment after the period' })
  to!: Date;

  @Field(() => WalletBalance, { description: 'Right before the period' })
  opening!: WalletBalance;

  @Field(() => WalletBalance, { description: 'At its end' })
  closing!: WalletBalance;

  @Field(() => WalletBalance, {
    description:
      'The end once more, as opening plus the postings of the period; it equals `closing`, or there is no statement',
  })
  recomputed!: WalletBalance;

  @Field(() => [StatementTotal], { description: 'By kind; the kinds that did not happen are left out' })
  totals!: StatementTotal[];

  @Field(() => TransactionConnection, {
    description: 'Every transaction of the period, oldest first, a page at a time',
  })
  transactions!: Connection<Transaction>;
}
