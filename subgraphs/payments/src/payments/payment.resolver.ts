import { Allow, type Connection, connectionOf, isStaff, PageArgs, userIdOf } from '@croupier/kit';
import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root, Subscription } from 'type-graphql';
import type { PaymentsContext } from '../room.ts';
import { isPaymentId, paymentOfSnapshot, type PaymentSnapshot } from './change-payment.ts';
import { findVisiblePayment, listPayments } from './list-payments.ts';
import { PaymentEvent } from './payment-event.entity.ts';
import { PaymentFilter } from './payment.args.ts';
import { Payment } from './payment.entity.ts';
import { User } from './user.type.ts';

export const PaymentConnection = connectionOf('Payment', Payment);

@Resolver(() => Payment)
export class PaymentResolver {
  @Allow('signed-in')
  @Query(() => Payment, { nullable: true, description: 'A payment of one’s own; staff may read any' })
  async payment(
    @Arg('id', () => ID, { description: 'The payment' }) id: string,
    @Ctx() ctx: PaymentsContext,
  ): Promise<Payment | null> {
    return isPaymentId(id) ? findVisiblePayment(ctx, id) : null;
  }

  @Allow('signed-in')
  @Query(() => PaymentConnection, {
    nullable: true,
    description: 'Payments, newest first: players their own, staff anybody’s',
  })
  payments(
    @Arg('filter', () => PaymentFilter, { nullable: true, description: 'Which ones' }) filter: PaymentFilter | null,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() ctx: PaymentsContext,
  ): Promise<Connection<Payment>> {
    return listPayments(ctx, filter ?? {}, page);
  }

  @Allow('signed-in')
  @Subscription(() => Payment, {
    description: 'A payment of one’s own whenever it takes a status',
    subscribe: ({ context }) =>
      (context as PaymentsContext).live.follow(`payment.${userIdOf((context as PaymentsContext).identity)}`),
  })
  paymentUpdated(@Root() snapshot: PaymentSnapshot): Payment {
    return paymentOfSnapshot(snapshot);
  }

  @FieldResolver(() => [PaymentEvent], { description: 'The statuses that it took, oldest first' })
  async history(@Root() payment: Payment, @Ctx() ctx: PaymentsContext): Promise<PaymentEvent[]> {
    const loader = ctx.loaders.get<string, PaymentEvent[]>('history', async (ids) => {
      const events = await ctx.em.find(
        PaymentEvent,
        { paymentId: { $in: [...ids] } },
        { orderBy: { sequence: 'asc' } },
      );
      const byPayment = new Map(ids.map((id) => [id, [] as PaymentEvent[]]));
      for (const event of events) byPayment.get(event.paymentId)?.push(event);
      return ids.map((id) => byPayment.get(id)!);
    });
    const events = (await loader.load(payment.id)) ?? [];
    return isStaff(ctx.identity) ? events : events.map((event) => withoutStaffId(event, payment.userId));
  }

  @FieldResolver(() => User, { nullable: true, description: 'Whose it is' })
  user(@Root() payment: Payment): User {
    return { id: payment.userId };
  }
}

/** Players do not learn who of the staff decided. */
function withoutStaffId({ status, actor, at }: PaymentEvent, ownerId: string): PaymentEvent {
  const own = actor === ownerId || actor === 'system' || actor.startsWith('psp:');
  return { status, at, actor: own ? actor : 'staff' } as PaymentEvent;
}

/** A public door (`_entities`): null for what the asker may not see. */
export async function loadPaymentReference({ id }: { id: string }, ctx: PaymentsContext): Promise<Payment | null> {
  return isPaymentId(id) ? findVisiblePayment(ctx, id) : null;
}
