import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { ErrorLink } from '@apollo/client/link/error';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { OperationTypeNode } from 'graphql';
import { createClient, type Client } from 'graphql-ws';
import { byHash, withoutText } from './by-hash.ts';
import { codeOf } from './errors.ts';

const SESSION_ENDED = 4403;

/** The graph as a page asks it: at our own origin, which adds the token. On the server it answers from the cache alone. */
export function makeGraphClient(): ApolloClient {
  const cache = new InMemoryCache({ typePolicies: { Kyc: { merge: true }, Money: { keyFields: false } } });
  if (typeof window === 'undefined') return new ApolloClient({ ssrMode: true, link: ApolloLink.empty(), cache });
  const toSignIn = new ErrorLink(({ error }) => {
    if (codeOf(error) === 'UNAUTHENTICATED') leaveForSignIn();
  });
  const link = ApolloLink.split(
    ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
    new GraphQLWsLink(makeSocket()),
    toSignIn.concat(new HttpLink({ uri: '/graphql', credentials: 'same-origin' })),
  );
  return new ApolloClient({ link: byHash.concat(link), cache });
}

/** One socket a page, opened by the first subscription; it comes back by itself after an outage. */
export function makeSocket(): Client {
  return createClient({
    url: `${location.origin.replace(/^http/, 'ws')}/graphql`,
    retryAttempts: Number.POSITIVE_INFINITY,
    retryWait: (retries) => new Promise((resolve) => setTimeout(resolve, waitMs(retries))),
    shouldRetry: (closed) => {
      if ((closed as { code?: unknown }).code !== SESSION_ENDED) return true;
      leaveForSignIn();
      return false;
    },
    keepAlive: 20_000,
    jsonMessageReplacer: withoutText,
  });
}

function waitMs(retries: number): number {
  return Math.min(500 * 2 ** Math.min(retries, 6), 15_000) * (0.5 + chance() / 2);
}

/** From 0 to 1: many pages must not come back in the same moment. */
function chance(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]! / 2 ** 32;
}

/** The server decides what becomes of the page: it renews the session or leads to the sign-in. At most once in ten seconds. */
function leaveForSignIn(): void {
  const last = Number(sessionStorage.getItem('left-at') ?? 0);
  if (location.pathname === '/sign-in' || Date.now() - last < 10_000) return;
  sessionStorage.setItem('left-at', String(Date.now()));
  location.reload();
}
