import { Field, ObjectType } from 'type-graphql';
import { Wallet } from '../accounts/wallet.type.ts';
import { Transaction } from './transaction.type.ts';

@ObjectType({ description: 'A wallet right after a transaction; at first the present state, without one' })
export class BalanceChange {
  @Field(() => Wallet, { description: 'The wallet as it stood at that version' })
  wallet!: Wallet;

  @Field(() => Transaction, { nullable: true, description: 'What changed it; null: this is the present state' })
  transaction!: Transaction | null;
}
