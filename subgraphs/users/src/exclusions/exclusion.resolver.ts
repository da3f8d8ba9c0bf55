import { Allow, DateTime, userIdOf } from '@croupier/kit';
import { Arg, Ctx, Field, ID, InputType, Int, Mutation, Resolver } from 'type-graphql';
import { User } from '../profile/user.entity.ts';
import type { UsersContext } from '../room.ts';
import { blockUser } from './block-user.ts';
import { selfExclude } from './self-exclude.ts';
import { startCoolingOff } from './start-cooling-off.ts';
import { unblockUser } from './unblock-user.ts';

@InputType({ description: 'A break from play' })
export class StartCoolingOffInput {
  @Field(() => DateTime, { description: 'Its end: 24 hours to six weeks from now' })
  until!: Date;
}
@InputType({ description: 'A self-exclusion' })
export class SelfExcludeInput {
  @Field(() => Int, { description: '6 to 60' })
  months!: number;
}
@InputType({ description: 'Whom to block, and why' })
export class BlockUserInput {
  @Field(() => ID, { description: 'The person' })
  userId!: string;
  @Field(() => String, { description: 'Why; kept in the audit trail' })
  reason!: string;
}
@InputType({ description: 'Whom to unblock' })
export class UnblockUserInput {
  @Field(() => ID, { description: 'The person' })
  userId!: string;
  @Field(() => String, { nullable: true, description: 'Why; kept in the audit trail' })
  reason?: string | null;
}

@Resolver()
export class ExclusionResolver {
  @Allow('PLAYER')
  @Mutation(() => User, {
    description: 'A break from play, at once; answers once the wallet refuses bets and deposits',
  })
  startCoolingOff(@Ctx() ctx: UsersContext, @Arg('input', () => StartCoolingOffInput) input: StartCoolingOffInput) {
    return startCoolingOff(ctx, userIdOf(ctx.identity)!, input);
  }

  @Allow('PLAYER')
  @Mutation(() => User, {
    description: 'Self-exclusion, at once and not shortened; answers once the wallet refuses bets and deposits',
  })
  selfExclude(@Ctx() ctx: UsersContext, @Arg('input', () => SelfExcludeInput) input: SelfExcludeInput) {
    return selfExclude(ctx, userIdOf(ctx.identity)!, input);
  }

  @Allow('COMPLIANCE', 'ADMIN')
  @Mutation(() => User, { description: 'Blocks a person and ends their sessions' })
  blockUser(@Ctx() ctx: UsersContext, @Arg('input', () => BlockUserInput) input: BlockUserInput) {
    return blockUser(ctx, input);
  }

  @Allow('COMPLIANCE', 'ADMIN')
  @Mutation(() => User, { description: 'Takes a block back, or lifts a self-exclusion that has passed its date' })
  unblockUser(@Ctx() ctx: UsersContext, @Arg('input', () => UnblockUserInput) input: UnblockUserInput) {
    return unblockUser(ctx, input);
  }
}
