import { userIdOf } from '@croupier/kit';
import type { ReportsContext } from '../room.ts';
import { isUuid } from '../user.type.ts';
import { ReportExport } from './report-export.entity.ts';

/** The caller's own export; null for another person's and for unknown ones. */
export async function showExport(ctx: ReportsContext, id: string): Promise<ReportExport | null> {
  const ownerId = userIdOf(ctx.identity);
  return ownerId !== null && isUuid(id) ? ctx.em.findOne(ReportExport, { id, ownerId }) : null;
}
