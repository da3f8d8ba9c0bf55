import type { FilterQuery } from '@mikro-orm/core';
import { encodeCursor, pageOf, rowsToRead, type Connection, type PageArgs } from '@croupier/kit';
import type { GamesContext } from '../room.ts';
import { decodeTime } from '../rounds/list-rounds.ts';
import { visibleOwner } from '../rounds/own-or-staff.ts';
import { withoutNul } from '../without-nul.ts';
import { FreeRounds } from './free-rounds.entity.ts';

/** Free rounds at studios, the newest first: one's own, or anybody's for staff. Throws Forbidden, and BadUserInput for a bad page. */
export async function listFreeRounds(
  ctx: GamesContext,
  userId: string | null,
  page: PageArgs,
): Promise<Connection<FreeRounds>> {
  const limit = rowsToRead(page);
  const owner = visibleOwner(ctx, userId);
  const where: FilterQuery<FreeRounds>[] = owner === null ? [] : [{ userId: withoutNul(owner) }];
  const after = decodeTime(page.after);
  if (after) where.push({ $or: [{ createdAt: { $lt: after.at } }, { createdAt: after.at, id: { $lt: after.id } }] });
  const found = await ctx.em.find(FreeRounds, { $and: where }, { orderBy: { createdAt: 'desc', id: 'desc' }, limit });
  return pageOf(found, page, (each) => encodeCursor(each.createdAt.getTime(), each.id));
}
