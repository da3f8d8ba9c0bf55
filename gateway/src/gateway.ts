/** The graph's one door: one supergraph over HTTP and WebSocket. What only Croupier's house has is in house.ts. */
import type { ListenOptions } from 'node:net';
import {
  Counter,
  createApp,
  createMetrics,
  Gauge,
  Histogram,
  type Logger,
  traceHttp,
  traceIdOf,
  traceparent,
  type Tracing,
} from '@croupier/kit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { NatsConnection } from 'nats';
import { type ExecutionResult, OperationTypeNode } from 'graphql';
import { type HttpDoor, mountGraphqlRoute } from './http/graphql.route.ts';
import type { GraphqlParameters } from './http/read-request.ts';
import { type Caller, type Identify, identifyNobody } from './identity/caller.ts';
import { createFieldUse } from './observability/field-use.ts';
import { createOperationObserver } from './observability/observe-operations.ts';
import { tracePlanning, tracePreparation } from './observability/trace-operations.ts';
import { createAddressOf } from './protection/address.ts';
import { budgetOf, isTold } from './protection/budgets.ts';
import { chargeOperation } from './protection/charge-operation.ts';
import { createRequestLimits, type RequestQuotas } from './protection/request-limits.ts';
import { type SafeOperations, sourceOf } from './protection/safe-operations.ts';
import { createSharedQuotas } from './protection/shared-quotas.ts';
import { createSharedTallies } from './protection/shared-tallies.ts';
import { createErrorPresenter } from './supergraph/present-errors.ts';
import { createOperationCache } from './supergraph/operation-cache.ts';
import { planFor, type PreparedOperation } from './supergraph/prepare-operation.ts';
import { checkVariables, type OperationRun, runOperation } from './supergraph/run-operation.ts';
import { createSubgraphSources } from './supergraph/subgraph-source.ts';
import { type CurrentSupergraph, watchSupergraph } from './supergraph/watch-supergraph.ts';
import { type Connections, createConnections } from './subscriptions/connections.ts';
import { checkSubscription, followStream, type StreamReader } from './subscriptions/follow-stream.ts';
import { SUBSCRIPTION_LIMITS } from './subscriptions/limits.ts';
import { createEventAnswers } from './subscriptions/serve-events.ts';
import { serveSockets } from './subscriptions/serve-sockets.ts';
import { createUpstreams } from './subscriptions/upstream.ts';
import type { WorkerSeat } from './workers/worker-seat.ts';

export interface GatewayOptions {
  host: string;
  port: number;
  log: Logger;
  supergraphFile: string;
  /** subgraph addresses that go before those in the supergraph */
  urls?: Record<string, string>;
  /** lets root fields without a declared rule through */
  open: boolean;
  /** masks subgraphs' unknown errors */
  mask: boolean;
  /** limits of operations and of requests; off for comparisons with the stock gateway */
  limits: RequestQuotas | null;
  /** operations of our own apps: planned ahead, taken by their hash, with metrics under their own names */
  safeOperations?: SafeOperations | null;
  /** players and guests may send nothing else */
  onlySafeOperations?: boolean;
  /** null: from anywhere */
  allowedOrigins: string[] | null;
  trustedProxies?: string[];
  identify?: Identify;
  /** 1 000 ms where nothing else is said */
  slowOperationMs?: number;
  tracing?: Tracing | null;
  /** whether a request goes on with the trace in its `traceparent` */
  traceparentFromOutside?: boolean;
  /** whether the graph answers Apollo's inline trace to requests that ask for it */
  apolloTraces?: boolean;
  /** the gateway's own identity towards subgraphs' sockets */
  socketIdentity?: () => Promise<string>;
  nats?: NatsConnection;
  /** where this is one of several processes */
  seat?: WorkerSeat;
  /** more edges on the same port */
  routes?: (app: FastifyInstance, parts: GatewayParts) => void | Promise<void>;
}

/** What further edges may build on. */
export interface GatewayParts extends Pick<
  HttpDoor,
  'addressOf' | 'rate' | 'log' | 'execute' | 'traceparentOf' | 'refused'
> {
  supergraph: CurrentSupergraph;
}

export interface RunningGateway {
  url: string;
  /** sockets and event streams that people hold open */
  connections: Connections;
  stop(): Promise<void>;
}

const SLOW_OPERATION_MS = 1_000;

