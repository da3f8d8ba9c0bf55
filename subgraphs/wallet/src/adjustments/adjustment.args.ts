import { MoneyInput } from '@croupier/kit';
import { Field, ID, InputType } from 'type-graphql';
import { Bucket } from '../accounts/bucket.type.ts';
import { AdjustmentDirection, AdjustmentStatus } from './adjustment.entity.ts';

@InputType({ description: 'A correction to propose' })
export class AdjustBalanceInput {
  @Field(() => ID, { description: 'The wallet to correct' })
  walletId!: string;

  @Field(() => Bucket, { description: 'REAL or BONUS' })
  bucket!: Bucket;

  @Field(() => MoneyInput, { description: 'How much, in the wallet’s currency, without a sign' })
  amount!: MoneyInput;

  @Field(() => AdjustmentDirection, { defaultValue: 'CREDIT', description: 'Given or taken' })
  direction!: AdjustmentDirection;

  @Field(() => String, { description: 'Why: 3 to 500 characters' })
  reason!: string;
}

@InputType({ description: 'Which correction to approve' })
export class ApproveAdjustmentInput {
  @Field(() => ID, { description: 'The correction; proposed by somebody else' })
  id!: string;
}

@InputType({ description: 'Which correction to refuse' })
export class RejectAdjustmentInput {
  @Field(() => ID, { description: 'The correction; a proposer may take their own back' })
  id!: string;

  @Field(() => String, { description: 'Why: 3 to 500 characters' })
  reason!: string;
}

@InputType({ description: 'Which corrections to show' })
export class AdjustmentFilter {
  @Field(() => AdjustmentStatus, { nullable: true, description: 'Only those that stand there' })
  status?: AdjustmentStatus | null;
}
