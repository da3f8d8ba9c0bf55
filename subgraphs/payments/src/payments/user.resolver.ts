import { type Connection, PageArgs } from '@croupier/kit';
import { Arg, Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { PaymentsContext } from '../room.ts';
import { listPayments, maySeePaymentsOf } from './list-payments.ts';
import { PaymentFilter } from './payment.args.ts';
import type { Payment } from './payment.entity.ts';
import { PaymentConnection } from './payment.resolver.ts';
import { User } from './user.type.ts';

@Resolver(() => User)
export class UserResolver {
  @FieldResolver(() => PaymentConnection, { nullable: true, description: 'Their payments, newest first' })
  payments(
    @Root() user: User,
    @Arg('filter', () => PaymentFilter, { nullable: true, description: 'Which ones; userId is this user’s' })
    filter: PaymentFilter | null,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() ctx: PaymentsContext,
  ): Promise<Connection<Payment>> {
    return listPayments(ctx, { ...filter, userId: user.id }, page);
  }
}

/** A public door (`_entities`): null for whoever's payments the asker may not see. */
export async function loadUserReference({ id }: { id: string }, ctx: PaymentsContext): Promise<User | null> {
  return maySeePaymentsOf(ctx, id) ? { id } : null;
}
