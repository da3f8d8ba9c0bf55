import { connectionOf, DateTime } from '@croupier/kit';
import { Field, ID, InputType } from 'type-graphql';
import { Round, RoundStatus } from './round.entity.ts';

export const RoundConnection = connectionOf('Round', Round);

@InputType('RoundFilter', { description: 'Which rounds' })
export class RoundFilterArgs {
  @Field(() => ID, { nullable: true, description: 'Whose; another person only for staff' })
  userId?: string | null;

  @Field(() => ID, { nullable: true, description: "A game's id in this graph" })
  gameId?: string | null;

  @Field(() => RoundStatus, { nullable: true, description: 'Where they stand' })
  status?: RoundStatus | null;

  @Field(() => DateTime, { nullable: true, description: 'Opened at this moment or later' })
  from?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'Opened before this moment' })
  to?: Date | null;
}
