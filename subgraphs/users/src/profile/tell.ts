import { randomUUID } from 'node:crypto';
import { audited, userChanged } from '@croupier/contracts';
import { publish, query, userIdOf } from '@croupier/kit';
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
    country: user.kycStatus === 'APPROVED' ? await countryOf(ctx, user.id) : null,
    changedAt: ctx.now().toISOString(),
  });
}

/** The country of the newest identity that was submitted. */
async function countryOf(ctx: UsersContext, userId: string): Promise<string | null> {
  const [submission] = await query<{ country: string }>(
    ctx.em,
    'select country from kyc_submission where person_id = ? order by submitted_at desc limit 1',
    [userId],
  );
  return submission?.country ?? null;
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
