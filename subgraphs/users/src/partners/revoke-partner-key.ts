import { partnerKeyChanged } from '@croupier/contracts';
import { inTransaction, NotFound, publish } from '@croupier/kit';
import { LockMode } from '@mikro-orm/core';
import { isUuid } from '../profile/load-user.ts';
import { tellAudit } from '../profile/tell.ts';
import type { UsersContext } from '../room.ts';
import { PartnerKey } from './partner-key.entity.ts';

/** Revokes a key for good; repeating it is harmless. Throws NotFound. */
export async function revokePartnerKey(ctx: UsersContext, input: { id: string }): Promise<PartnerKey> {
  return inTransaction(ctx, async (ctx) => {
    const key = isUuid(input.id)
      ? await ctx.em.findOne(PartnerKey, { id: input.id }, { lockMode: LockMode.PESSIMISTIC_WRITE })
      : null;
    if (!key) throw new NotFound('The partner key');
    if (key.revokedAt) return key;
    key.revokedAt = ctx.now();
    await ctx.em.flush();
    await publish(ctx, partnerKeyChanged, {
      keyId: key.id,
      keyHash: key.keyHash,
      revoked: true,
      changedAt: ctx.now().toISOString(),
    });
    await tellAudit(ctx, { action: 'revoke-partner-key', objectType: 'partner-key', objectId: key.id });
    return key;
  });
}
