import { randomUUID } from 'node:crypto';
import { audited } from '@croupier/contracts';
import { BadUserInput, Conflict, inTransaction, NotFound, publish, userIdOf } from '@croupier/kit';
import { LockMode } from '@mikro-orm/core';
import type { ReportsContext } from '../room.ts';
import { isUuid } from '../user.type.ts';
import { Alert } from './alert.entity.ts';

/** Says what came of an alert. BadUserInput (note), NotFound, Conflict (somebody has resolved it). */
export async function resolveAlert(ctx: ReportsContext, input: { id: string; note: string }): Promise<Alert> {
  const note = input.note.trim();
  if (note.length === 0 || note.length > 1_000 || note.includes('\u0000'))
    throw new BadUserInput('A note has 1 to 1 000 characters', { note: '1 to 1000 characters' });
  return inTransaction(ctx, async (ctx) => {
    const alert = isUuid(input.id)
      ? await ctx.em.findOne(Alert, { id: input.id }, { lockMode: LockMode.PESSIMISTIC_WRITE })
      : null;
    if (!alert) throw new NotFound('The alert');
    if (alert.status === 'RESOLVED') throw new Conflict('The alert has been resolved');
    const resolverId = userIdOf(ctx.identity)!;
    Object.assign(alert, { status: 'RESOLVED', note, resolverId, resolvedAt: ctx.now() });
    await publish(ctx, audited.reports, {
      entryId: randomUUID(),
      actorId: resolverId,
      action: 'resolve-alert',
      objectType: 'Alert',
      objectId: alert.id,
      reason: note,
      before: { status: 'OPEN' },
      after: { status: 'RESOLVED' },
      at: ctx.now().toISOString(),
    });
    return alert;
  });
}
