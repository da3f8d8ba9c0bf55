import { MoneyInput } from '@croupier/kit';
import { Field, ID, InputType } from 'type-graphql';

@InputType({ description: 'A deposit to start' })
export class DepositInput {
  @Field(() => ID, { description: 'A payment method of kind DEPOSIT' })
  methodId!: string;

  @Field(() => MoneyInput, { description: 'How much' })
  amount!: MoneyInput;

  @Field(() => String, { description: 'Chosen by the client; a repeat answers with the first payment' })
  idempotencyKey!: string;

  @Field(() => String, {
    nullable: true,
    description: 'A page of the web app to return to after paying; the wallet page where left out',
  })
  returnUrl?: string | null;
}
