import type { FilterQuery } from '@mikro-orm/core';
import {
  BadUserInput,
  decodeCursor,
  encodeCursor,
  pageOf,
  rowsToRead,
  type Connection,
  type PageArgs,
} from '@croupier/kit';
import { Game } from '../catalogue/game.entity.ts';
import { isUuid } from '../catalogue/is-uuid.ts';
import type { GamesContext } from '../room.ts';
import { withoutNul } from '../without-nul.ts';
import { visibleOwner } from './own-or-staff.ts';
import { Round, type RoundStatus } from './round.entity.ts';

export interface RoundFilter {
  userId?: string | null;
  gameId?: string | null;
  status?: RoundStatus | null;
  from?: Date | null;
  to?: Date | null;
}

/** Rounds, the newest first; `from` is inclusive and `to` exclusive. Throws Forbidden for another's, BadUserInput for a bad page. */
export async function listRounds(ctx: GamesContext, filter: RoundFilter, page: PageArgs): Promise<Connection<Round>> {
  const limit = rowsToRead(page);
  const owner = visibleOwner(ctx, filter.userId);
  const where: FilterQuery<Round>[] = [];
  if (owner !== null) where.push({ userId: withoutNul(owner) });
  if (filter.gameId != null) where.push(await ofGame(ctx, filter.gameId));
  if (filter.status != null) where.push({ status: filter.status });
  if (filter.from != null) where.push({ openedAt: { $gte: filter.from } });
  if (filter.to != null) where.push({ openedAt: { $lt: filter.to } });
  const after = decodeTime(page.after);
  if (after) where.push({ $or: [{ openedAt: { $lt: after.at } }, { openedAt: after.at, id: { $lt: after.id } }] });
  const rounds = await ctx.em.find(Round, { $and: where }, { orderBy: { openedAt: 'desc', id: 'desc' }, limit });
  return pageOf(rounds, page, (round) => encodeCursor(round.openedAt.getTime(), round.id));
}

async function ofGame(ctx: GamesContext, gameId: string): Promise<FilterQuery<Round>> {
  const game = isUuid(gameId) ? await ctx.em.findOne(Game, { id: gameId }) : null;
  return game ? { providerName: game.providerName, gameCode: game.code } : { id: { $in: [] } };
}

/** A cursor of lists that are ordered by moment and id. Throws BadUserInput for one that is not ours. */
export function decodeTime(cursor: string | null | undefined): { at: Date; id: string } | null {
  const values = decodeCursor(cursor, 2);
  if (!values) return null;
  const [milliseconds = '', id = ''] = values;
  if (!/^[0-9]{1,15}$/.test(milliseconds) || !isUuid(id))
    throw new BadUserInput('The cursor is not one of ours', { after: 'unknown cursor' });
  return { at: new Date(Number(milliseconds)), id };
}
