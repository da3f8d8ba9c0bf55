import { DateTime } from '@croupier/kit';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';

export const RecalculationStatus = { RUNNING: 'RUNNING', DONE: 'DONE' } as const;
export type RecalculationStatus = keyof typeof RecalculationStatus;
registerEnumType(RecalculationStatus, { name: 'RecalculationStatus', description: 'How far a recalculation is' });

/** The re-settlement of a bookmaker's bets on a round by its result. */
@Entity({ tableName: 'recalculation' })
@ObjectType('Recalculation', { description: "The re-settlement of a bookmaker's bets on a round by its result" })
export class Recalculation {
  @PrimaryKey({ type: 'bigint' })
  @Field(() => ID, { description: 'Its id' })
  id!: string;

  @Property({ type: 'text' })
  @Field(() => String, { description: 'The bookmaker, whose bets alone are settled' })
  partnerId!: string;

  @Property({ type: 'text' })
  @Field(() => String, { description: 'The event' })
  roundId!: string;

  @Property({ type: 'text' })
  @Field(() => String, { description: 'The selection that wins' })
  correctResult!: string;

  @Property({ type: 'text' })
  @Field(() => RecalculationStatus, { description: 'How far it is' })
  status!: RecalculationStatus;

  @Property({ type: 'integer' })
  @Field(() => Int, { description: 'How many bets there were to settle when it began' })
  bets!: number;

  @Property({ type: 'integer' })
  @Field(() => Int, { description: 'How many of them are settled' })
  settled!: number;

  @Property({ type: 'datetime' })
  @Field(() => DateTime, { description: 'When the bookmaker asked for it' })
  startedAt!: Date;

  @Property({ type: 'datetime', nullable: true })
  @Field(() => DateTime, { nullable: true, description: 'When its last bet was settled' })
  finishedAt!: Date | null;
}
