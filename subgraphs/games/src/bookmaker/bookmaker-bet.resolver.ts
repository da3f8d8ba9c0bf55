import { Allow, PageArgs, userIdOf } from '@croupier/kit';
import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root, Subscription } from 'type-graphql';
import type { GamesContext } from '../room.ts';
import { UserStub } from '../rounds/user.type.ts';
import { BookmakerBetConnection, BookmakerBetFilterArgs } from './bookmaker-bet.args.ts';
import { BookmakerBet } from './bookmaker-bet.entity.ts';
import { listBookmakerBets } from './list-bookmaker-bets.ts';
import { type BookmakerBetPush, bookmakerBetTopic } from './project-bookmaker-bets.ts';

const follow = (ctx: GamesContext) =>
  ctx.live.follow<BookmakerBetPush>(bookmakerBetTopic(userIdOf(ctx.identity) ?? ''));

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

  @Allow('signed-in')
  @Subscription(() => BookmakerBet, {
    description: 'Your bets with bookmakers as they are taken, settled and settled again',
    subscribe: ({ context }) => follow(context as GamesContext),
  })
  bookmakerBetUpdated(@Root() push: BookmakerBetPush, @Ctx() ctx: GamesContext): Promise<BookmakerBet> {
    return ctx.em.findOneOrFail(BookmakerBet, { id: push.id });
  }

  @FieldResolver(() => UserStub, { nullable: true, description: 'Who placed it' })
  user(@Root() bet: BookmakerBet): UserStub {
    return { id: bet.userId };
  }
}
