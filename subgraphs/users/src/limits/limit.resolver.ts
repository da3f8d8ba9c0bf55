import { Allow, MoneyInput, userIdOf } from '@croupier/kit';
import { Arg, Ctx, Field, FieldResolver, ID, InputType, Int, Mutation, Resolver, Root } from 'type-graphql';
import { User } from '../profile/user.entity.ts';
import type { UsersContext } from '../room.ts';
import { confirmLimit } from './confirm-limit.ts';
import { Limit, LimitKind, LimitPeriod, type LimitKindName, type LimitPeriodName } from './limit.entity.ts';
import { setLimit } from './set-limit.ts';

@InputType({ description: 'A limit; with neither amount nor minutes its removal' })
export class SetLimitInput {
  @Field(() => LimitKind, { description: 'What it counts' })
  kind!: LimitKindName;
  @Field(() => LimitPeriod, { description: 'Over which calendar period' })
  period!: LimitPeriodName;
  @Field(() => MoneyInput, { nullable: true, description: 'DEPOSIT, LOSS, WAGER' })
  amount?: MoneyInput | null;
  @Field(() => Int, { nullable: true, description: 'SESSION_TIME' })
  minutes?: number | null;
}
@InputType({ description: 'Which pending limit' })
export class ConfirmLimitInput {
  @Field(() => ID, { description: 'The limit' })
  id!: string;
}

@Resolver(() => User)
export class LimitResolver {
  @Allow('PLAYER')
  @Mutation(() => Limit, { description: 'New or lower: at once. Higher, or removed: after 24 hours and confirmLimit' })
  setLimit(@Ctx() ctx: UsersContext, @Arg('input', () => SetLimitInput) input: SetLimitInput) {
    return setLimit(ctx, userIdOf(ctx.identity)!, input);
  }

  @Allow('PLAYER')
  @Mutation(() => Limit, { description: 'Puts a pending limit into force once its day has come' })
  confirmLimit(@Ctx() ctx: UsersContext, @Arg('input', () => ConfirmLimitInput) input: ConfirmLimitInput) {
    return confirmLimit(ctx, userIdOf(ctx.identity)!, input);
  }

  @FieldResolver(() => [Limit], { description: 'The person’s own limits' })
  limits(@Ctx() ctx: UsersContext, @Root() user: User): Promise<Limit[] | null> {
    return ctx.loaders
      .get<string, Limit[]>('limits', async (ids) => {
        const limits = await ctx.em.find(
          Limit,
          { personId: { $in: [...ids] } },
          { orderBy: { kind: 'asc', period: 'asc' } },
        );
        return ids.map((id) => limits.filter((limit) => limit.personId === id));
      })
      .load(user.id);
  }
}
