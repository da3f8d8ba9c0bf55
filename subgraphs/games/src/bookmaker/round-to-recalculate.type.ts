import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';

export const RecalculationReason = {
  CONFLICTING_RESULTS: 'CONFLICTING_RESULTS',
  DIFFERS_FROM_RESULT: 'DIFFERS_FROM_RESULT',
} as const;
export type RecalculationReason = keyof typeof RecalculationReason;
registerEnumType(RecalculationReason, {
  name: 'RecalculationReason',
  description: 'Why a round needs recalculation',
  valuesConfig: {
    CONFLICTING_RESULTS: { description: 'Of bets on one selection some won and some lost' },
    DIFFERS_FROM_RESULT: { description: 'Bets are open, or settled otherwise than the last recalculation said' },
  },
});

@ObjectType('RoundToRecalculate', {
  description: "A bookmaker's round whose bets do not agree with each other or with its result",
})
export class RoundToRecalculate {
  @Field(() => String, { description: 'The bookmaker' })
  partnerId!: string;

  @Field(() => String, { description: 'The event' })
  roundId!: string;

  @Field(() => RecalculationReason, { description: 'Why it needs recalculation' })
  reason!: RecalculationReason;

  @Field(() => String, { nullable: true, description: 'The result of its last recalculation' })
  correctResult!: string | null;

  @Field(() => Int, { description: 'Bets without a result' })
  open!: number;

  @Field(() => Int, { description: 'Bets that won' })
  won!: number;

  @Field(() => Int, { description: 'Bets that lost' })
  lost!: number;
}
