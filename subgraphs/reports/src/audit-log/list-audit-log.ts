import {
  BadUserInput,
  type Connection,
  decodeCursor,
  encodeCursor,
  type PageArgs,
  pageOf,
  rowsToRead,
} from '@croupier/kit';
import type { ReportsContext } from '../room.ts';
import { olderThan, textOrNull } from '../running/newest-first.ts';
import { AuditEntry } from './audit-entry.entity.ts';

export interface AuditWish {
  actorId?: string | null;
  action?: string | null;
  objectType?: string | null;
  objectId?: string | null;
  room?: string | null;
  from?: Date | null;
  to?: Date | null;
}

/** The audit trail, the newest first; `to` is exclusive. */
export async function listAuditLog(
  ctx: ReportsContext,
  filter: AuditWish | null,
  page: PageArgs,
): Promise<Connection<AuditEntry>> {
  const limit = rowsToRead(page);
  const { from = null, to = null } = filter ?? {};
  if (from && to && to <= from) throw new BadUserInput('to is later than from', { to: 'later than from' });
  const texts = (['actorId', 'action', 'objectType', 'objectId', 'room'] as const).map((field) =>
    textOrNull(field, filter?.[field]),
  );
  const times = [...(from ? [{ createdAt: { $gte: from } }] : []), ...(to ? [{ createdAt: { $lt: to } }] : [])];
  const wanted = { $and: [...texts, ...times, olderThan(decodeCursor(page.after, 2))] };
  const entries = await ctx.em.find(AuditEntry, wanted as never, { orderBy: { createdAt: 'desc', id: 'desc' }, limit });
  return pageOf(entries, page, (entry) => encodeCursor(entry.createdAt.toISOString(), entry.id));
}
