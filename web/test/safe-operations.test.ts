import { readFileSync } from 'node:fs';
import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { Kind, OperationTypeNode } from 'graphql';
import { expect, it } from 'vitest';
import { SAFE_OPERATIONS, safeOperations, webDocuments } from './safe-operations.ts';

it('the manifest of web’s operations is not stale (npm run safe-operations -w web)', async () => {
  expect(readFileSync(SAFE_OPERATIONS, 'utf8')).toBe(await safeOperations());
});

it('what Apollo’s client sends is in the manifest, letter for letter', async () => {
  const safe = new Set(Object.values(JSON.parse(readFileSync(SAFE_OPERATIONS, 'utf8')) as Record<string, string>));
  const sent: string[] = [];
  const send: typeof fetch = async (_url, init) => {
    sent.push((JSON.parse(String(init!.body)) as { query: string }).query);
    return new Response('{"data":null}', { headers: { 'content-type': 'application/json' } });
  };
  const client = new ApolloClient({
    ssrMode: true,
    link: new HttpLink({ uri: 'http://gateway/graphql', fetch: send }),
    cache: new InMemoryCache(),
  });
  for (const { document } of await webDocuments()) {
    const operation = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
    if (!operation || operation.operation === OperationTypeNode.SUBSCRIPTION) continue;
    const asked = { fetchPolicy: 'no-cache', errorPolicy: 'all' } as const;
    if (operation.operation === OperationTypeNode.QUERY) await client.query({ query: document, ...asked });
    else await client.mutate({ mutation: document, ...asked });
  }
  expect(sent.length).toBeGreaterThan(30);
  expect(sent.filter((text) => !safe.has(text))).toEqual([]);
});
