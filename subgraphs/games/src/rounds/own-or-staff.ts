import { Forbidden, isStaff, userIdOf } from '@croupier/kit';
import type { GamesContext } from '../room.ts';

/**
 * Whose objects a list may show: staff see everybody's or those of whom they name, others their own alone.
 * Throws Forbidden where another person is named.
 */
export function visibleOwner(ctx: GamesContext, asked: string | null | undefined): string | null {
  if (isStaff(ctx.identity)) return asked ?? null;
  const userId = userIdOf(ctx.identity);
  if (userId === null || (asked != null && asked !== userId)) throw new Forbidden();
  return userId;
}

/** Whether this person may see what belongs to `owner`. */
export const maySee = (ctx: GamesContext, owner: string): boolean =>
  isStaff(ctx.identity) || userIdOf(ctx.identity) === owner;
