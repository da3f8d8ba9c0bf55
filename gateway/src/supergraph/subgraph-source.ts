import type { GraphQLDataSource } from '@apollo/gateway';
import { IDENTITY_HEADER, type Histogram, type Logger } from '@croupier/kit';
import { GraphQLError, type OperationTypeNode } from 'graphql';
import { Pool } from 'undici';
import type { Fetched } from '../execution/fetch-node.ts';
import { post } from './post.ts';

/** What a fetch needs to know of who asks. */
export interface FetchContext {
  /** the signed identity, renewed for every fetch; null where the gateway runs alone */
  identityToken: (() => Promise<string>) | null;
  traceparent: string;
}

/** One subgraph: by the text of a request, or in the form that Apollo's libraries know. */
export interface SubgraphSource extends GraphQLDataSource {
  /** Throws GraphQLError (PROVIDER_UNAVAILABLE) where there is no answer. */
  send?: (body: string, context: FetchContext, kind: OperationTypeNode) => Promise<Fetched>;
}

export interface SubgraphSources {
  forServices(services: ReadonlyMap<string, string>): Record<string, SubgraphSource>;
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
  const maps = new WeakMap<ReadonlyMap<string, string>, Record<string, SubgraphSource>>();
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
  const sourceOf = (name: string, address: string): SubgraphSource => {
    const { origin, pathname, search } = new URL(address);
    const path = pathname + search;
    const [answered, unanswered] = ['answered', 'failed'].map((outcome) =>
      fetchSeconds?.labels({ subgraph: name, outcome }),
    );
    const send = async (body: string, { identityToken, traceparent }: FetchContext): Promise<Fetched> => {
      const headers: Record<string, string> = {
        'content-type': 'application/json',
        accept: 'application/json',
        traceparent,
      };
      if (identityToken) headers[IDENTITY_HEADER] = await identityToken();
      const startedAtMs = performance.now();
      try {
        const { status, text } = await post(poolOf(origin), { path, headers, body, timeoutMs });
        const answer = readAnswer(status, text);
        answered?.observe((performance.now() - startedAtMs) / 1_000);
        return answer;
      } catch (error) {
        unanswered?.observe((performance.now() - startedAtMs) / 1_000);
        log.warn(
          { subgraph: name, problem: error instanceof Error ? error.message : String(error) },
          'a subgraph does not answer',
        );
        throw new GraphQLError('A part that is needed does not answer; try again', {
          extensions: { code: 'PROVIDER_UNAVAILABLE', serviceName: name },
        });
      }
    };
    return {
      send,
      process: ({ request: { query, operationName, variables }, context }) =>
        send(JSON.stringify({ query, operationName, variables }), context as FetchContext) as never,
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
function readAnswer(status: number, text: string): Fetched {
  if (status !== 200 && status !== 400) throw new Error(`HTTP ${status}`);
  const answer = JSON.parse(text) as Fetched | null;
  if (typeof answer !== 'object' || answer === null || !('data' in answer || 'errors' in answer))
    throw new Error('not a GraphQL answer');
  return answer;
}
