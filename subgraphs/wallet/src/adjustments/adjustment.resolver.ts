import {
  Allow,
  connectionOf,
  type Connection,
  decodeCursor,
  encodeCursor,
  PageArgs,
  pageOf,
  rowsToRead,
} from '@croupier/kit';
import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Transaction } from '../balances/transaction.type.ts';
import { transactionById } from '../balances/find-transactions.ts';
import { User } from '../accounts/user.type.ts';
import type { WalletContext } from '../room.ts';
import { adjustBalance } from './adjust-balance.ts';
import {
  AdjustBalanceInput,
  AdjustmentFilter,
  ApproveAdjustmentInput,
  RejectAdjustmentInput,
} from './adjustment.args.ts';
import { Adjustment } from './adjustment.entity.ts';
import { approveAdjustment } from './approve-adjustment.ts';
import { rejectAdjustment } from './reject-adjustment.ts';

const AdjustmentConnection = connectionOf('Adjustment', Adjustment);

@Resolver(() => Adjustment)
export class AdjustmentResolver {
  @Allow('SUPPORT', 'FINANCE', 'COMPLIANCE', 'ADMIN')
  @Query(() => AdjustmentConnection, { nullable: true, description: 'Corrections of balances, newest first' })
  async adjustments(
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => AdjustmentFilter, { nullable: true, description: 'Which ones' })
    filter: AdjustmentFilter | null,
    @Ctx() ctx: WalletContext,
  ): Promise<Connection<Adjustment>> {
    const limit = rowsToRead(page);
    const after = decodeCursor(page.after, 2);
    const createdAt = after && new Date(Number(after[0]));
    const where = {
      ...(filter?.status ? { status: filter.status } : {}),
      ...(after ? { $or: [{ createdAt: { $lt: createdAt } }, { createdAt, id: { $lt: after[1] } }] } : {}),
    };
    const rows = await ctx.em.find(Adjustment, where as never, { orderBy: { createdAt: 'desc', id: 'desc' }, limit });
    return pageOf(rows, page, (row) => encodeCursor(row.createdAt.getTime(), row.id));
  }

  @Allow('FINANCE', 'ADMIN')
  @Mutation(() => Adjustment, { description: 'Proposes a correction; nothing moves until a second person approves it' })
  adjustBalance(
    @Arg('input', () => AdjustBalanceInput) input: AdjustBalanceInput,
    @Ctx() ctx: WalletContext,
  ): Promise<Adjustment> {
    return adjustBalance(ctx, input);
  }

  @Allow('FINANCE', 'ADMIN')
  @Mutation(() => Adjustment, { description: 'Approves and posts what somebody else proposed' })
  approveAdjustment(
    @Arg('input', () => ApproveAdjustmentInput) input: ApproveAdjustmentInput,
    @Ctx() ctx: WalletContext,
  ): Promise<Adjustment> {
    return approveAdjustment(ctx, input.id);
  }

  @Allow('FINANCE', 'ADMIN')
  @Mutation(() => Adjustment, { description: 'Refuses what was proposed; nothing moves' })
  rejectAdjustment(
    @Arg('input', () => RejectAdjustmentInput) input: RejectAdjustmentInput,
    @Ctx() ctx: WalletContext,
  ): Promise<Adjustment> {
    return rejectAdjustment(ctx, input);
  }

  @FieldResolver(() => User, { nullable: true, description: 'Who proposed it' })
  proposedBy(@Root() adjustment: Adjustment): User {
    return { id: adjustment.proposedById };
  }

  @FieldResolver(() => User, { nullable: true, description: 'Who approved it' })
  approvedBy(@Root() adjustment: Adjustment): User | null {
    return adjustment.approvedById === null ? null : { id: adjustment.approvedById };
  }

  @FieldResolver(() => User, { nullable: true, description: 'Who refused it' })
  rejectedBy(@Root() adjustment: Adjustment): User | null {
    return adjustment.rejectedById === null ? null : { id: adjustment.rejectedById };
  }

  @FieldResolver(() => Transaction, { nullable: true, description: 'What it posted' })
  transaction(@Root() adjustment: Adjustment, @Ctx() ctx: WalletContext): Promise<Transaction | null> | null {
    return adjustment.transactionId === null ? null : transactionById(ctx, adjustment.transactionId);
  }
}
