import { randomUUID } from 'node:crypto';
import { audited, userChanged } from '@croupier/contracts';
import { publish, userIdOf } from '@croupier/kit';
import type { UsersContext } from '../room.ts';
import type { User } from './user.entity.ts';

/** Tells the other rooms what they show or report of a person, in the caller's transaction. */
export async function tellChanged(ctx: UsersContext, user: User): Promise<void> {
  const { status, until } = user.statusAt(ctx.now());
  await publish(ctx, userChanged, {
    userId: user.id,
    displayName: user.displayName,
    status,
    statusUntil: until?.toISOString() ?? null,
    roles: user.roles,
    kycStatus: user.kycStatus,
    changedAt: ctx.now().toISOString(),
  });
}

export interface Deed {
  action: string;
  objectType: string;
  objectId: string;
  reason?: string | null;
  before?: Record<string, unknown> | null;
  after?: Record<string, unknown> | null;
}

/** Writes into the audit trail who did what, in the caller's transaction. What a script does is done by `system`. */
export async function tellAudit(ctx: UsersContext, deed: Deed): Promise<void> {
  await publish(ctx, audited.users, {
    entryId: randomUUID(),
    actorId: userIdOf(ctx.identity) ?? 'system',
    action: deed.action,
    objectType: deed.objectType,
    objectId: deed.objectId,
    reason: deed.reason ?? null,
    before: deed.before ?? null,
    after: deed.after ?? null,
    at: ctx.now().toISOString(),
  });
}
