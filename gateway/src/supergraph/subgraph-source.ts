import type { GraphQLDataSource } from '@apollo/gateway';
import { IDENTITY_HEADER, type Histogram, type Logger } from '@croupier/kit';
import { GraphQLError } from 'graphql';
import { Pool } from 'undici';

/** What a fetch needs to know of who asks. */
export interface FetchContext {
  /** the signed identity, renewed for every fetch; null where the gateway runs alone */
  identityToken: (() => Promise<string>) | null;
  traceparent: string;
}

export interface SubgraphSources {
  forServices(services: ReadonlyMap<string, string>): Record<string, GraphQLDataSource>;
  close(): Promise<void>;
}

export interface SourceOptions {
  log: Logger;
  timeoutMs?: number;
  fetchSeconds?: Histogram<'subgraph' | 'outcome'>;
}

const CONNECTIONS = 64;

/** Fetches from subgraphs over kept-alive connections. A subgraph that is down costs its own fields: PROVIDER_UNAVAILABLE. */
export function createSubgraphSources({ log, timeoutMs = 10_000, fetchSeconds }: SourceOptions): SubgraphSources {
  const pools = new Map<string, Pool>();
  const maps = new WeakMap<ReadonlyMap<string, string>, Record<string, GraphQLDataSource>>();
  const poolOf = (origin: string): Pool => {
    let pool = pools.get(origin);
    if (!pool) {
      pool = new Pool(origin, {
        connections: CONNECTIONS,
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
        connectTimeout: 2_000,
      });
      pools.set(origin, pool);
    }
    return pool;
  };
  const sourceOf = (name: string, address: string): GraphQLDataSource => {
    const { origin, pathname, search } = new URL(address);
    const path = pathname + search;
    return {
      async process({ request, context }) {
        const { identityToken, traceparent } = context as FetchContext;
        const headers: Record<string, string> = {
          'content-type': 'application/json',
          accept: 'application/json',
          traceparent,
        };
        if (identityToken) headers[IDENTITY_HEADER] = await identityToken();
        const body = JSON.stringify({
          query: request.query,
          operationName: request.operationName,
          variables: request.variables,
        });
        const observe = fetchSeconds?.startTimer({ subgraph: name });
        try {
          const response = await poolOf(origin).request({ method: 'POST', path, headers, body });
          const text = await response.body.text();
          const answer = readAnswer(response.statusCode, text);
          observe?.({ outcome: 'answered' });
          return answer as never;
        } catch (error) {
          observe?.({ outcome: 'failed' });
          log.warn(
            { subgraph: name, problem: error instanceof Error ? error.message : String(error) },
            'a subgraph does not answer',
          );
          throw new GraphQLError('A part that is needed does not answer; try again', {
            extensions: { code: 'PROVIDER_UNAVAILABLE', serviceName: name },
          });
        }
      },
    };
  };
  return {
    forServices(services) {
      let map = maps.get(services);
      if (!map)
        maps.set(services, (map = Object.fromEntries([...services].map(([name, url]) => [name, sourceOf(name, url)]))));
      return map;
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.close()));
    },
  };
}

/** GraphQL errors come with 200 or 400; everything else is no answer. */
function readAnswer(status: number, text: string): { data?: unknown; errors?: unknown } {
  if (status !== 200 && status !== 400) throw new Error(`HTTP ${status}`);
  const answer = JSON.parse(text) as { data?: unknown; errors?: unknown } | null;
  if (typeof answer !== 'object' || answer === null || !('data' in answer || 'errors' in answer))
    throw new Error('not a GraphQL answer');
  return answer;
}
