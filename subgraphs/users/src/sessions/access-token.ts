import { randomUUID } from 'node:crypto';
import type { RoleName } from '@croupier/contracts';
import { calculateJwkThumbprint, importJWK, SignJWT, type CryptoKey, type JWK } from 'jose';

export const ACCESS_TOKEN_LIFETIME_MS = 15 * 60_000;

export interface AccessGrant {
  userId: string;
  roles: RoleName[];
  sessionId: string;
  sessionExpiresAt: Date;
  now: Date;
  lifetimeMs?: number;
  /** demo only: added to the payload, or put in place of what it holds */
  claims?: Record<string, unknown>;
}
export interface AccessTokens {
  /** Signs one; it never outlives its session. */
  issue: (grant: AccessGrant) => Promise<{ accessToken: string; expiresAt: Date }>;
  /** The public half, as /.well-known/jwks.json shows it. */
  jwks: { keys: JWK[] };
}

/** Access tokens: EdDSA JWTs of 15 minutes; `sid` is the session and `sxp` its end in Unix seconds. The key's id is its thumbprint (RFC 7638). */
export async function accessTokens(privateKey: JsonWebKey): Promise<AccessTokens> {
  const { kty, crv, x } = privateKey as JWK;
  const publicKey: JWK = { kty, crv, x };
  const kid = await calculateJwkThumbprint(publicKey);
  const key = (await importJWK(privateKey as JWK, 'EdDSA')) as CryptoKey;
  return {
    jwks: { keys: [{ ...publicKey, kid, alg: 'EdDSA', use: 'sig' }] },
    async issue({
      userId,
      roles,
      sessionId,
      sessionExpiresAt,
      now,
      lifetimeMs = ACCESS_TOKEN_LIFETIME_MS,
      claims = {},
    }) {
      const issuedAt = Math.floor(now.getTime() / 1000);
      const sessionEnd = Math.floor(sessionExpiresAt.getTime() / 1000);
      const expiry = Math.min(Math.floor((now.getTime() + lifetimeMs) / 1000), sessionEnd);
      const payload = {
        iss: 'croupier',
        aud: 'croupier',
        sub: userId,
        roles,
        sid: sessionId,
        sxp: sessionEnd,
        jti: randomUUID(),
        iat: issuedAt,
        exp: expiry,
      };
      const accessToken = await new SignJWT({ ...payload, ...claims })
        .setProtectedHeader({ alg: 'EdDSA', kid, typ: 'JWT' })
        .sign(key);
      return { accessToken, expiresAt: new Date(expiry * 1000) };
    },
  };
}
