import { connectionOf, DateTime } from '@croupier/kit';
import { Field, ID, InputType } from 'type-graphql';
import { BookmakerBet, BookmakerBetStatus } from './bookmaker-bet.entity.ts';

export const BookmakerBetConnection = connectionOf('BookmakerBet', BookmakerBet);

@InputType('BookmakerBetFilter', { description: 'Which bookmaker bets' })
export class BookmakerBetFilterArgs {
  @Field(() => ID, { nullable: true, description: 'Whose; another person only for staff' })
  userId?: string | null;

  @Field(() => String, { nullable: true, description: 'The bookmaker' })
  partnerId?: string | null;

  @Field(() => String, { nullable: true, description: 'The event that they are on' })
  roundId?: string | null;

  @Field(() => BookmakerBetStatus, { nullable: true, description: 'What became of them' })
  status?: BookmakerBetStatus | null;

  @Field(() => DateTime, { nullable: true, description: 'Placed at this moment or later' })
  from?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'Placed before this moment' })
  to?: Date | null;
}
