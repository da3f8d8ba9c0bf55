import { randomUUID } from 'node:crypto';
import { audited } from '@croupier/contracts';
import { defineConsumer, query } from '@croupier/kit';
import type { ReportsContext } from '../room.ts';

/** What people did in every room, ours too. The same entry told twice is one. */
export const onAudited = Object.entries(audited).map(([room, event]) =>
  defineConsumer<ReportsContext, typeof event.schema._output>(`audited-${room}`, event, async (ctx, entry) => {
    const json = (value: object | null) => (value === null ? null : JSON.stringify(value));
    await query(
      ctx.em,
      `insert into audit_entry (id, entry_id, room, actor_id, action, object_type, object_id, reason, before, after, created_at)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?) on conflict (room, entry_id) do nothing`,
      [
        randomUUID(),
        entry.entryId,
        room,
        entry.actorId,
        entry.action,
        entry.objectType,
        entry.objectId,
        entry.reason,
        json(entry.before),
        json(entry.after),
        entry.at,
      ],
    );
  }),
);
