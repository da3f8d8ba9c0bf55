import type { PlayerStatusName, RoleName } from '@croupier/contracts';
import { Allow, connectionOf, DateTime, PageArgs, userIdOf } from '@croupier/kit';
import { Arg, Args, Ctx, Field, FieldResolver, ID, InputType, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { UsersContext } from '../room.ts';
import { listUsers } from './list-users.ts';
import { visibleUser } from './load-user.ts';
import { setRoles } from './set-roles.ts';
import { updateProfile } from './update-profile.ts';
import { KycStatus, Role, User, UserStatus, type KycStatusName } from './user.entity.ts';

const UserConnection = connectionOf('User', User);

@InputType({ description: 'Which people' })
export class UserFilter {
  @Field(() => String, { nullable: true, description: 'A part of name or e-mail, or an id or Telegram id' })
  search?: string | null;
  @Field(() => UserStatus, { nullable: true, description: 'Their present status' })
  status?: PlayerStatusName | null;
  @Field(() => Role, { nullable: true, description: 'A role that they hold' })
  role?: RoleName | null;
  @Field(() => KycStatus, { nullable: true, description: 'How far their identity check is' })
  kycStatus?: KycStatusName | null;
}
@InputType({ description: 'Whose roles, and which' })
export class SetRolesInput {
  @Field(() => ID, { description: 'The person' })
  userId!: string;
  @Field(() => [Role], { description: 'All of them; beside a staff role PLAYER falls away' })
  roles!: RoleName[];
}
@InputType({ description: 'What to change; what is left out stays' })
export class UpdateProfileInput {
  @Field(() => String, { nullable: true, description: 'How to be addressed, 1 to 100 characters' })
  displayName?: string | null;
  @Field(() => String, { nullable: true, description: 'en or ru' })
  locale?: string | null;
  @Field(() => String, { nullable: true, description: 'IANA time zone; changes once in 30 days at most' })
  timeZone?: string | null;
}

@Resolver(() => User)
export class UserResolver {
  @Allow('signed-in')
  @Query(() => User, { nullable: true, description: 'Who asks' })
  me(@Ctx() ctx: UsersContext) {
    return visibleUser(ctx, userIdOf(ctx.identity)!);
  }

  @Allow('signed-in')
  @Query(() => User, { nullable: true, description: 'A person: oneself, or anyone for staff' })
  user(@Ctx() ctx: UsersContext, @Arg('id', () => ID, { description: 'The person' }) id: string) {
    return visibleUser(ctx, id);
  }

  @Allow('SUPPORT', 'FINANCE', 'COMPLIANCE', 'ADMIN')
  @Query(() => UserConnection, { nullable: true, description: 'People, newest first' })
  users(
    @Ctx() ctx: UsersContext,
    @Arg('filter', () => UserFilter, { nullable: true, description: 'Which' }) filter: UserFilter | null,
    @Args(() => PageArgs) page: PageArgs,
  ) {
    return listUsers(ctx, filter ?? {}, page);
  }

  @Allow('ADMIN')
  @Mutation(() => User, { description: 'Gives a person exactly these roles; never one’s own' })
  setRoles(@Ctx() ctx: UsersContext, @Arg('input', () => SetRolesInput) input: SetRolesInput) {
    return setRoles(ctx, input);
  }

  @Allow('signed-in')
  @Mutation(() => User, { description: 'Changes one’s own name, language or time zone' })
  updateProfile(@Ctx() ctx: UsersContext, @Arg('input', () => UpdateProfileInput) input: UpdateProfileInput) {
    return updateProfile(ctx, userIdOf(ctx.identity)!, input);
  }

  @FieldResolver(() => UserStatus, { description: 'Whether the person may play, right now' })
  status(@Ctx() ctx: UsersContext, @Root() user: User): PlayerStatusName {
    return user.statusAt(ctx.now()).status;
  }

  @FieldResolver(() => DateTime, { nullable: true, description: 'Until when the status holds, where that is known' })
  statusUntil(@Ctx() ctx: UsersContext, @Root() user: User): Date | null {
    return user.statusAt(ctx.now()).until;
  }
}
