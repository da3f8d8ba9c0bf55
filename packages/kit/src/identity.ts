/**
 * Who is asking. The gateway proves people's access tokens and partners' keys and tells the subgraphs in a token of its own:
 * Ed25519, 60 seconds, in the header `x-croupier-identity` (HTTP) or in `extensions.identity` of an operation (WebSocket).
 */
import type { RoleName } from '@croupier/contracts';
import { importJWK, jwtVerify, SignJWT, type CryptoKey } from 'jose';

export const IDENTITY_HEADER = 'x-croupier-identity';
const AUDIENCE = 'croupier-subgraph';
const LIFETIME_SECONDS = 60;

export type Identity =
  | { kind: 'anonymous'; address?: string }
  | { kind: 'user'; userId: string; roles: RoleName[]; sessionId: string; address?: string }
  | { kind: 'partner'; keyId: string; scopes: string[]; address?: string };

export const ANONYMOUS: Identity = { kind: 'anonymous' };

/** The user's id, or null for anybody else. */
export const userIdOf = (identity: Identity): string | null => (identity.kind === 'user' ? identity.userId : null);
export const hasRole = (identity: Identity, ...roles: RoleName[]): boolean =>
  identity.kind === 'user' && identity.roles.some((role) => roles.includes(role));
/** Anyone who works here: may read players' objects. */
export const isStaff = (identity: Identity): boolean => hasRole(identity, 'SUPPORT', 'FINANCE', 'COMPLIANCE', 'ADMIN');

/** Signs identities; the gateway alone holds the private key. Cache the text per access token: signing costs 50 µs and more. */
export async function identitySigner(privateKey: JsonWebKey): Promise<(identity: Identity) => Promise<string>> {
  const key = (await importJWK(privateKey as Record<string, string>, 'EdDSA')) as CryptoKey;
  return (identity) =>
    new SignJWT({ identity })
      .setProtectedHeader({ alg: 'EdDSA' })
      .setAudience(AUDIENCE)
      .setIssuedAt()
      .setExpirationTime(`${LIFETIME_SECONDS}s`)
      .sign(key);
}

/** Verifies identities and remembers verified texts until they expire. Answers null for what the gateway did not sign. */
export async function identityVerifier(publicKey: JsonWebKey): Promise<(token: string) => Promise<Identity | null>> {
  const key = (await importJWK(publicKey as Record<string, string>, 'EdDSA')) as CryptoKey;
  const verified = new Map<string, { identity: Identity; expiresAtMs: number }>();
  return async (token) => {
    const known = verified.get(token);
    if (known) {
      if (known.expiresAtMs > Date.now()) return known.identity;
      verified.delete(token);
      return null;
    }
    const checked = await jwtVerify(token, key, { audience: AUDIENCE, algorithms: ['EdDSA'] }).catch(() => null);
    if (!checked?.payload.exp) return null;
    const identity = checked.payload.identity as Identity;
    // Insertion order is about expiry order, so the oldest entries go first when the table is full.
    if (verified.size >= 20_000) for (const old of [...verified.keys()].slice(0, 5_000)) verified.delete(old);
    verified.set(token, { identity, expiresAtMs: checked.payload.exp * 1000 });
    return identity;
  };
}
