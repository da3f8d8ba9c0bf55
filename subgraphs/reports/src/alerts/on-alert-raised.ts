import { randomUUID } from 'node:crypto';
import { alertRaised } from '@croupier/contracts';
import { defineConsumer, query } from '@croupier/kit';
import type { ReportsContext } from '../room.ts';

/** Alerts of every room, ours too. The same alert told twice is one. */
export const onAlertRaised = Object.entries(alertRaised).map(([room, event]) =>
  defineConsumer<ReportsContext, typeof event.schema._output>(`alert-raised-${room}`, event, async (ctx, alert) => {
    await query(
      ctx.em,
      `insert into alert (id, alert_id, room, kind, severity, message, user_id, subject_id, status, created_at)
       values (?, ?, ?, ?, ?, ?, ?, ?, 'OPEN', ?) on conflict (room, alert_id) do nothing`,
      [
        randomUUID(),
        alert.alertId,
        room,
        alert.kind,
        alert.severity,
        alert.message,
        alert.userId,
        alert.subjectId,
        alert.at,
      ],
    );
  }),
);
