import { refusal } from '../supergraph/request-refused.ts';

/** The parameters of one GraphQL request. */
export interface GraphqlParameters {
  /** null where `persistedHash` stands for it */
  query: string | null;
  operationName: string | null;
  variables: Record<string, unknown>;
  /** SHA-256 of the text, in hex */
  persistedHash?: string;
}

const bad = (message: string) => refusal('BAD_REQUEST', message, { always: true });

/** Reads a POST body. Throws RequestRefused (400) for what is not one GraphQL request; arrays (batches) are none. */
export function readBody(body: unknown): GraphqlParameters {
  if (!Buffer.isBuffer(body) || body.length === 0) throw bad('The body is empty');
  let text: string;
  let value: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    value = JSON.parse(text);
  } catch {
    throw bad('The body is not JSON in UTF-8');
  }
  if (Array.isArray(value)) throw bad('One request at a time: batches are not taken');
  if (!isObject(value)) throw bad('The body is not a JSON object');
  return checkParameters(value);
}

/** Reads a GET's query string, where variables and extensions are JSON. Throws RequestRefused (400). */
export function readQueryString(search: URLSearchParams): GraphqlParameters {
  const json = (name: string): unknown => {
    const text = search.get(name);
    if (text === null || text === '') return undefined;
    try {
      return JSON.parse(text);
    } catch {
      throw bad(`${name} is not JSON`);
    }
  };
  return checkParameters({
    query: search.get('query') ?? undefined,
    operationName: search.get('operationName') || undefined,
    variables: json('variables'),
    extensions: json('extensions'),
  });
}

/** Also for operations over WebSocket. */
export function checkParameters({
  query,
  operationName,
  variables,
  extensions,
}: Record<string, unknown>): GraphqlParameters {
  if (extensions != null && !isObject(extensions)) throw bad('extensions is not an object');
  const persistedHash = query == null ? readPersistedHash(extensions ?? {}) : undefined;
  if (persistedHash === undefined && (typeof query !== 'string' || query === ''))
    throw bad('query is missing or not a string');
  if (operationName != null && typeof operationName !== 'string') throw bad('operationName is not a string');
  if (variables != null && !isObject(variables)) throw bad('variables is not an object');
  return {
    query: (query as string | undefined) ?? null,
    operationName: operationName || null,
    variables: variables ?? {},
    persistedHash,
  };
}

/** As Apollo's clients send it: `extensions: { persistedQuery: { version: 1, sha256Hash } }`. */
function readPersistedHash({ persistedQuery }: Record<string, unknown>): string | undefined {
  if (persistedQuery === undefined) return undefined;
  if (!isObject(persistedQuery) || persistedQuery.version !== 1) throw bad('persistedQuery is not of version 1');
  const { sha256Hash } = persistedQuery;
  if (typeof sha256Hash !== 'string' || !/^[0-9a-f]{64}$/.test(sha256Hash)) throw bad('sha256Hash is not a SHA-256');
  return sha256Hash;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
