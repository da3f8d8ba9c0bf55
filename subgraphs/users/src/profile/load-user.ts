import { isStaff, NotFound, userIdOf, type Context } from '@croupier/kit';
import { LockMode } from '@mikro-orm/core';
import { User } from './user.entity.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
export const isUuid = (text: string): boolean => UUID.test(text);

/** The person, locked until the transaction ends, as the database has it now. Throws NotFound. */
export async function lockUser(ctx: Context, userId: string): Promise<User> {
  const user = isUuid(userId)
    ? await ctx.em.findOne(User, { id: userId }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true })
    : null;
  if (!user) throw new NotFound('The person');
  return user;
}

/** The person where the asker may see them: oneself, or anyone for staff. null for everybody else, before any look-up. */
export async function visibleUser(ctx: Context, userId: string): Promise<User | null> {
  if (userIdOf(ctx.identity) !== userId && !isStaff(ctx.identity)) return null;
  if (!isUuid(userId)) return null;
  return ctx.loaders
    .get<string, User>('users', async (ids) => {
      const found = await ctx.em.find(User, { id: { $in: [...ids] } });
      const byId = new Map(found.map((user) => [user.id, user]));
      return ids.map((id) => byId.get(id.toLowerCase()) ?? null);
    })
    .load(userId);
}
