import { Allow, PageArgs } from '@croupier/kit';
import { Arg, Args, Ctx, Query, Resolver } from 'type-graphql';
import type { GamesContext } from '../room.ts';
import { listRecalculations } from './list-recalculations.ts';
import { listRoundsToRecalculate } from './list-rounds-to-recalculate.ts';
import {
  RecalculationConnection,
  RecalculationFilterArgs,
  RoundToRecalculateConnection,
} from './recalculation.args.ts';

@Resolver()
export class RecalculationResolver {
  @Allow('SUPPORT', 'FINANCE', 'COMPLIANCE', 'ADMIN')
  @Query(() => RecalculationConnection, {
    nullable: true,
    description: 'Recalculations of bookmakers’ rounds and how far they are, the newest first',
  })
  recalculations(
    @Ctx() ctx: GamesContext,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => RecalculationFilterArgs, { nullable: true }) filter?: RecalculationFilterArgs,
  ) {
    return listRecalculations(ctx, filter ?? {}, page);
  }

  @Allow('SUPPORT', 'FINANCE', 'COMPLIANCE', 'ADMIN')
  @Query(() => RoundToRecalculateConnection, {
    nullable: true,
    description: 'Rounds of the last 90 days whose bets do not agree with each other or with their result',
  })
  roundsToRecalculate(
    @Ctx() ctx: GamesContext,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('partnerId', () => String, { nullable: true }) partnerId?: string | null,
  ) {
    return listRoundsToRecalculate(ctx, partnerId ?? null, page);
  }
}
