import type { GraphQLDataSource } from '@apollo/gateway';
import type { FetchNode, PlanNode, QueryPlan, SubscriptionNode } from '@apollo/query-planner';
import { type ExecutionResult, GraphQLError } from 'graphql';
import { type PlannedOperation, planFor, type PreparedOperation } from '../supergraph/prepare-operation.ts';
import { checkVariables, type Execution, executePlan, type OperationRun } from '../supergraph/run-operation.ts';
import { RequestRefused } from '../supergraph/request-refused.ts';
import type { Upstreams } from './upstream.ts';

export interface FederatedSubscriptions extends Execution {
  upstreams: Upstreams;
  /** Prepares the operation against the supergraph of now; null where it is no longer valid. */
  prepareAgain: (prepared: PreparedOperation) => PreparedOperation | null;
}

interface Stream {
  run: OperationRun;
  planned: PlannedOperation;
  node: SubscriptionNode;
}

/**
 * Answers a subscription that may cross subgraphs. Throws RequestRefused where it cannot run or its root field is refused.
 * The iterator never throws: a failing event is an answer with errors, a failing stream ends.
 */
export function subscribeOperation(
  run: OperationRun,
  parts: FederatedSubscriptions,
): AsyncGenerator<ExecutionResult, void, void> {
  checkVariables(run.prepared, run.variables);
  let stream = planStream(run);
  const { primary } = stream.node;
  const upstream = parts.upstreams.open({
    url: run.prepared.supergraph.services.get(primary.serviceName)!,
    query: primary.operation,
    operationName: primary.operationName,
    variables: pick(run.variables, primary.variableUsages),
    identityToken: run.caller.identityToken,
  });
  let done = false;
  const finish = async (): Promise<IteratorResult<ExecutionResult, void>> => {
    done = true;
    upstream.close();
    return { done: true, value: undefined };
  };
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      const event = done ? null : await upstream.events.take();
      if (event === null || done) return finish();
      const current = afterReload(stream, parts);
      if (!current) {
        await finish();
        const error = new GraphQLError('The schema has changed; subscribe again', {
          extensions: { code: 'SUBSCRIPTION_SCHEMA_RELOAD' },
        });
        return { done: false, value: { errors: [error] } };
      }
      stream = current;
      return { done: false, value: await completeEvent(stream, event, parts) };
    },
    return: finish,
    throw: finish,
    [Symbol.asyncDispose]: async () => void (await finish()),
  } as AsyncGenerator<ExecutionResult, void, void>;
}

/** Throws RequestRefused where the subscription cannot run or its root field is refused. */
export function checkSubscription(run: OperationRun): void {
  checkVariables(run.prepared, run.variables);
  planStream(run);
}

function planStream(run: OperationRun): Stream {
  const planned = planFor(run.prepared, run.caller.identity);
  const node = planned.plan.node;
  if (node?.kind !== 'Subscription') {
    if (planned.refusals.length > 0) throw new RequestRefused(planned.refusals, 403);
    throw new RequestRefused([
      new GraphQLError('A subscription selects one field of a subgraph', {
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
      }),
    ]);
  }
  return { run, planned, node };
}

/** The stream under the supergraph of now: the same, with a new plan, or null where its upstream operation would be another. */
function afterReload(stream: Stream, parts: FederatedSubscriptions): Stream | null {
  const { run, node } = stream;
  const prepared = parts.prepareAgain(run.prepared);
  if (prepared === run.prepared) return stream;
  if (!prepared) return null;
  try {
    const next = planStream({ ...run, prepared });
    const same =
      next.node.primary.operation === node.primary.operation &&
      next.node.primary.serviceName === node.primary.serviceName;
    return same ? next : null;
  } catch {
    return null; // refused under the new rules
  }
}

/** Runs `Sequence [primary, rest]` with the event as the primary's answer. */
async function completeEvent(
  { run, planned, node }: Stream,
  event: ExecutionResult,
  parts: FederatedSubscriptions,
): Promise<ExecutionResult> {
  const sources = parts.sources.forServices(run.prepared.supergraph.services);
  const withEvent = { ...sources, [node.primary.serviceName]: answerFirst(event, sources[node.primary.serviceName]!) };
  const nodes: PlanNode[] = node.rest ? [node.primary as FetchNode, node.rest] : [node.primary];
  const plan: QueryPlan = { kind: 'QueryPlan', node: { kind: 'Sequence', nodes } };
  try {
    return await executePlan(run, planned, plan, withEvent, parts.present);
  } catch (error) {
    return { errors: [parts.present(new GraphQLError((error as Error).message, { originalError: error as Error }))] };
  }
}

/** The primary is the first fetch of the sequence, so the first answer is the event; what follows are real fetches. */
function answerFirst(event: ExecutionResult, source: GraphQLDataSource): GraphQLDataSource {
  let answered = false;
  return {
    process(options) {
      if (answered) return source.process(options);
      answered = true;
      return Promise.resolve(structuredClone({ data: event.data, errors: event.errors?.map(toPlain) }) as never);
    },
  };
}

const toPlain = (error: GraphQLError): unknown => ({
  message: error.message,
  path: error.path,
  extensions: error.extensions,
});

function pick(variables: Record<string, unknown>, names: readonly string[] | undefined): Record<string, unknown> {
  return Object.fromEntries(
    (names ?? []).filter((name) => variables[name] !== undefined).map((name) => [name, variables[name]]),
  );
}
