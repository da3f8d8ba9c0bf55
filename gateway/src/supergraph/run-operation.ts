import type { FetchNode, QueryPlan } from '@apollo/query-planner';
import { type ExecutionResult, getVariableValues, GraphQLError, OperationTypeNode } from 'graphql';
import type { SourceOf } from '../execution/fetch-node.ts';
import type { Fetched } from '../execution/fetched.ts';
import type { Executed } from '../execution/operation-program.ts';
import type { Caller } from '../identity/caller.ts';
import type { ApolloTrace } from '../observability/apollo-trace.ts';
import type { Took } from '../observability/observe-operations.ts';
import { type PlannedOperation, planFor, type PreparedOperation } from './prepare-operation.ts';
import type { PresentError } from './present-errors.ts';
import { RequestRefused } from './request-refused.ts';
import type { FetchContext, SubgraphSource, SubgraphSources } from './subgraph-source.ts';

export interface OperationRun {
  prepared: PreparedOperation;
  variables: Record<string, unknown>;
  caller: Caller;
  traceparent: string;
  /** what it may cost; told to those who write their own operations */
  cost?: number;
  /** gathers Apollo's inline trace, where the request asks for it */
  apolloTrace?: ApolloTrace | undefined;
  /** aborted when the caller has gone; mutations are carried through all the same */
  signal?: AbortSignal;
  /** filled while it runs */
  took?: Took;
}

export interface Execution {
  plan: typeof planFor;
  sources: SubgraphSources;
  present: PresentError;
}

const ANSWERED_WITHIN_MS = 15_000;

/** Checks the variables against the operation. Throws RequestRefused (BAD_USER_INPUT). */
export function checkVariables({ supergraph, operation }: PreparedOperation, variables: Record<string, unknown>): void {
  const definitions = operation.variableDefinitions;
  if (!definitions?.length) return;
  const { errors } = getVariableValues(supergraph.schema, definitions, variables, { maxErrors: 20 });
  if (!errors) return;
  throw new RequestRefused(
    errors.map(
      (error) =>
        new GraphQLError(error.message.replace(/ ?Did you mean .*\?/s, ''), { extensions: { code: 'BAD_USER_INPUT' } }),
    ),
  );
}

/** Plans, fetches and shapes one query or mutation. Throws RequestRefused before anything was asked. */
export async function runOperation(run: OperationRun, execution: Execution): Promise<ExecutionResult> {
  checkVariables(run.prepared, run.variables);
  const startedAtMs = performance.now();
  const planned = execution.plan(run.prepared, run.caller.identity, run.variables);
  if (run.took) run.took.planMs = performance.now() - startedAtMs;
  const sources = execution.sources.forServices(run.prepared.supergraph.services);
  const answer = await executePlan(run, planned, planned.plan, sources, execution.present);
  if (!run.apolloTrace) return answer;
  return { ...answer, extensions: { ...answer.extensions, ftv1: run.apolloTrace.encode(planned.plan) } };
}

/** Executes a plan of the operation; the answer has the shape of the caller's own operation. */
export async function executePlan(
  { prepared, variables, caller, traceparent, signal, took, apolloTrace }: OperationRun,
  { refusals }: PlannedOperation,
  plan: QueryPlan,
  sources: Record<string, SubgraphSource>,
  present: PresentError,
): Promise<ExecutionResult> {
  const context: FetchContext = {
    identityToken: caller.identityToken,
    traceparent,
    apolloTrace: apolloTrace !== undefined,
    // A trace is of this request alone.
    isPublic: caller.identity.kind === 'anonymous' && !apolloTrace,
    signal: prepared.kind === OperationTypeNode.MUTATION ? undefined : signal,
    deadlineAtMs: performance.now() + ANSWERED_WITHIN_MS,
    fetches: took?.fetches,
  };
  const { publicFetches } = prepared.supergraph;
  // What people are shown may depend on who they are: games on a player's country, providers on a role.
  const isOwn = caller.identity.kind === 'user';
  const sourceOf: SourceOf = (name) => {
    const source = sources[name];
    return (
      source &&
      ((body, node) => {
        const publicSeconds = isOwn ? 0 : publicFetches.maxAgeOf(node, variables);
        if (apolloTrace) return apolloTrace.around(node, () => ask(source, body, node, context));
        return ask(source, body, node, publicSeconds > 0 ? { ...context, publicSeconds } : context);
      })
    );
  };
  const executed = await prepared.program({ plan, variables, sourceOf }).catch(failed);
  const { data, misfits } = executed;
  if (refusals.length === 0 && executed.errors.length === 0)
    return misfits.length === 0 ? { data } : { data, extensions: { valueCompletion: misfits } };
  return { errors: [...refusals, ...executed.errors.map(present)], data };
}

/** Seconds for which anybody may share the answer to a query; 0: not at all. */
export function publicSecondsOf({ prepared, variables, caller: { identity } }: OperationRun): number {
  if (identity.kind !== 'anonymous') return 0;
  const { plan, refusals } = planFor(prepared, identity, variables);
  return refusals.length > 0 ? 0 : prepared.supergraph.publicFetches.maxAgeOfPlan(plan, variables);
}

/** What a subgraph sent could not be put together: there is no data that could be trusted. */
const failed = (error: Error): Executed => ({ data: null, misfits: [], errors: [new GraphQLError(error.message)] });

/** A source that was put in front of a subgraph's own may know Apollo's form alone. */
function ask(source: SubgraphSource, body: string, node: FetchNode, context: FetchContext): Promise<Fetched> {
  if (source.send) return source.send(body, context, node.operationKind);
  const request = JSON.parse(body) as { query: string; variables: Record<string, unknown> };
  return source.process({ request, context } as never) as Promise<Fetched>;
}
