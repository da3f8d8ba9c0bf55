import { Allow, PageArgs, userIdOf } from '@croupier/kit';
import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root, Subscription } from 'type-graphql';
import { Game } from '../catalogue/game.entity.ts';
import { gameByCode, providerByName } from '../catalogue/loaders.ts';
import { Provider } from '../catalogue/provider.entity.ts';
import type { GamesContext } from '../room.ts';
import { Bet } from './bet.entity.ts';
import { listRounds } from './list-rounds.ts';
import { type RoundPush, roundTopic } from './project-rounds.ts';
import { RoundConnection, RoundFilterArgs } from './round.args.ts';
import { Round } from './round.entity.ts';
import { RoundPage } from './round-page.type.ts';
import { showRound } from './show-round.ts';
import { UserStub } from './user.type.ts';

const follow = (ctx: GamesContext) => ctx.live.follow<RoundPush>(roundTopic(userIdOf(ctx.identity) ?? ''));

@Resolver(() => Round)
export class RoundResolver {
  @Allow('signed-in')
  @Query(() => RoundConnection, {
    nullable: true,
    description: 'Rounds, the newest first: your own, or anybody’s for staff',
  })
  rounds(
    @Ctx() ctx: GamesContext,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => RoundFilterArgs, { nullable: true }) filter?: RoundFilterArgs,
  ) {
    return listRounds(ctx, filter ?? {}, page);
  }

  @Allow('SUPPORT', 'FINANCE', 'COMPLIANCE', 'ADMIN')
  @Query(() => RoundPage, {
    nullable: true,
    description: "The studio's own page of a round. NOT_FOUND, CONFLICT (it has none), PROVIDER_UNAVAILABLE",
  })
  roundPage(
    @Ctx() ctx: GamesContext,
    @Arg('id', () => ID, { description: "The round's id in this graph" }) id: string,
  ): Promise<RoundPage> {
    return showRound(ctx, id);
  }

  @Allow('signed-in')
  @Subscription(() => Round, {
    description: 'Your rounds as they change',
    subscribe: ({ context }) => follow(context as GamesContext),
  })
  roundUpdated(@Root() push: RoundPush, @Ctx() ctx: GamesContext): Promise<Round> {
    return ctx.em.findOneOrFail(Round, { id: push.id });
  }

  @FieldResolver(() => Provider, { nullable: true, description: 'The studio' })
  provider(@Root() round: Round, @Ctx() ctx: GamesContext): Promise<Provider | null> {
    return providerByName(ctx, round.providerName);
  }

  @FieldResolver(() => Game, { nullable: true, description: 'The game of its first bet' })
  async game(@Root() round: Round, @Ctx() ctx: GamesContext): Promise<Game | null> {
    return round.gameCode === null ? null : gameByCode(ctx, round.providerName, round.gameCode);
  }

  @FieldResolver(() => UserStub, { nullable: true, description: 'Who plays it' })
  user(@Root() round: Round): UserStub {
    return { id: round.userId };
  }

  @FieldResolver(() => [Bet], { description: 'Its bets in the order in which they were taken' })
  async bets(@Root() round: Round, @Ctx() ctx: GamesContext): Promise<Bet[]> {
    const loader = ctx.loaders.get<string, Bet[]>('bets-of-round', async (ids) => {
      const bets = await ctx.em.find(Bet, { roundId: { $in: [...ids] } }, { orderBy: { placedAt: 'asc', id: 'asc' } });
      return ids.map((id) => bets.filter((bet) => bet.roundId === id));
    });
    return (await loader.load(round.id)) ?? [];
  }
}
