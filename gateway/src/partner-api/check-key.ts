import { createHash } from 'node:crypto';
import { askPartnerKey, partnerKeyChanged } from '@croupier/contracts';
import type { Ask, Identity } from '@croupier/kit';
import { JSONCodec, type NatsConnection } from 'nats';

export type Partner = Extract<Identity, { kind: 'partner' }>;
/** Whose key it is; null for a key that does not count. */
export type CheckKey = (key: string | string[] | undefined) => Promise<Partner | null>;

const KEPT_MS = 5_000;
const MOST_KEPT = 10_000;

/** Asks users, remembers for 5 s, and forgets at once what users says has changed. Only the key's hash leaves this process. */
export function createKeyCheck(ask: Ask, nats: NatsConnection): CheckKey {
  const known = new Map<string, { partner: Partner | null; untilMs: number }>();
  const codec = JSONCodec<unknown>();
  nats.subscribe(partnerKeyChanged.subject, {
    callback: (_error, message) => {
      const read = partnerKeyChanged.schema.safeParse(codec.decode(message.data));
      if (read.success) known.delete(read.data.keyHash);
    },
  });
  return async (key) => {
    if (typeof key !== 'string' || key === '' || key.length > 255) return null;
    const keyHash = createHash('sha256').update(key).digest('hex');
    const found = known.get(keyHash);
    if (found && found.untilMs > Date.now()) return found.partner;
    const { valid, keyId, scopes } = await ask(askPartnerKey, { keyHash });
    const partner: Partner | null = valid ? { kind: 'partner', keyId: keyId ?? keyHash, scopes } : null;
    if (known.size >= MOST_KEPT) known.clear();
    known.set(keyHash, { partner, untilMs: Date.now() + KEPT_MS });
    return partner;
  };
}
