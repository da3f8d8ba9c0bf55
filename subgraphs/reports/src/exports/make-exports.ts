import { DomainError, inTransaction, query } from '@croupier/kit';
import { runChecked } from '../builder/run-report.ts';
import type { ReportDefinition } from '../builder/definition.ts';
import type { ReportsContext } from '../room.ts';
import { fileOf, MAX_FILE_BYTES } from './file.ts';
import type { ExportFormatName } from './report-export.entity.ts';

const LEASE_SECONDS = 60;
const MAX_ATTEMPTS = 10;
const KEPT_DAYS = 7;
const CHUNK_BYTES = 1024 * 1024;

interface Claimed {
  id: string;
  format: ExportFormatName;
  report: ReportDefinition;
  attempts: number;
}

/** Makes the files that wait, one after the other; several processes may. A file whose maker died is taken up again after a minute. */
export async function makeExports(ctx: ReportsContext): Promise<void> {
  await query(ctx.em, `delete from report_export where created_at < ?::timestamptz - interval '${KEPT_DAYS} days'`, [
    ctx.now(),
  ]);
  // Looking again at what could not be made waits for the next turn.
  const tried = new Set<string>();
  for (let claimed = await claim(ctx); claimed && !tried.has(claimed.id); claimed = await claim(ctx)) {
    tried.add(claimed.id);
    const { id, attempts } = claimed;
    await make(ctx, claimed).catch((error: unknown) => setBack(ctx, id, attempts, error));
  }
}

async function claim(ctx: ReportsContext): Promise<Claimed | null> {
  const [row] = await query<Claimed>(
    ctx.em,
    `update report_export set status = 'RUNNING', progress = 10, attempts = attempts + 1, lease_until = now() + interval '${LEASE_SECONDS} seconds'
     where id = (select id from report_export where status in ('PENDING', 'RUNNING') and (lease_until is null or lease_until < now())
                 order by created_at limit 1 for update skip locked)
     returning id, format, report, attempts`,
  );
  return row ?? null;
}

async function make(ctx: ReportsContext, { id, format, report }: Claimed): Promise<void> {
  const result = await runChecked(ctx, report);
  await query(ctx.em, 'update report_export set progress = 50 where id = ?', [id]);
  const bytes = await fileOf(format, result);
  if (bytes.length > MAX_FILE_BYTES)
    throw new DomainError('LIMIT_EXCEEDED', 'The file is larger than 20 MB: ask for less');
  await inTransaction(ctx, async (ctx) => {
    await query(ctx.em, 'delete from report_export_chunk where export_id = ?', [id]);
    for (let at = 0; at === 0 || at < bytes.length; at += CHUNK_BYTES) {
      const chunk = bytes.subarray(at, at + CHUNK_BYTES).toString('base64');
      await query(
        ctx.em,
        `insert into report_export_chunk (export_id, number, bytes) values (?, ?, decode(?, 'base64'))`,
        [id, at / CHUNK_BYTES, chunk],
      );
    }
    await query(
      ctx.em,
      `update report_export set status = 'DONE', progress = 100, lease_until = null, finished_at = ? where id = ?`,
      [ctx.now(), id],
    );
  });
}

/** An outage is tried again; what can never be made has failed. */
async function setBack(ctx: ReportsContext, id: string, attempts: number, error: unknown): Promise<void> {
  const outage = error instanceof DomainError && error.code === 'PROVIDER_UNAVAILABLE';
  if (!(error instanceof DomainError)) ctx.log.error({ err: error, exportId: id }, 'an export failed');
  if (outage && attempts < MAX_ATTEMPTS) {
    await query(
      ctx.em,
      `update report_export set status = 'PENDING', progress = 0, lease_until = now() + interval '2 seconds' where id = ?`,
      [id],
    );
    return;
  }
  const failure = error instanceof DomainError ? error.message : 'Something went wrong';
  await query(
    ctx.em,
    `update report_export set status = 'FAILED', failure = ?, lease_until = null, finished_at = ? where id = ?`,
    [failure, ctx.now(), id],
  );
}
