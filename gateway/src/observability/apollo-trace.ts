/**
 * Apollo's inline trace (`ftv1`), for whoever asks this gateway as a router asks a subgraph: what each fetch of the plan took, and in it what
 * the subgraph says of its resolvers. Loaded where it is switched on.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import { type google, Trace } from '@apollo/usage-reporting-protobuf';
import type { Fetched } from '../execution/fetched.ts';

export const APOLLO_TRACE_HEADER = 'apollo-federation-include-trace';
export const FTV1 = 'ftv1';

/** Of one request. */
export interface ApolloTrace {
  /** Asks a subgraph, and keeps when and with which trace it answered. */
  around(node: FetchNode, ask: () => Promise<Fetched>): Promise<Fetched>;
  /** The trace of an operation that was run by this plan, in base64. */
  encode(plan: QueryPlan): string;
}

/** Nothing where the request does not ask for a trace. */
export function startApolloTrace(headers: IncomingHttpHeaders): ApolloTrace | undefined {
  if (headers[APOLLO_TRACE_HEADER] !== FTV1) return undefined;
  const startTime = now();
  const startedAtMs = performance.now();
  const sinceStartNs = () => Math.round((performance.now() - startedAtMs) * 1e6);
  const fetches = new Map<FetchNode, Trace.QueryPlanNode.FetchNode>();
  return {
    async around(node, ask) {
      const { serviceName } = node;
      const told = new Trace.QueryPlanNode.FetchNode({ serviceName, sentTime: now(), sentTimeOffset: sinceStartNs() });
      fetches.set(node, told);
      const fetched = await ask().finally(() => (told.receivedTime = now()));
      readTrace(fetched, node, told);
      return fetched;
    },
    encode({ node }) {
      const queryPlan = node && traceOf(node as PlanNode, fetches);
      const trace = new Trace({ startTime, endTime: now(), durationNs: sinceStartNs(), queryPlan });
      return Buffer.from(Trace.encode(trace).finish()).toString('base64');
    },
  };
}

/** Subgraphs may call their root types otherwise; in the supergraph they have these names. */
const ROOTS = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' };

function readTrace({ extensions }: Fetched, { operationKind }: FetchNode, told: Trace.QueryPlanNode.FetchNode): void {
  const text = extensions?.[FTV1];
  if (typeof text !== 'string') return;
  try {
    const trace = Trace.decode(Buffer.from(text, 'base64'));
    for (const field of trace.root?.child ?? []) field.parentType = ROOTS[operationKind];
    told.trace = trace;
  } catch {
    told.traceParsingFailed = true;
  }
}

type Fetches = ReadonlyMap<FetchNode, Trace.QueryPlanNode.FetchNode>;

/** The plan's own shape; a fetch that was not needed has neither time nor trace. */
function traceOf(node: PlanNode, fetches: Fetches): Trace.QueryPlanNode {
  const { QueryPlanNode } = Trace;
  const below = (some: PlanNode | undefined) => some && traceOf(some, fetches);
  switch (node.kind) {
    case 'Fetch':
      return new QueryPlanNode({ fetch: fetches.get(node) ?? { serviceName: node.serviceName } });
    case 'Flatten': {
      const responsePath = node.path.map((part) => (typeof part === 'string' ? { fieldName: part } : { index: part }));
      return new QueryPlanNode({ flatten: { responsePath, node: below(node.node) } });
    }
    case 'Sequence':
      return new QueryPlanNode({ sequence: { nodes: node.nodes.map((each) => traceOf(each, fetches)) } });
    case 'Parallel':
      return new QueryPlanNode({ parallel: { nodes: node.nodes.map((each) => traceOf(each, fetches)) } });
    case 'Condition': {
      const { condition, ifClause, elseClause } = node;
      return new QueryPlanNode({ condition: { condition, ifClause: below(ifClause), elseClause: below(elseClause) } });
    }
    case 'Defer':
      throw new Error('@defer is not served');
  }
}

function now(): google.protobuf.ITimestamp {
  const ms = Date.now();
  return { seconds: Math.floor(ms / 1_000), nanos: (ms % 1_000) * 1e6 };
}
