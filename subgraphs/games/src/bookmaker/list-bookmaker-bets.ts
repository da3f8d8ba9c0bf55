import type { FilterQuery } from '@mikro-orm/core';
import { encodeCursor, pageOf, rowsToRead, type Connection, type PageArgs } from '@croupier/kit';
import type { GamesContext } from '../room.ts';
import { decodeTime } from '../rounds/list-rounds.ts';
import { visibleOwner } from '../rounds/own-or-staff.ts';
import { withoutNul } from '../without-nul.ts';
import { BookmakerBet, type BookmakerBetStatus } from './bookmaker-bet.entity.ts';

export interface BookmakerBetFilter {
  userId?: string | null;
  partnerId?: string | null;
  roundId?: string | null;
  status?: BookmakerBetStatus | null;
  from?: Date | null;
  to?: Date | null;
}

/** Bookmakers' bets, the newest first; `from` is inclusive and `to` exclusive. Throws Forbidden for another's, BadUserInput for a bad page. */
export async function listBookmakerBets(
  ctx: GamesContext,
  filter: BookmakerBetFilter,
  page: PageArgs,
): Promise<Connection<BookmakerBet>> {
  const limit = rowsToRead(page);
  const owner = visibleOwner(ctx, filter.userId);
  const where: FilterQuery<BookmakerBet>[] = [];
  if (owner !== null) where.push({ userId: withoutNul(owner) });
  if (filter.partnerId != null) where.push({ partnerId: withoutNul(filter.partnerId) });
  if (filter.roundId != null) where.push({ roundId: withoutNul(filter.roundId) });
  if (filter.status != null) where.push({ status: filter.status });
  if (filter.from != null) where.push({ placedAt: { $gte: filter.from } });
  if (filter.to != null) where.push({ placedAt: { $lt: filter.to } });
  const after = decodeTime(page.after);
  if (after) where.push({ $or: [{ placedAt: { $lt: after.at } }, { placedAt: after.at, id: { $lt: after.id } }] });
  const bets = await ctx.em.find(BookmakerBet, { $and: where }, { orderBy: { placedAt: 'desc', id: 'desc' }, limit });
  return pageOf(bets, page, (bet) => encodeCursor(bet.placedAt.getTime(), bet.id));
}
