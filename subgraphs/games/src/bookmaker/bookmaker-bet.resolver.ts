import { Allow, PageArgs } from '@croupier/kit';
import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { GamesContext } from '../room.ts';
import { UserStub } from '../rounds/user.type.ts';
import { BookmakerBetConnection, BookmakerBetFilterArgs } from './bookmaker-bet.args.ts';
import { BookmakerBet } from './bookmaker-bet.entity.ts';
import { listBookmakerBets } from './list-bookmaker-bets.ts';

@Resolver(() => BookmakerBet)
export class BookmakerBetResolver {
  @Allow('signed-in')
  @Query(() => BookmakerBetConnection, {
    nullable: true,
    description: 'Bets that bookmakers took, the newest first: your own, or anybody’s for staff',
  })
  bookmakerBets(
    @Ctx() ctx: GamesContext,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => BookmakerBetFilterArgs, { nullable: true }) filter?: BookmakerBetFilterArgs,
  ) {
    return listBookmakerBets(ctx, filter ?? {}, page);
  }

  @FieldResolver(() => UserStub, { nullable: true, description: 'Who placed it' })
  user(@Root() bet: BookmakerBet): UserStub {
    return { id: bet.userId };
  }
}
