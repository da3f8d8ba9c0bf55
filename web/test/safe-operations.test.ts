import { readFileSync } from 'node:fs';
import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { Kind, OperationTypeNode } from 'graphql';
import { expect, it, vi } from 'vitest';
import { byHash } from '../app/graph/by-hash.ts';
import { OPERATION_HASHES, operationHashes, SAFE_OPERATIONS, safeOperations, webDocuments } from './safe-operations.ts';

it('neither the manifest of web’s operations nor their hashes are stale (npm run safe-operations -w web)', async () => {
  expect(readFileSync(SAFE_OPERATIONS, 'utf8')).toBe(await safeOperations());
  expect(readFileSync(OPERATION_HASHES, 'utf8')).toBe(await operationHashes());
});

interface Sent {
  query?: string;
  extensions?: { persistedQuery?: { sha256Hash?: string } };
}

/** What Apollo's client sends of every operation, subscriptions apart. */
async function sentIn(mode: string): Promise<Sent[]> {
  vi.stubEnv('MODE', mode);
  const sent: Sent[] = [];
  const send: typeof fetch = async (_url, init) => {
    sent.push(JSON.parse(String(init!.body)) as Sent);
    return new Response('{"data":null}', { headers: { 'content-type': 'application/json' } });
  };
  const client = new ApolloClient({
    ssrMode: true,
    link: byHash.concat(new HttpLink({ uri: 'http://gateway/graphql', fetch: send })),
    cache: new InMemoryCache(),
  });
  for (const { document } of await webDocuments()) {
    const operation = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
    if (!operation || operation.operation === OperationTypeNode.SUBSCRIPTION) continue;
    const asked = { fetchPolicy: 'no-cache', errorPolicy: 'all' } as const;
    if (operation.operation === OperationTypeNode.QUERY) await client.query({ query: document, ...asked });
    else await client.mutate({ mutation: document, ...asked });
  }
  vi.unstubAllEnvs();
  expect(sent.length).toBeGreaterThan(30);
  return sent;
}

it('what Apollo’s client sends is in the manifest: letter for letter in development, as its hash alone in production', async () => {
  const safe = JSON.parse(readFileSync(SAFE_OPERATIONS, 'utf8')) as Record<string, string>;
  const texts = (await sentIn('development')).map(({ query }) => query);
  const sent = await sentIn('production');
  expect(sent.filter((each) => 'query' in each)).toEqual([]);
  expect(sent.map(({ extensions }) => safe[extensions?.persistedQuery?.sha256Hash ?? ''])).toEqual(texts);
});
