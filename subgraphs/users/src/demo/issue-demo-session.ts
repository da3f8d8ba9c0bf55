import { inTransaction, NotFound } from '@croupier/kit';
import { lockUser } from '../profile/load-user.ts';
import { User } from '../profile/user.entity.ts';
import type { UsersContext } from '../room.ts';
import { openSession, type SessionTokens } from '../sessions/open-session.ts';
import { PlayerBlocked } from '../sign-in/sign-in.errors.ts';

const TOKEN_LIFETIME_SECONDS = 2 * 3_600;

/** The people of interface.md, whom the sign-in page of the demo offers by name. */
export const DEMO_NAMES = ['Alice', 'Bob', 'Olga', 'Frank', 'Clara', 'Sam'];

/**
 * A session without the journey; its access token lives two hours or `ttlSeconds`, the session as long as any other.
 * `claims` are put into the token, also in place of its own. Scripts and the demo only. Throws NotFound, PlayerBlocked.
 */
export async function issueDemoSession(
  ctx: UsersContext,
  userId: string,
  wishes: { ttlSeconds?: number; claims?: Record<string, unknown> } = {},
): Promise<SessionTokens> {
  return inTransaction(ctx, async (ctx) => {
    const user = await lockUser(ctx, userId);
    if (['BLOCKED', 'CLOSED'].includes(user.statusAt(ctx.now()).status)) throw new PlayerBlocked();
    user.lastSignInAt = ctx.now();
    await ctx.em.flush();
    const lifetimeMs = (wishes.ttlSeconds ?? TOKEN_LIFETIME_SECONDS) * 1_000;
    return openSession(ctx, user, { lifetimeMs, claims: wishes.claims });
  });
}

/** Development: a session in one click. Exists with CROUPIER_DEMO only. Throws NotFound, PlayerBlocked. */
export async function signInAsDemo(ctx: UsersContext, input: { name: string }): Promise<SessionTokens> {
  const names = await demoPeople(ctx);
  if (!names?.includes(input.name)) throw new NotFound('This demo person');
  const user = await ctx.em.findOneOrFail(
    User,
    { demo: true, displayName: input.name },
    { orderBy: { createdAt: 'asc' } },
  );
  return issueDemoSession(ctx, user.id);
}

/** Names that `signInAsDemo` takes; null where there is no demo. */
export async function demoPeople(ctx: UsersContext): Promise<string[] | null> {
  if (!ctx.room.demo) return null;
  const people = await ctx.em.find(User, { demo: true, displayName: { $in: DEMO_NAMES } });
  return DEMO_NAMES.filter((name) => people.some((person) => person.displayName === name));
}
