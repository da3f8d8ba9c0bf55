import { askPartnerKey } from '@croupier/contracts';
import { defineAnswer } from '@croupier/kit';
import type { UsersContext } from '../room.ts';
import { PartnerKey } from './partner-key.entity.ts';

/** Whether a key counts: unknown and revoked ones do not. */
export const answerPartnerKey = defineAnswer(askPartnerKey, async (ctx: UsersContext, { keyHash }) => {
  const key = await ctx.em.findOne(PartnerKey, { keyHash, revokedAt: null });
  if (!key) return { valid: false, keyId: null, name: null, scopes: [] };
  return { valid: true, keyId: key.id, name: key.name, scopes: key.scopes };
});
