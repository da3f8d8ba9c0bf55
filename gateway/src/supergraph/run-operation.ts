import { executeQueryPlan, type GraphQLDataSource } from '@apollo/gateway';
import type { QueryPlan } from '@apollo/query-planner';
import { type ExecutionResult, getVariableValues, GraphQLError } from 'graphql';
import type { Caller } from '../identity/caller.ts';
import { type PlannedOperation, planFor, type PreparedOperation } from './prepare-operation.ts';
import type { PresentError } from './present-errors.ts';
import { RequestRefused } from './request-refused.ts';
import type { FetchContext, SubgraphSources } from './subgraph-source.ts';

export interface OperationRun {
  prepared: PreparedOperation;
  variables: Record<string, unknown>;
  caller: Caller;
  traceparent: string;
}

export interface Execution {
  sources: SubgraphSources;
  present: PresentError;
}

/** Checks the variables against the operation. Throws RequestRefused (BAD_USER_INPUT). */
export function checkVariables({ supergraph, context }: PreparedOperation, variables: Record<string, unknown>): void {
  const definitions = context.operation.variableDefinitions;
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
  const planned = planFor(run.prepared, run.caller.identity);
  const sources = execution.sources.forServices(run.prepared.supergraph.services);
  return executePlan(run, planned, planned.plan, sources, execution.present);
}

/** Executes a plan of the operation by Apollo's executor; the answer has the shape of the caller's own operation. */
export async function executePlan(
  { prepared, variables, caller, traceparent }: OperationRun,
  { refusals }: PlannedOperation,
  plan: QueryPlan,
  sources: Record<string, GraphQLDataSource>,
  present: PresentError,
): Promise<ExecutionResult> {
  const context: FetchContext = { identityToken: caller.identityToken, traceparent };
  const request = { query: prepared.source, operationName: prepared.operationName ?? undefined, variables };
  const { supergraphSchema, apiSchema } = prepared.supergraph;
  const requestContext = { request, context, metrics: {}, logger: console, document: prepared.document };
  const result = await executeQueryPlan(
    plan,
    sources,
    requestContext as never,
    prepared.context,
    supergraphSchema,
    apiSchema,
  );
  const errors = [...refusals, ...(result.errors ?? []).map((error) => present(error as GraphQLError))];
  const extensions = refusals.length === 0 && result.extensions ? { extensions: result.extensions } : {};
  return {
    ...(errors.length > 0 ? { errors } : {}),
    data: (result.data ?? null) as ExecutionResult['data'],
    ...extensions,
  };
}
