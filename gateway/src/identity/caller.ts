import type { Identity } from '@croupier/kit';

/** Who asks, as the door found it. */
export interface Caller {
  identity: Identity;
  /** the identity signed for subgraphs, fresh at each call; null where the gateway runs alone */
  identityToken: (() => Promise<string>) | null;
  /** when the session ends, in ms since the epoch; null for people without one */
  sessionEndsAtMs: number | null;
}

/** What this caller's requests and sockets are counted under. */
export function nameOf({ identity }: Caller): string {
  if (identity.kind === 'user') return `user ${identity.userId}`;
  if (identity.kind === 'partner') return `partner ${identity.keyId}`;
  return `address ${identity.address ?? ''}`;
}

/** Finds out who asks. Throws Unauthenticated for a bad token, ProviderUnavailable where that cannot be known. */
export type Identify = (authorization: string | undefined, address: string) => Promise<Caller>;

/** The gateway alone knows nobody. */
export const identifyNobody: Identify = async (_authorization, address) => ({
  identity: { kind: 'anonymous', address },
  identityToken: null,
  sessionEndsAtMs: null,
});
