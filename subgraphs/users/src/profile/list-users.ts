import type { PlayerStatusName, RoleName } from '@croupier/contracts';
import {
  BadUserInput,
  decodeCursor,
  encodeCursor,
  pageOf,
  query,
  rowsToRead,
  type Connection,
  type PageArgs,
} from '@croupier/kit';
import type { UsersContext } from '../room.ts';
import { isUuid } from './load-user.ts';
import { STATUS_SQL, User, type KycStatusName } from './user.entity.ts';

export interface UserWishes {
  search?: string | null;
  status?: PlayerStatusName | null;
  role?: RoleName | null;
  kycStatus?: KycStatusName | null;
}

/**
 * People, newest first. `search` finds a part of name or e-mail, or an id or Telegram id as a whole.
 * Throws BadUserInput (search longer than 100 characters, NUL, a cursor that is not ours).
 */
export async function listUsers(ctx: UsersContext, wishes: UserWishes, page: PageArgs): Promise<Connection<User>> {
  const { where, parameters } = conditionsOf(wishes, ctx.now());
  const after = decodeCursor(page.after, 2);
  const pageWhere = [...where];
  const pageParameters = [...parameters];
  if (after) {
    if (!isUuid(after[1]!) || Number.isNaN(Date.parse(after[0]!)))
      throw new BadUserInput('The cursor is not one of ours', { after: 'unknown cursor' });
    pageWhere.push('(created_at, id) < (?::timestamptz, ?::uuid)');
    pageParameters.push(after[0], after[1]);
  }
  const rows = await query<{ id: string }>(
    ctx.em,
    `select id from person where ${pageWhere.join(' and ')} order by created_at desc, id desc limit ${rowsToRead(page)}`,
    pageParameters,
  );
  const users = await ctx.em.find(User, { id: { $in: rows.map((row) => row.id) } });
  const byId = new Map(users.map((user) => [user.id, user]));
  const [counted] = await query<{ count: number }>(
    ctx.em,
    `select count(*)::int as count from person where ${where.join(' and ')}`,
    parameters,
  );
  const inOrder = rows.map((row) => byId.get(row.id)!);
  return pageOf(inOrder, page, (user) => encodeCursor(user.createdAt.toISOString(), user.id), counted!.count);
}

function conditionsOf(wishes: UserWishes, now: Date): { where: string[]; parameters: unknown[] } {
  const where = ['true'];
  const parameters: unknown[] = [];
  const search = wishes.search?.trim();
  if (search) {
    if (search.length > 100 || search.includes('\u0000'))
      throw new BadUserInput('search has at most 100 characters', { search: 'malformed' });
    const part = `%${search.replaceAll(/[\\%_]/g, '\\$&')}%`;
    where.push('(display_name ilike ? or email ilike ? or telegram_id = ? or id::text = lower(?))');
    parameters.push(part, part, search, search);
  }
  if (wishes.status) {
    where.push(`(${STATUS_SQL}) = ?`);
    parameters.push(now, now, wishes.status);
  }
  if (wishes.role) {
    where.push('? = any(roles)');
    parameters.push(wishes.role);
  }
  if (wishes.kycStatus) {
    where.push('kyc_status = ?');
    parameters.push(wishes.kycStatus);
  }
  return { where, parameters };
}
