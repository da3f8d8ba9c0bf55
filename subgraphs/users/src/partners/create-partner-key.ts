import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { partnerKeyChanged } from '@croupier/contracts';
import { BadUserInput, inTransaction, publish, userIdOf } from '@croupier/kit';
import { tellAudit } from '../profile/tell.ts';
import { readableText } from '../profile/text.ts';
import type { UsersContext } from '../room.ts';
import { PartnerKey } from './partner-key.entity.ts';

export interface CreatedKey {
  id: string;
  name: string;
  scopes: string[];
  key: string;
}

/** Makes a partner key; its text is in this answer and nowhere else. Throws BadUserInput. */
export async function createPartnerKey(
  ctx: UsersContext,
  input: { name: string; scopes: string[] },
): Promise<CreatedKey> {
  const key = `cpk_${randomBytes(32).toString('base64url')}`;
  const stored = await storeKey(ctx, input, key);
  return { id: stored.id, name: stored.name, scopes: stored.scopes, key };
}

/** The demo partner's key, whose text is public. Repeating it is harmless. */
export async function ensurePartnerKey(
  ctx: UsersContext,
  input: { name: string; keyText: string; scopes?: string[] },
): Promise<PartnerKey> {
  const known = await ctx.em.findOne(PartnerKey, { keyHash: hashKey(input.keyText) });
  return known ?? storeKey(ctx, { name: input.name, scopes: input.scopes ?? ['read'] }, input.keyText);
}

/** How keys are stored and asked for: SHA-256, hex. */
export const hashKey = (keyText: string): string => createHash('sha256').update(keyText).digest('hex');

async function storeKey(
  ctx: UsersContext,
  input: { name: string; scopes: string[] },
  keyText: string,
): Promise<PartnerKey> {
  const name = readableText('name', input.name, 100);
  const valid =
    input.scopes.length <= 20 && input.scopes.every((scope) => /^[a-zA-Z][a-zA-Z0-9_.:-]{0,63}$/.test(scope));
  if (!valid) throw new BadUserInput('At most 20 scopes of letters, digits and _ . : -', { scopes: 'malformed' });
  return inTransaction(ctx, async (ctx) => {
    const id = randomUUID();
    const keyHash = hashKey(keyText);
    const createdBy = userIdOf(ctx.identity);
    const key = ctx.em.create(PartnerKey, {
      id,
      name,
      scopes: input.scopes,
      keyHash,
      createdBy,
      createdAt: ctx.now(),
    } as never) as PartnerKey;
    await ctx.em.flush();
    await publish(ctx, partnerKeyChanged, { keyId: id, keyHash, revoked: false, changedAt: ctx.now().toISOString() });
    await tellAudit(ctx, {
      action: 'create-partner-key',
      objectType: 'partner-key',
      objectId: id,
      after: { name, scopes: input.scopes },
    });
    return key;
  });
}
