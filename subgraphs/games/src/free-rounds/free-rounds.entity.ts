import { DateTime, moneyOf, MoneyType } from '@croupier/kit';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';

export const FreeRoundsStatus = {
  PENDING: 'PENDING',
  GRANTED: 'GRANTED',
  ACTIVE: 'ACTIVE',
  USED: 'USED',
  EXPIRED: 'EXPIRED',
  CANCELLED: 'CANCELLED',
} as const;
export type FreeRoundsStatus = keyof typeof FreeRoundsStatus;
registerEnumType(FreeRoundsStatus, {
  name: 'FreeRoundsStatus',
  description: 'PENDING: the studio has not confirmed them and is told again until it does. ACTIVE: some are played',
});

/** Free rounds of a game that a player was given at its studio. */
@Entity({ tableName: 'free_rounds' })
@ObjectType('FreeRounds', { description: 'Free rounds of a game that a player was given at its studio' })
export class FreeRounds {
  @PrimaryKey({ type: 'uuid' })
  @Field(() => ID, { description: 'Their id, also at the studio' })
  id!: string;

  @Property({ type: 'text' })
  userId!: string;

  @Property({ type: 'text', fieldName: 'provider' })
  providerName!: string;

  @Property({ type: 'uuid' })
  gameId!: string;

  @Property({ type: 'text' })
  gameCode!: string;

  @Property({ type: 'text' })
  currency!: string;

  @Property({ type: 'bigint' })
  stakeMinor!: bigint;

  @Property({ type: 'integer' })
  @Field(() => Int, { description: 'How many were given' })
  rounds!: number;

  @Property({ type: 'integer' })
  @Field(() => Int, {
    description: 'How many the studio told as played; a studio that tells the end alone: 0 until then',
  })
  played!: number;

  @Property({ type: 'text' })
  grantedBy!: string;

  @Property({ type: 'datetime' })
  @Field(() => DateTime, { description: 'When they were given' })
  createdAt!: Date;

  @Property({ type: 'datetime' })
  @Field(() => DateTime, { description: 'When what is left of them ends' })
  expiresAt!: Date;

  @Property({ type: 'datetime', nullable: true })
  toldAt!: Date | null;

  /** when the studio told what they won together */
  @Property({ type: 'datetime', nullable: true })
  finishedAt!: Date | null;

  @Property({ type: 'datetime', nullable: true })
  cancelledAt!: Date | null;

  @Field(() => MoneyType, { description: 'The stake of each' })
  get stake(): MoneyType {
    return moneyOf(BigInt(this.stakeMinor), this.currency);
  }

  statusAt(now: Date): FreeRoundsStatus {
    if (this.cancelledAt !== null) return 'CANCELLED';
    if (this.finishedAt !== null || this.played >= this.rounds) return 'USED';
    if (this.expiresAt <= now) return 'EXPIRED';
    if (this.toldAt === null) return 'PENDING';
    return this.played > 0 ? 'ACTIVE' : 'GRANTED';
  }
}
