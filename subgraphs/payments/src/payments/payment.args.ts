import { Field, ID, InputType } from 'type-graphql';
import { PaymentKind, PaymentStatus } from './payment.entity.ts';

@InputType({ description: 'Which payments' })
export class PaymentFilter {
  @Field(() => ID, { nullable: true, description: 'Of one user; players see their own only' })
  userId?: string | null;

  @Field(() => PaymentKind, { nullable: true, description: 'Which way the money goes' })
  kind?: PaymentKind | null;

  @Field(() => PaymentStatus, { nullable: true, description: 'How far they are' })
  status?: PaymentStatus | null;

  @Field(() => Date, { nullable: true, description: 'Started at or after' })
  from?: Date | null;

  @Field(() => Date, { nullable: true, description: 'Started before' })
  to?: Date | null;
}
