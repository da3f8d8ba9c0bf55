import {
  type Connection,
  decodeCursor,
  encodeCursor,
  Forbidden,
  isStaff,
  type PageArgs,
  pageOf,
  rowsToRead,
  userIdOf,
  BadUserInput,
} from '@croupier/kit';
import type { FilterQuery } from '@mikro-orm/core';
import type { PaymentsContext } from '../room.ts';
import type { PaymentFilter } from './payment.args.ts';
import { Payment } from './payment.entity.ts';

/** Whether the asker may see the payments of this user: their own, or any for staff. */
export const maySeePaymentsOf = (ctx: PaymentsContext, userId: string): boolean =>
  isStaff(ctx.identity) || userIdOf(ctx.identity) === userId;

/** Payments, newest first: players their own, staff anybody's. Refusals: FORBIDDEN (another's), BAD_USER_INPUT (page, cursor). */
export async function listPayments(
  ctx: PaymentsContext,
  filter: PaymentFilter,
  page: PageArgs,
): Promise<Connection<Payment>> {
  const userId = filter.userId ?? (isStaff(ctx.identity) ? null : userIdOf(ctx.identity)!);
  if (userId !== null && !maySeePaymentsOf(ctx, userId)) throw new Forbidden();
  const limit = rowsToRead(page);
  const [before] = decodeCursor(page.after, 1) ?? [];
  if (before !== undefined && !/^[0-9]{1,18}$/.test(before))
    throw new BadUserInput('The cursor is not one of ours', { after: 'unknown cursor' });
  if (userId?.includes('\u0000')) throw new BadUserInput('This is no user id', { userId: 'malformed' });
  const where: FilterQuery<Payment> = {
    sequence: { $gt: 0 },
    ...(userId === null ? {} : { userId }),
    ...(filter.kind ? { kind: filter.kind } : {}),
    ...(filter.status ? { status: filter.status } : {}),
    ...(filter.from || filter.to
      ? { createdAt: { ...(filter.from ? { $gte: filter.from } : {}), ...(filter.to ? { $lt: filter.to } : {}) } }
      : {}),
    ...(before === undefined ? {} : { number: { $lt: BigInt(before) } }),
  };
  const payments = await ctx.em.find(Payment, where, { orderBy: { number: 'desc' }, limit });
  return pageOf(payments, page, (payment) => encodeCursor(payment.number));
}

/** One payment, or null where there is none or it is another's. */
export async function findVisiblePayment(ctx: PaymentsContext, id: string): Promise<Payment | null> {
  const loader = ctx.loaders.get<string, Payment>('payment', async (ids) => {
    const found = await ctx.em.find(Payment, { id: { $in: [...ids] }, sequence: { $gt: 0 } });
    const byId = new Map(found.map((payment) => [payment.id, payment]));
    return ids.map((each) => byId.get(each) ?? null);
  });
  const payment = await loader.load(id);
  return payment && maySeePaymentsOf(ctx, payment.userId) ? payment : null;
}
