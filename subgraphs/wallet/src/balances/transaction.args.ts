import { Field, InputType } from 'type-graphql';
import { TransactionKind } from './transaction.type.ts';

@InputType({ description: 'Which transactions to show' })
export class TransactionFilter {
  @Field(() => TransactionKind, { nullable: true, description: 'Only of this kind' })
  kind?: TransactionKind | null;

  @Field(() => Date, { nullable: true, description: 'Posted at this moment or later' })
  from?: Date | null;

  @Field(() => Date, { nullable: true, description: 'Posted before this moment' })
  to?: Date | null;

  @Field(() => String, { nullable: true, description: 'Exactly this `<provider>:<their transactionId>`' })
  reference?: string | null;
}
