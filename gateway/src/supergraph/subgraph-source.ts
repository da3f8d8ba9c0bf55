import type { GraphQLDataSource } from '@apollo/gateway';
import { IDENTITY_HEADER, type Histogram, type Logger, type Tracing } from '@croupier/kit';
import { GraphQLError, OperationTypeNode } from 'graphql';
import { Pool } from 'undici';
import type { Fetched } from '../execution/fetched.ts';
import type { Took } from '../observability/observe-operations.ts';
import { Abandoned, createCircuit, NoAnswer } from './circuit.ts';
import { KeptAnswers } from './kept-answers.ts';
import { post, type Received } from './post.ts';

/** What a fetch needs to know of who asks. */
export interface FetchContext {
  /** the signed identity, renewed for every fetch; null where the gateway runs alone */
  identityToken: (() => Promise<string>) | null;
  traceparent: string;
  /** whether the subgraph is asked for Apollo's inline trace */
  apolloTrace?: boolean;
  /** nobody in particular asks: whoever asks the same at the same time may have the same answer */
  isPublic?: boolean;
  /** anybody may have the answer for so long; it is asked for in nobody's name */
  publicSeconds?: number;
  /** aborted when the caller has gone */
  signal?: AbortSignal;
  /** when the operation must be answered, by `performance.now()` */
  deadlineAtMs?: number;
  /** where each fetch is told */
  fetches?: Took['fetches'];
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
  tracing?: Tracing | null;
  /** the identity of nobody in particular */
  nobodysToken?: (() => Promise<string>) | null;
}

const CONNECTIONS = 64;
const MOST_CHARACTERS_KEPT = 8_000_000;

/** Fetches from subgraphs over kept-alive connections. A subgraph that is down costs its own fields: PROVIDER_UNAVAILABLE. */
export function createSubgraphSources({
  log,
  timeoutMs = 10_000,
  fetchSeconds,
  tracing,
  nobodysToken = null,
}: SourceOptions): SubgraphSources {
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
    const circuit = createCircuit(name, log);
    const fetchUntraced = async (body: string, context: FetchContext): Promise<Received> => {
      const { identityToken, traceparent, apolloTrace, signal, deadlineAtMs = Infinity } = context;
      const leftMs = Math.floor(Math.min(timeoutMs, deadlineAtMs - performance.now()));
      if (signal?.aborted) throw new Abandoned('the caller has gone');
      if (leftMs <= 0) throw new Abandoned('the time for the operation is over');
      const headers: Record<string, string> = {
        'content-type': 'application/json',
        accept: 'application/json',
        traceparent,
      };
      if (apolloTrace) headers['apollo-federation-include-trace'] = 'ftv1';
      if (identityToken) headers[IDENTITY_HEADER] = await identityToken();
      const startedAtMs = performance.now();
      let outcome = unanswered;
      try {
        const received = await post(poolOf(origin), { path, headers, body, signal, timeoutMs: leftMs });
        // GraphQL errors come with 200 or 400; everything else is no answer.
        if (received.status !== 200 && received.status !== 400) throw new NoAnswer(received.status);
        outcome = answered;
        return received;
      } catch (error) {
        throw signal?.aborted ? new Abandoned('the caller has gone') : error;
      } finally {
        outcome?.observe((performance.now() - startedAtMs) / 1_000);
      }
    };
    const fetchOnce = tracing ? traceFetches(tracing, name, fetchUntraced) : fetchUntraced;
    const underWay = new Map<string, { fetched: Promise<Received>; waiting: number; gone: AbortController }>();
    const kept = new KeptAnswers(MOST_CHARACTERS_KEPT);
    const ofAll = async (body: string, context: FetchContext, seconds: number): Promise<Received> => {
      const received = await fetchOnce(body, { ...context, identityToken: nobodysToken });
      if (!readAnswer(received.text).errors) kept.keep(body, received.text, seconds);
      return received;
    };
    const share = (body: string, context: FetchContext): Promise<Received> => {
      const { publicSeconds } = context;
      let shared = underWay.get(body);
      if (!shared) {
        const gone = new AbortController();
        const mine = { ...context, signal: gone.signal };
        const fetched = circuit(OperationTypeNode.QUERY, () =>
          publicSeconds ? ofAll(body, mine, publicSeconds) : fetchOnce(body, mine),
        );
        underWay.set(
          body,
          (shared = {
            fetched: fetched.finally(() => underWay.get(body)?.gone === gone && underWay.delete(body)),
            waiting: 0,
            gone,
          }),
        );
      }
      const mine = shared;
      mine.waiting += 1;
      // It ends with the last of those who wait for it.
      context.signal?.addEventListener('abort', () => {
        mine.waiting -= 1;
        if (mine.waiting > 0) return;
        mine.gone.abort();
        if (underWay.get(body) === mine) underWay.delete(body);
      });
      return mine.fetched;
    };
    const send = async (body: string, context: FetchContext, kind: OperationTypeNode): Promise<Fetched> => {
      const startedAtMs = performance.now();
      try {
        const known = context.publicSeconds ? kept.get(body) : undefined;
        // Everyone reads it for themselves: what is read is written into.
        if (known !== undefined) return readAnswer(known);
        const isShared = (context.isPublic || context.publicSeconds) && kind === OperationTypeNode.QUERY;
        const { text } = await (isShared ? share(body, context) : circuit(kind, () => fetchOnce(body, context)));
        return readAnswer(text);
      } catch (error) {
        const problem = error instanceof Error ? error.message : String(error);
        if (!(error instanceof Abandoned)) log.warn({ subgraph: name, problem }, 'a subgraph does not answer');
        throw new GraphQLError('A part that is needed does not answer; try again', {
          extensions: { code: 'PROVIDER_UNAVAILABLE', serviceName: name },
        });
      } finally {
        context.fetches?.push({ subgraph: name, ms: performance.now() - startedAtMs });
      }
    };
    return {
      send,
      process: ({ request: { query, operationName, variables }, context }) =>
        send(JSON.stringify({ query, operationName, variables }), context as FetchContext, kindOf(query)) as never,
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

type FetchOnce = (body: string, context: FetchContext) => Promise<Received>;

/** Each attempt is a part of the trace, and the subgraph goes on below it. */
function traceFetches(tracing: Tracing, subgraph: string, fetchOnce: FetchOnce): FetchOnce {
  return (body, context) =>
    tracing.trace({ name: `fetch ${subgraph}`, kind: 'client' }, () =>
      fetchOnce(body, { ...context, traceparent: tracing.traceparent() ?? context.traceparent }),
    );
}

function readAnswer(text: string): Fetched {
  const answer = JSON.parse(text) as Fetched | null;
  if (typeof answer !== 'object' || answer === null || !('data' in answer || 'errors' in answer))
    throw new Error('not a GraphQL answer');
  return answer;
}

/** Plans write the kind first; what is not known to be a read is not sent twice. */
const kindOf = (query = ''): OperationTypeNode =>
  /^\s*(query\b|\{)/.test(query) ? OperationTypeNode.QUERY : OperationTypeNode.MUTATION;
