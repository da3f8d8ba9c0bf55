import { ApolloLink } from '@apollo/client';
import hashes from './operation-hashes.json';

/**
 * Pages that are built for production name an operation by its SHA-256 alone, which the gateway knows from the build. Nothing is tried
 * again with the text: a gateway of another version answers PERSISTED_QUERY_NOT_FOUND. In development the text goes along instead.
 */
export const byHash = new ApolloLink((operation, forward) => {
  if (import.meta.env.MODE !== 'production') return forward(operation);
  const sha256Hash = (hashes as Record<string, string>)[operation.operationName ?? ''];
  operation.extensions = { ...operation.extensions, persistedQuery: { version: 1, sha256Hash } };
  operation.setContext({ http: { includeQuery: false } });
  return forward(operation);
});

/** graphql-ws writes a text into every message: what is named by its hash goes without. */
export const withoutText = (_key: string, value: unknown): unknown =>
  isNamedByHash(value) ? { ...value, query: undefined } : value;

function isNamedByHash(value: unknown): value is { extensions: { persistedQuery: object } } {
  return (value as { extensions?: { persistedQuery?: object } } | null)?.extensions?.persistedQuery !== undefined;
}
