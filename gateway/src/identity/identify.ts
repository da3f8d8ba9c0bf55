import { ROLES, type RoleName } from '@croupier/contracts';
import { type Identity, identitySigner, ProviderUnavailable, Unauthenticated } from '@croupier/kit';
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import { z } from 'zod';
import type { Caller, Identify } from './caller.ts';
import type { EndedSessions } from './ended-sessions.ts';

const claims = z.object({
  sub: z.string().min(1).max(255),
  sid: z.string().min(1).max(255),
  roles: z.array(z.enum(ROLES as unknown as [RoleName, ...RoleName[]])),
  exp: z.number(),
  /** the session's end, seconds since the epoch */
  sxp: z.number(),
});

interface Verified {
  userId: string;
  sessionId: string;
  roles: RoleName[];
  expiresAtMs: number;
  sessionEndsAtMs: number;
}

const MOST_REMEMBERED = 20_000;
/** The signed identity lives 60 s; a subgraph must never see one that has just ended. */
const IDENTITY_REUSED_MS = 50_000;

export interface IdentifyOptions {
  jwksUrl: string;
  signingKey: JsonWebKey;
  sessions: Pick<EndedSessions, 'isEnded'>;
}

/**
 * Access tokens are users' (EdDSA by its JWKS, issuer and audience `croupier`), refused when expired, forged, or of an ended session.
 * Without a token the caller is anonymous. Subgraphs get the identity signed by us; what the outside sends under that name is never read.
 */
export async function createIdentify({ jwksUrl, signingKey, sessions }: IdentifyOptions): Promise<Identify> {
  const verify = rememberBounded(createVerifier(jwksUrl), (each) => each.expiresAtMs);
  const sign = await createIdentityTokens(signingKey);
  return async (authorization, address) => {
    if (authorization === undefined || authorization === '')
      return callerOf({ kind: 'anonymous', address }, null, sign);
    const token = /^Bearer +([A-Za-z0-9_.-]{1,8192})$/i.exec(authorization)?.[1];
    if (!token) throw new Unauthenticated('The access token is not one of ours');
    const person = await verify(token);
    if (person.sessionEndsAtMs <= Date.now() || (await sessions.isEnded(person.sessionId)))
      throw new Unauthenticated('The session has ended');
    const { userId, sessionId, roles } = person;
    return callerOf({ kind: 'user', userId, roles, sessionId, address }, person.sessionEndsAtMs, sign);
  };
}

/** Signs identities for subgraphs; the text is used again for 50 s. */
export async function createIdentityTokens(signingKey: JsonWebKey): Promise<(identity: Identity) => Promise<string>> {
  const sign = await identitySigner(signingKey);
  const signed = new Map<string, { token: Promise<string>; untilMs: number }>();
  return (identity) => {
    const key = JSON.stringify(identity);
    const known = signed.get(key);
    if (known && known.untilMs > Date.now()) return known.token;
    signed.delete(key);
    dropOldest(signed);
    const token = sign(identity);
    signed.set(key, { token, untilMs: Date.now() + IDENTITY_REUSED_MS });
    return token;
  };
}

function callerOf(
  identity: Identity,
  sessionEndsAtMs: number | null,
  sign: (identity: Identity) => Promise<string>,
): Caller {
  return { identity, sessionEndsAtMs, identityToken: () => sign(identity) };
}

function createVerifier(jwksUrl: string): (token: string) => Promise<Verified> {
  // An unknown `kid` fetches the keys again, at most once in 5 s.
  const keys = createRemoteJWKSet(new URL(jwksUrl), {
    cooldownDuration: 5_000,
    cacheMaxAge: 24 * 3_600_000,
    timeoutDuration: 2_000,
  });
  return async (token) => {
    const checked = await jwtVerify(token, keys, {
      issuer: 'croupier',
      audience: 'croupier',
      algorithms: ['EdDSA'],
    }).catch((error: unknown) => {
      const forged =
        error instanceof errors.JOSEError &&
        !(error instanceof errors.JWKSTimeout) &&
        error.code !== 'ERR_JOSE_GENERIC';
      throw forged
        ? new Unauthenticated(error instanceof errors.JWTExpired ? 'The access token has expired' : undefined)
        : new ProviderUnavailable();
    });
    const read = claims.safeParse(checked.payload);
    if (!read.success) throw new Unauthenticated('The access token is not one of ours');
    const { sub, sid, roles, exp, sxp } = read.data;
    return { userId: sub, sessionId: sid, roles, expiresAtMs: exp * 1000, sessionEndsAtMs: sxp * 1000 };
  };
}

/** Remembers answers (not refusals) until they expire: a verification costs 116 µs. */
function rememberBounded<T>(
  find: (key: string) => Promise<T>,
  expiresAtMs: (found: T) => number,
): (key: string) => Promise<T> {
  const known = new Map<string, T>();
  return async (key) => {
    const found = known.get(key);
    if (found && expiresAtMs(found) > Date.now()) return found;
    known.delete(key);
    const fresh = await find(key);
    dropOldest(known);
    known.set(key, fresh);
    return fresh;
  };
}

function dropOldest(map: Map<string, unknown>): void {
  if (map.size >= MOST_REMEMBERED) for (const key of [...map.keys()].slice(0, MOST_REMEMBERED / 4)) map.delete(key);
}
