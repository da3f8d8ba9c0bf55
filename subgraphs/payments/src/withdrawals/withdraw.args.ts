import { MoneyInput } from '@croupier/kit';
import { Field, ID, InputType } from 'type-graphql';

@InputType({ description: 'A withdrawal to start' })
export class WithdrawInput {
  @Field(() => ID, { description: 'A payment method of kind WITHDRAWAL' })
  methodId!: string;

  @Field(() => MoneyInput, { description: 'How much' })
  amount!: MoneyInput;

  @Field(() => String, { description: 'Where the money goes, as the method wants it' })
  destination!: string;

  @Field(() => String, { description: 'Chosen by the client; a repeat answers with the first payment' })
  idempotencyKey!: string;

  @Field(() => Boolean, {
    defaultValue: false,
    description:
      'Consent to lose bonuses that end with a withdrawal and are not wagered yet; without it that is CONFLICT',
  })
  forfeitBonus!: boolean;
}

@InputType({ description: 'A withdrawal to take back' })
export class CancelWithdrawalInput {
  @Field(() => ID, { description: 'The payment' })
  id!: string;
}

@InputType({ description: 'A withdrawal to let go' })
export class ApproveWithdrawalInput {
  @Field(() => ID, { description: 'The payment' })
  id!: string;
}

@InputType({ description: 'A withdrawal to refuse' })
export class RejectWithdrawalInput {
  @Field(() => ID, { description: 'The payment' })
  id!: string;

  @Field(() => String, { description: 'Why; kept in the audit log' })
  reason!: string;
}
