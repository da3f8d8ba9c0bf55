import { Allow, userIdOf } from '@croupier/kit';
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { Payment } from '../payments/payment.entity.ts';
import type { PaymentsContext } from '../room.ts';
import { DepositInput } from './deposit.args.ts';
import { deposit } from './deposit.ts';

@Resolver(() => Payment)
export class DepositResolver {
  @Allow('PLAYER')
  @Mutation(() => Payment, { description: 'Starts a deposit; the payer pays at `redirectUrl`' })
  deposit(@Arg('input', () => DepositInput) input: DepositInput, @Ctx() ctx: PaymentsContext): Promise<Payment> {
    return deposit(ctx, userIdOf(ctx.identity)!, input);
  }
}
