import { Allow } from '@croupier/kit';
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { UsersContext } from '../room.ts';
import { refreshSession } from './refresh-session.ts';
import { RefreshSessionInput, SessionType } from './session.type.ts';
import { signOut } from './sign-out.ts';

@Resolver()
export class SessionResolver {
  @Allow('anyone')
  @Mutation(() => SessionType, {
    description: 'A new pair of tokens; using a refresh token twice ends the session (TOKEN_REUSED)',
  })
  refreshSession(@Ctx() ctx: UsersContext, @Arg('input', () => RefreshSessionInput) input: RefreshSessionInput) {
    return refreshSession(ctx, input);
  }

  @Allow('signed-in')
  @Mutation(() => Boolean, { description: 'Ends this session, its tokens and its sockets' })
  signOut(@Ctx() ctx: UsersContext) {
    return signOut(ctx);
  }
}
