import { connectionOf } from '@croupier/kit';
import { Field, InputType } from 'type-graphql';
import { Recalculation, RecalculationStatus } from './recalculation.entity.ts';
import { RoundToRecalculate } from './round-to-recalculate.type.ts';

export const RecalculationConnection = connectionOf('Recalculation', Recalculation);
export const RoundToRecalculateConnection = connectionOf('RoundToRecalculate', RoundToRecalculate);

@InputType('RecalculationFilter', { description: 'Which recalculations' })
export class RecalculationFilterArgs {
  @Field(() => String, { nullable: true, description: 'The bookmaker' })
  partnerId?: string | null;

  @Field(() => String, { nullable: true, description: 'The event' })
  roundId?: string | null;

  @Field(() => RecalculationStatus, { nullable: true, description: 'How far they are' })
  status?: RecalculationStatus | null;
}
