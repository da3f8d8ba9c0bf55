import { type Connection, decodeCursor, encodeCursor, type PageArgs, pageOf, rowsToRead } from '@croupier/kit';
import type { FilterQuery } from '@mikro-orm/core';
import type { ReportsContext } from '../room.ts';
import { olderThan, textOrNull } from '../running/newest-first.ts';
import { Alert, type AlertSeverity, type AlertStatus } from './alert.entity.ts';

export interface AlertWish {
  status?: keyof typeof AlertStatus | null;
  severity?: keyof typeof AlertSeverity | null;
  kind?: string | null;
  userId?: string | null;
}

/** Alerts, the newest first. */
export async function listAlerts(
  ctx: ReportsContext,
  filter: AlertWish | null,
  page: PageArgs,
): Promise<Connection<Alert>> {
  const limit = rowsToRead(page);
  const wanted: FilterQuery<Alert> = {
    ...(filter?.status ? { status: filter.status } : {}),
    ...(filter?.severity ? { severity: filter.severity } : {}),
    ...textOrNull('kind', filter?.kind),
    ...textOrNull('userId', filter?.userId),
  };
  const [alerts, total] = await Promise.all([
    ctx.em.find(Alert, { $and: [wanted, olderThan(decodeCursor(page.after, 2))] } as never, {
      orderBy: { createdAt: 'desc', id: 'desc' },
      limit,
    }),
    ctx.em.count(Alert, wanted),
  ]);
  return pageOf(alerts, page, (alert) => encodeCursor(alert.createdAt.toISOString(), alert.id), total);
}