/** Starts the gateway and answers when it can be asked. Throws where the supergraph does not load. */
export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const { log, tracing = null, traceparentFromOutside: goOn = false } = options;
  const metrics = createMetrics('gateway');
  const fetchSeconds = new Histogram({
    name: 'gateway_fetch_seconds',
    help: 'Seconds a subgraph takes to answer',
    labelNames: ['subgraph', 'outcome'],
    registers: [metrics],
  });
  const plans = new Counter({ name: 'gateway_plans_total', help: 'Plans made, ahead or for a request', registers: [metrics] }); // prettier-ignore
  const openSockets = new Gauge({ name: 'gateway_open_sockets', help: 'Open WebSockets', registers: [metrics] });

  const supergraph = watchSupergraph(options.supergraphFile, { open: options.open, urls: options.urls }, log);
  const { safeOperations = null } = options;
  const operations = createOperationCache({
    limited: options.limits !== null,
    log,
    known: safeOperations?.all,
    onPlan: () => plans.inc(),
  });
  supergraph.beforeNext((next, now) => operations.carryOver(now, next));
  const prepareOperation = tracing ? tracePreparation(tracing, operations.prepare) : operations.prepare;
  const fieldUse = createFieldUse(metrics, () => supergraph.current().schema);
  const observer = createOperationObserver({
    ...{ metrics, log, fieldUse, tracing },
    slowMs: options.slowOperationMs ?? SLOW_OPERATION_MS,
    known: safeOperations?.texts ?? new Set(),
  });
  const execution = {
    plan: tracing ? tracePlanning(tracing, planFor) : planFor,
    sources: createSubgraphSources({ log, fetchSeconds, tracing, nobodysToken: options.socketIdentity }),
    present: createErrorPresenter({ mask: options.mask, log }),
  };
  const upstreams = createUpstreams({ log, socketIdentity: options.socketIdentity ?? null });

  const shared = createSharedQuotas({ nats: options.nats ?? null, log });
  const rate = options.limits && createRequestLimits(options.limits, shared);

  const prepare = (parameters: GraphqlParameters, caller: Caller, trace: string): OperationRun => {
    const { operationName, variables } = parameters;
    const source = sourceOf(parameters, safeOperations);
    if (options.onlySafeOperations) safeOperations?.refuseUnknown(source, caller);
    const prepared = prepareOperation(supergraph.current(), source, operationName);
    const cost = chargeOperation(prepared, variables, caller, rate);
    return { prepared, variables, caller, traceparent: trace, cost };
  };
  const prepareAgain = (prepared: PreparedOperation): PreparedOperation | null => {
    const current = supergraph.current();
    if (current === prepared.supergraph) return prepared;
    try {
      return prepareOperation(current, prepared.source, prepared.operationName);
    } catch {
      return null; // no longer valid
    }
  };
  const execute = async (run: OperationRun) =>
    withCost(run, await observer.observe(run, (observed) => runOperation(observed, execution)));

  const { seat, nats } = options;
  const health = { draining: false, metrics: seat?.addUp(metrics) ?? metrics, nats, isReady: seat?.isReady };
  const app = createApp(health);
  if (tracing) traceHttp(app, tracing, { goOn });
  const door = {
    identify: options.identify ?? identifyNobody,
    addressOf: createAddressOf(options.trustedProxies ?? []),
    rate,
    log,
    execute,
    refused: observer.refused,
    traceparentOf: ({ headers }: FastifyRequest) =>
      tracing?.traceparent() ?? traceparent(traceIdOf(goOn ? headers.traceparent : undefined)),
  };
  const tallies = createSharedTallies({ nats: options.nats ?? null, log });
  const connections = createConnections(SUBSCRIPTION_LIMITS, tallies);
  const streams = { ...execution, upstreams, prepareAgain, nobodysToken: options.socketIdentity ?? null, completing: new Map(), tracing }; // prettier-ignore
  const live = {
    ...door,
    limits: SUBSCRIPTION_LIMITS,
    connections,
    prepare: (parameters: GraphqlParameters, caller: Caller) => {
      const run = prepare(parameters, caller, traceparent(traceIdOf(undefined)));
      if (run.prepared.kind === OperationTypeNode.SUBSCRIPTION) checkSubscription(run);
      else checkVariables(run.prepared, run.variables);
      return run;
    },
    follow: (run: OperationRun, reader: StreamReader) => {
      const stream = followStream(run, reader, streams);
      fieldUse.count(run.prepared, run.caller.identity);
      return stream;
    },
  };
  const apolloTraces = options.apolloTraces ? await import('./observability/apollo-trace.ts') : null;
  mountGraphqlRoute(app, { ...door, prepare, answerWithEvents: createEventAnswers(live), startApolloTrace: apolloTraces?.startApolloTrace }); // prettier-ignore
  serveSockets(app, { ...live, allowedOrigins: options.allowedOrigins, openSockets });
  await options.routes?.(app, { ...door, supergraph });
  await operations.warm(supergraph.current(), safeOperations?.all ?? []);
  const { host, port } = options;
  const address: ListenOptions = { host, port, reusePort: seat !== undefined };
  const url = await app.listen(address);
  seat?.listening();
  log.info({ url }, 'the gateway listens');
  return {
    url,
    connections,
    async stop() {
      health.draining = true;
      shared.stop();
      tallies.stop();
      await app.close();
      supergraph.stop();
      await upstreams.close();
      await execution.sources.close();
    },
  };
}

/** Those who write their own operations are told what each may cost. */
function withCost({ cost, caller: { identity } }: OperationRun, result: ExecutionResult): ExecutionResult {
  if (cost === undefined || !isTold(identity)) return result;
  return { ...result, extensions: { ...result.extensions, cost: { estimated: cost, budget: budgetOf(identity) } } };
}
