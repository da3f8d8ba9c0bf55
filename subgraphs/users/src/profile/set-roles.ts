import type { RoleName } from '@croupier/contracts';
import { BadUserInput, Forbidden, inTransaction, NotFound, query, userIdOf } from '@croupier/kit';
import type { UsersContext } from '../room.ts';
import { endSessions } from '../sessions/end-sessions.ts';
import { lockUser } from './load-user.ts';
import { tellAudit, tellChanged } from './tell.ts';
import { STAFF_ROLES, type User } from './user.entity.ts';

/**
 * Gives a person exactly these roles. Staff never act as players: beside a staff role PLAYER falls away. Where a role was taken,
 * their sessions end, so that no token carries it on; roles that were added come with the next refresh.
 * Throws BadUserInput (none), Forbidden (one's own), NotFound.
 */
export async function setRoles(ctx: UsersContext, input: { userId: string; roles: RoleName[] }): Promise<User> {
  if (userIdOf(ctx.identity) === input.userId.toLowerCase()) throw new Forbidden('Nobody changes their own roles');
  const roles = rolesOf(input.roles);
  return inTransaction(ctx, async (ctx) => {
    const user = await lockUser(ctx, input.userId);
    const before = user.roles;
    user.roles = roles;
    await ctx.em.flush();
    if (before.some((role) => !roles.includes(role))) await endSessions(ctx, { userId: user.id }, 'roles-changed');
    await tellChanged(ctx, user);
    await tellAudit(ctx, {
      action: 'set-roles',
      objectType: 'user',
      objectId: user.id,
      before: { roles: before },
      after: { roles },
    });
    return user;
  });
}

/** `npm run admin -- grant EMAIL`: adds a staff role to whoever has this address. Throws NotFound. */
export async function grantRole(ctx: UsersContext, input: { email: string; role?: RoleName }): Promise<User> {
  const [found] = await query<{ id: string; roles: RoleName[] }>(
    ctx.em,
    'select id, roles from person where lower(email) = lower(?)',
    [input.email.trim()],
  );
  if (!found) throw new NotFound(`Somebody with the address ${input.email}`);
  return setRoles(ctx, { userId: found.id, roles: [...found.roles, input.role ?? 'ADMIN'] });
}

function rolesOf(wished: RoleName[]): RoleName[] {
  if (wished.length === 0 || wished.length > 10) throw new BadUserInput('At least one role', { roles: 'how many' });
  const staff = STAFF_ROLES.filter((role) => wished.includes(role));
  return staff.length > 0 ? staff : ['PLAYER'];
}
