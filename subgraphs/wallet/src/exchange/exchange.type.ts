import { MoneyType } from '@croupier/kit';
import { Field, ID, ObjectType } from 'type-graphql';
import { Transaction } from '../balances/transaction.type.ts';

@ObjectType({ description: 'Money of one wallet that became money of another' })
export class Exchange {
  @Field(() => ID, { description: 'The quote’s id' })
  id!: string;

  @Field(() => MoneyType, { description: 'What was given' })
  from!: MoneyType;

  @Field(() => MoneyType, { description: 'What was received' })
  to!: MoneyType;

  @Field(() => String, { description: 'Units of the second currency for one of the first' })
  rate!: string;

  @Field(() => [Transaction], { description: 'What was posted: of the first wallet, then of the second' })
  transactions!: Transaction[];
}
