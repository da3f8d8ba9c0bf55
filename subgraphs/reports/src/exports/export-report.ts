import { randomUUID } from 'node:crypto';
import { audited } from '@croupier/contracts';
import { inTransaction, publish, query, RateLimited, userIdOf } from '@croupier/kit';
import { checkReport, MAX_ROWS, type ReportWish } from '../builder/definition.ts';
import type { ReportsContext } from '../room.ts';
import { type ExportFormatName, ReportExport } from './report-export.entity.ts';

const MAX_WAITING = 10;

/**
 * Asks for a file of a report; a worker makes it. Who took which data out of the house goes into the audit trail.
 * Refusals: BadUserInput as for a report; RateLimited with ten files waiting.
 */
export async function exportReport(
  ctx: ReportsContext,
  input: { report: ReportWish; format: ExportFormatName },
): Promise<ReportExport> {
  const report = checkReport(input.report, MAX_ROWS);
  const ownerId = userIdOf(ctx.identity)!;
  const made = await inTransaction(ctx, async (ctx) => {
    // One at a time per person, or two requests at once would both see nine.
    await query(ctx.em, 'select pg_advisory_xact_lock(hashtext(?))', [`exports:${ownerId}`]);
    const waiting = await ctx.em.count(ReportExport, { ownerId, status: { $in: ['PENDING', 'RUNNING'] } });
    if (waiting >= MAX_WAITING) throw new RateLimited(30, 'Ten of your exports are still being made');
    const created = ctx.em.create(ReportExport, {
      id: randomUUID(),
      ownerId,
      format: input.format,
      report,
      status: 'PENDING',
      progress: 0,
      attempts: 0,
      createdAt: ctx.now(),
    } as never) as ReportExport;
    ctx.em.persist(created);
    await publish(ctx, audited.reports, {
      entryId: randomUUID(),
      actorId: ownerId,
      action: 'export-report',
      objectType: 'ReportExport',
      objectId: created.id,
      reason: null,
      before: null,
      after: { format: input.format, report },
      at: ctx.now().toISOString(),
    });
    return created;
  });
  ctx.room.wakeExports();
  return made;
}
