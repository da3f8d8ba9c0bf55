import type { FilterQuery } from '@mikro-orm/core';
import { decodeCursor, encodeCursor, pageOf, rowsToRead, type Connection, type PageArgs } from '@croupier/kit';
import type { GamesContext } from '../room.ts';
import { withoutNul } from '../without-nul.ts';
import { Recalculation, type RecalculationStatus } from './recalculation.entity.ts';

export interface RecalculationFilter {
  partnerId?: string | null;
  roundId?: string | null;
  status?: RecalculationStatus | null;
}

/** Recalculations, the newest first. Throws BadUserInput for a bad page. */
export async function listRecalculations(
  ctx: GamesContext,
  filter: RecalculationFilter,
  page: PageArgs,
): Promise<Connection<Recalculation>> {
  const limit = rowsToRead(page);
  const where: FilterQuery<Recalculation>[] = [];
  if (filter.partnerId != null) where.push({ partnerId: withoutNul(filter.partnerId) });
  if (filter.roundId != null) where.push({ roundId: withoutNul(filter.roundId) });
  if (filter.status != null) where.push({ status: filter.status });
  const [after] = decodeCursor(page.after, 1) ?? [];
  if (after !== undefined) where.push({ id: { $lt: /^\d{1,18}$/.test(after) ? after : '0' } });
  const found = await ctx.em.find(Recalculation, { $and: where }, { orderBy: { id: 'desc' }, limit });
  return pageOf(found, page, ({ id }) => encodeCursor(id));
}
