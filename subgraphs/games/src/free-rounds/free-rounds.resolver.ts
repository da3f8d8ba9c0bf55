import { Allow, PageArgs } from '@croupier/kit';
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Game } from '../catalogue/game.entity.ts';
import { gameByCode } from '../catalogue/loaders.ts';
import type { GamesContext } from '../room.ts';
import { UserStub } from '../rounds/user.type.ts';
import { cancelFreeRounds } from './cancel-free-rounds.ts';
import { CancelFreeRoundsArgs, FreeRoundsConnection, GrantFreeRoundsArgs } from './free-rounds.args.ts';
import { FreeRounds, FreeRoundsStatus } from './free-rounds.entity.ts';
import { grantFreeRounds } from './grant-free-rounds.ts';
import { listFreeRounds } from './list-free-rounds.ts';

@Resolver(() => FreeRounds)
export class FreeRoundsResolver {
  @Allow('signed-in')
  @Query(() => FreeRoundsConnection, {
    nullable: true,
    description: 'Free rounds at studios, the newest first: your own, or anybody’s for staff',
  })
  freeRounds(
    @Ctx() ctx: GamesContext,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('userId', () => ID, { nullable: true, description: 'Whose; another person only for staff' })
    userId?: string | null,
  ) {
    return listFreeRounds(ctx, userId ?? null, page);
  }

  @Allow('FINANCE', 'ADMIN')
  @Mutation(() => FreeRounds, {
    description:
      'Gives a player free rounds at a studio. CONFLICT (closed, or the studio gives none), CURRENCY_MISMATCH, DUPLICATE_REFERENCE, NOT_FOUND, ' +
      'PLAYER_BLOCKED, SELF_EXCLUDED, FORBIDDEN (to oneself), PROVIDER_UNAVAILABLE (repeat it; a grant that is PENDING is told again by itself)',
  })
  grantFreeRounds(
    @Ctx() ctx: GamesContext,
    @Arg('input', () => GrantFreeRoundsArgs) input: GrantFreeRoundsArgs,
  ): Promise<FreeRounds> {
    return grantFreeRounds(ctx, input);
  }

  @Allow('FINANCE', 'ADMIN')
  @Mutation(() => FreeRounds, {
    description:
      'Takes back the free rounds that are not played. NOT_FOUND, CONFLICT (over), PROVIDER_UNAVAILABLE (repeat it)',
  })
  cancelFreeRounds(
    @Ctx() ctx: GamesContext,
    @Arg('input', () => CancelFreeRoundsArgs) input: CancelFreeRoundsArgs,
  ): Promise<FreeRounds> {
    return cancelFreeRounds(ctx, input);
  }

  @FieldResolver(() => FreeRoundsStatus, { description: 'How far they are' })
  status(@Root() freeRounds: FreeRounds, @Ctx() ctx: GamesContext): FreeRoundsStatus {
    return freeRounds.statusAt(ctx.now());
  }

  @FieldResolver(() => Game, { nullable: true, description: 'The game' })
  game(@Root() { providerName, gameCode }: FreeRounds, @Ctx() ctx: GamesContext): Promise<Game | null> {
    return gameByCode(ctx, providerName, gameCode);
  }

  @FieldResolver(() => UserStub, { nullable: true, description: 'Who was given them' })
  user(@Root() freeRounds: FreeRounds): UserStub {
    return { id: freeRounds.userId };
  }
}
