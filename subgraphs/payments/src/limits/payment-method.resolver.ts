import { Allow, Cached, KeyScope, Public } from '@croupier/kit';
import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import { PaymentKind } from '../payments/payment.entity.ts';
import type { PaymentsContext } from '../room.ts';
import { PaymentMethod, paymentMethodOf } from './payment-method.type.ts';

@Resolver(() => PaymentMethod)
export class PaymentMethodResolver {
  @Allow('anyone')
  @Public()
  @KeyScope('payments')
  @Cached(2)
  @Query(() => [PaymentMethod], { nullable: true, description: 'Ways to pay in and out' })
  paymentMethods(
    @Arg('kind', () => PaymentKind, { nullable: true, description: 'Only those of one kind' }) kind: PaymentKind | null,
    @Ctx() ctx: PaymentsContext,
  ): PaymentMethod[] {
    const offers = [...ctx.room.providers.values()].flatMap((provider) => provider.methods);
    return offers.filter((offer) => kind == null || offer.kind === kind).map(paymentMethodOf);
  }
}
