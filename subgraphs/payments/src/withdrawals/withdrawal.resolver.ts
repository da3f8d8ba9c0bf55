import { Allow, userIdOf } from '@croupier/kit';
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { Payment } from '../payments/payment.entity.ts';
import type { PaymentsContext } from '../room.ts';
import { approveWithdrawal } from './approve-withdrawal.ts';
import { cancelWithdrawal } from './cancel-withdrawal.ts';
import { rejectWithdrawal } from './reject-withdrawal.ts';
import {
  ApproveWithdrawalInput,
  CancelWithdrawalInput,
  RejectWithdrawalInput,
  WithdrawInput,
} from './withdraw.args.ts';
import { withdraw } from './withdraw.ts';

@Resolver(() => Payment)
export class WithdrawalResolver {
  @Allow('PLAYER')
  @Mutation(() => Payment, { description: 'Starts a withdrawal: the money is held and a person looks at it' })
  withdraw(@Arg('input', () => WithdrawInput) input: WithdrawInput, @Ctx() ctx: PaymentsContext): Promise<Payment> {
    return withdraw(ctx, userIdOf(ctx.identity)!, input);
  }

  @Allow('PLAYER')
  @Mutation(() => Payment, { description: 'Takes a withdrawal of one’s own back while it waits for review' })
  cancelWithdrawal(
    @Arg('input', () => CancelWithdrawalInput) input: CancelWithdrawalInput,
    @Ctx() ctx: PaymentsContext,
  ): Promise<Payment> {
    return cancelWithdrawal(ctx, userIdOf(ctx.identity)!, input.id);
  }

  @Allow('FINANCE', 'ADMIN')
  @Mutation(() => Payment, { description: 'Lets a withdrawal go; not one’s own' })
  approveWithdrawal(
    @Arg('input', () => ApproveWithdrawalInput) input: ApproveWithdrawalInput,
    @Ctx() ctx: PaymentsContext,
  ): Promise<Payment> {
    return approveWithdrawal(ctx, userIdOf(ctx.identity)!, input.id);
  }

  @Allow('FINANCE', 'ADMIN')
  @Mutation(() => Payment, { description: 'Refuses a withdrawal; the money goes back to the player. Not one’s own' })
  rejectWithdrawal(
    @Arg('input', () => RejectWithdrawalInput) input: RejectWithdrawalInput,
    @Ctx() ctx: PaymentsContext,
  ): Promise<Payment> {
    return rejectWithdrawal(ctx, userIdOf(ctx.identity)!, input);
  }
}
