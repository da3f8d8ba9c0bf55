import { inTransaction } from '@croupier/kit';
import { requireGate } from '../gate/commit-gate.ts';
import { queueGate } from '../gate/queue-gate.ts';
import { lockUser } from '../profile/load-user.ts';
import { tellAudit, tellChanged } from '../profile/tell.ts';
import type { User } from '../profile/user.entity.ts';
import type { UsersContext } from '../room.ts';

/**
 * Changes what a person may do: stored, told, audited and queued for the wallet in one transaction; answers once the wallet has it.
 * `change` throws to refuse. Throws NotFound, ProviderUnavailable (stored and queued).
 */
export async function changeStatus(
  ctx: UsersContext,
  userId: string,
  deed: { action: string; reason?: string },
  change: (ctx: UsersContext, user: User) => Promise<void> | void,
): Promise<User> {
  const changed = await inTransaction(ctx, async (ctx) => {
    const user = await lockUser(ctx, userId);
    const before = statusText(user, ctx.now());
    await change(ctx, user);
    await queueGate(ctx, user);
    await tellChanged(ctx, user);
    await tellAudit(ctx, {
      ...deed,
      objectType: 'user',
      objectId: user.id,
      before,
      after: statusText(user, ctx.now()),
    });
    return user;
  });
  await requireGate(ctx, changed.id);
  return changed;
}

function statusText(user: User, now: Date): Record<string, unknown> {
  const { status, until } = user.statusAt(now);
  return { status, until: until?.toISOString() ?? null };
}
