import { refusal } from '../supergraph/request-refused.ts';

/** The parameters of one GraphQL request. */
export interface GraphqlParameters {
  query: string;
  operationName: string | null;
  variables: Record<string, unknown>;
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
  if (typeof query !== 'string' || query === '') {
    if (query === undefined && isObject(extensions) && 'persistedQuery' in extensions) {
      throw refusal('PERSISTED_QUERY_NOT_SUPPORTED', 'PersistedQueryNotSupported');
    }
    throw bad('query is missing or not a string');
  }
  if (operationName != null && typeof operationName !== 'string') throw bad('operationName is not a string');
  if (variables != null && !isObject(variables)) throw bad('variables is not an object');
  return { query, operationName: operationName || null, variables: variables ?? {} } as GraphqlParameters;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
