import { Allow } from '@croupier/kit';
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { GamesContext } from '../room.ts';
import { launchBookmaker } from '../bookmaker/launch-bookmaker.ts';
import { launchGame } from './launch-game.ts';
import { GameSessionType, LaunchBookmakerArgs, LaunchGameArgs } from './session.args.ts';

@Resolver()
export class SessionResolver {
  @Allow('PLAYER')
  @Mutation(() => GameSessionType, {
    description:
      'Opens a game: PLAYER_BLOCKED, SELF_EXCLUDED, CURRENCY_MISMATCH, NOT_FOUND, CONFLICT (closed, or not offered in your country), PROVIDER_UNAVAILABLE',
  })
  launchGame(
    @Ctx() ctx: GamesContext,
    @Arg('input', () => LaunchGameArgs) input: LaunchGameArgs,
  ): Promise<GameSessionType> {
    return launchGame(ctx, input);
  }

  @Allow('PLAYER')
  @Mutation(() => GameSessionType, {
    description:
      'Opens a bookmaker’s page: PLAYER_BLOCKED, SELF_EXCLUDED, CURRENCY_MISMATCH, NOT_FOUND, CONFLICT (it has no page), PROVIDER_UNAVAILABLE',
  })
  launchBookmaker(
    @Ctx() ctx: GamesContext,
    @Arg('input', () => LaunchBookmakerArgs) input: LaunchBookmakerArgs,
  ): Promise<GameSessionType> {
    return launchBookmaker(ctx, input);
  }
}
