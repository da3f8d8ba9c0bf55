import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType } from 'type-graphql';
import { PaymentStatus } from './payment.entity.ts';

@Entity({ tableName: 'payment_event' })
@ObjectType({ description: 'A status that a payment took' })
export class PaymentEvent {
  @PrimaryKey({ type: 'uuid' })
  paymentId!: string;

  @PrimaryKey({ type: 'int' })
  sequence!: number;

  @Property({ type: 'text' })
  @Field(() => PaymentStatus, { description: 'The status that it took' })
  status!: PaymentStatus;

  @Property({ type: 'text' })
  @Field(() => String, {
    description: 'Who brought it about: a user id, `psp:NAME` or `system`; players see `staff` for whoever works here',
  })
  actor!: string;

  @Property({ type: 'datetime', columnType: 'timestamptz' })
  @Field(() => Date, { description: 'When' })
  at!: Date;
}
