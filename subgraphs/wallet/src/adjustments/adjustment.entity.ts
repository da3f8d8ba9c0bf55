import { MoneyType, moneyOf } from '@croupier/kit';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { Bucket } from '../accounts/bucket.type.ts';

export const AdjustmentDirection = { CREDIT: 'CREDIT', DEBIT: 'DEBIT' } as const;
export type AdjustmentDirection = keyof typeof AdjustmentDirection;
registerEnumType(AdjustmentDirection, {
  name: 'AdjustmentDirection',
  description: 'Whether the player is given or loses',
  valuesConfig: {
    CREDIT: { description: 'The player is given' },
    DEBIT: { description: 'It is taken from the player' },
  },
});

export const AdjustmentStatus = { PROPOSED: 'PROPOSED', APPROVED: 'APPROVED', REJECTED: 'REJECTED' } as const;
export type AdjustmentStatus = keyof typeof AdjustmentStatus;
registerEnumType(AdjustmentStatus, {
  name: 'AdjustmentStatus',
  description: 'Where a correction stands',
  valuesConfig: {
    PROPOSED: { description: 'Waits for a second person; nothing has moved' },
    APPROVED: { description: 'Posted' },
    REJECTED: { description: 'Will not happen' },
  },
});

@Entity({ tableName: 'adjustment' })
@ObjectType({ description: 'A correction of a balance: proposed by one person, approved by another' })
export class Adjustment {
  @PrimaryKey({ type: 'uuid' })
  @Field(() => ID, { description: 'A UUID; also the reference of its Transaction' })
  id!: string;

  @Property({ type: 'uuid' })
  userId!: string;

  @Property({ type: 'uuid' })
  @Field(() => ID, { description: 'The wallet that it corrects' })
  walletId!: string;

  @Property({ type: 'text' })
  currency!: string;

  @Property({ type: 'text' })
  @Field(() => Bucket, { description: 'REAL or BONUS' })
  bucket!: Bucket;

  @Property({ type: 'text' })
  @Field(() => AdjustmentDirection, { description: 'Given or taken' })
  direction!: AdjustmentDirection;

  @Property({ type: 'bigint' })
  amountMinor!: bigint;

  @Property({ type: 'text' })
  @Field(() => String, { description: 'Why, in the proposer’s words' })
  reason!: string;

  @Property({ type: 'text' })
  @Field(() => AdjustmentStatus, { description: 'Where it stands' })
  status!: AdjustmentStatus;

  @Property({ type: 'uuid' })
  proposedById!: string;

  @Property({ type: 'uuid', nullable: true })
  approvedById!: string | null;

  @Property({ type: 'uuid', nullable: true })
  rejectedById!: string | null;

  @Property({ type: 'text', nullable: true })
  @Field(() => String, { nullable: true, description: 'Why it was refused' })
  rejectionReason!: string | null;

  @Property({ type: 'uuid', nullable: true })
  transactionId!: string | null;

  @Property({ type: 'timestamptz' })
  @Field(() => Date, { description: 'When it was proposed' })
  createdAt!: Date;

  @Property({ type: 'timestamptz', nullable: true })
  decidedAt!: Date | null;

  @Field(() => MoneyType, { description: 'How much; the direction says which way' })
  get amount(): MoneyType {
    return moneyOf(this.amountMinor, this.currency);
  }
}
