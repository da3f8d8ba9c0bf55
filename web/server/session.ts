import { createHash } from 'node:crypto';
import { decodeJwt } from 'jose';
import { sealedCookie, type SealedCookie } from './cookies.ts';

/** What the session cookie holds. The browser's scripts never see it. */
export interface Session {
  accessToken: string;
  refreshToken: string;
  /** When the access token ends, in milliseconds. */
  expiresAt: number;
}

export type Renewal = { kind: 'renewed'; session: Session } | { kind: 'ended' } | { kind: 'unavailable' };

export interface SessionKeeper {
  cookie: SealedCookie<Session>;
  /** The session of a request, renewed when its access token is about to end; `setCookie` where the browser must hear of it. */
  open(cookieHeader: string | undefined): Promise<{ session: Session | null; setCookie: string | null }>;
  /** Forgets what is kept about a session that its owner ended. */
  forget(session: Session): void;
}

export interface SessionSettings {
  secret: string;
  secure: boolean;
  renew: (refreshToken: string) => Promise<Renewal>;
  now: () => number;
}

const RENEW_BEFORE_MS = 30_000;
const KEEP_MS = 60_000;
const KEEP_AT_MOST = 10_000;
const THIRTY_DAYS_SECONDS = 30 * 24 * 3600;

/**
 * The one place where sessions are renewed. One renewal at a time per refresh token; its result is kept for 60 s under
 * the old token's hash, so that a straggler with the old cookie gets the same new session and is not taken for a thief.
 */
export function sessionKeeper(settings: SessionSettings): SessionKeeper {
  const cookie = sealedCookie<Session>('croupier_session', { ...settings, maxAgeSeconds: THIRTY_DAYS_SECONDS });
  const renewals = new Map<string, { result: Promise<Renewal>; until: number }>();

  function renewOnce(refreshToken: string): Promise<Renewal> {
    const key = hashOf(refreshToken);
    const kept = renewals.get(key);
    if (kept && kept.until > settings.now()) return kept.result;
    const entry = { result: settings.renew(refreshToken), until: Infinity };
    renewals.set(key, entry);
    void entry.result.then((renewal) => {
      if (renewal.kind === 'unavailable') renewals.delete(key);
      else entry.until = settings.now() + KEEP_MS;
    });
    dropOld(renewals, settings.now());
    return entry.result;
  }

  async function open(header: string | undefined): Promise<{ session: Session | null; setCookie: string | null }> {
    let session = cookie.read(header);
    let setCookie: string | null = null;
    // A straggler's cookie may be several rotations old.
    for (let step = 0; session && step < 5 && session.expiresAt - RENEW_BEFORE_MS <= settings.now(); step++) {
      const renewal = await renewOnce(session.refreshToken);
      if (renewal.kind === 'unavailable') return { session, setCookie };
      session = renewal.kind === 'renewed' ? renewal.session : null;
      setCookie = session ? cookie.write(session) : cookie.clear();
    }
    return { session, setCookie };
  }

  return { cookie, open, forget: (session) => void renewals.delete(hashOf(session.refreshToken)) };
}

/** A session as the graph gives it. The token's own `exp` counts: `expiresAt` may speak of the whole session. */
export function toSession(given: { accessToken: string; refreshToken: string; expiresAt: string }): Session {
  return {
    accessToken: given.accessToken,
    refreshToken: given.refreshToken,
    expiresAt: expiryOf(given.accessToken) ?? Date.parse(given.expiresAt),
  };
}

function expiryOf(accessToken: string): number | undefined {
  try {
    const { exp } = decodeJwt(accessToken);
    return exp === undefined ? undefined : exp * 1000;
  } catch {
    return undefined; // not a JWT: the graph's word counts
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

function dropOld(renewals: Map<string, { until: number }>, now: number): void {
  for (const [key, { until }] of renewals) {
    if (until <= now || renewals.size > KEEP_AT_MOST) renewals.delete(key);
    else if (until !== Infinity) break; // kept in the order of their making
  }
}
