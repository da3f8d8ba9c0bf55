import { createHash } from 'node:crypto';
import { request } from 'undici';
import { toSession, type Renewal } from './session.ts';

export const DOCUMENT =
  'mutation RenewSession($input: RefreshSessionInput!) { refreshSession(input: $input) { accessToken refreshToken expiresAt } }';

const BY_HASH = { persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(DOCUMENT).digest('hex') } };

interface Answer {
  data?: { refreshSession?: { accessToken: string; refreshToken: string; expiresAt: string } | null } | null;
  errors?: { extensions?: { code?: string } }[];
}

const ENDED = new Set([
  'TOKEN_REUSED',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'PLAYER_BLOCKED',
  'BAD_USER_INPUT',
]);

/** Rotates a refresh token at the gateway. An outage is `unavailable`: the session may be tried again. */
export function renewSession(gatewayUrl: string): (refreshToken: string) => Promise<Renewal> {
  return async (refreshToken) => {
    try {
      const response = await request(`${gatewayUrl}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify({ extensions: BY_HASH, variables: { input: { refreshToken } } }),
        headersTimeout: 10_000,
        bodyTimeout: 10_000,
      });
      const answer = (await response.body.json()) as Answer;
      const given = answer.data?.refreshSession;
      if (given) return { kind: 'renewed', session: toSession(given) };
      const ended = answer.errors?.some((error) => ENDED.has(error.extensions?.code ?? ''));
      return ended ? { kind: 'ended' } : { kind: 'unavailable' };
    } catch {
      return { kind: 'unavailable' };
    }
  };
}
