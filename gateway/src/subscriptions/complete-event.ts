import type { GraphQLDataSource } from '@apollo/gateway';
import { type ExecutionResult, GraphQLError } from 'graphql';
import { type Execution, executePlan, type OperationRun } from '../supergraph/run-operation.ts';
import type { StreamPlan } from './plan-stream.ts';

/** Completes an event by running `Sequence [primary, rest]` with the event as the primary's answer. Never throws. */
export async function completeEvent(
  run: OperationRun,
  { planned, node, completion }: StreamPlan,
  event: ExecutionResult,
  execution: Execution,
): Promise<ExecutionResult> {
  const sources = execution.sources.forServices(run.prepared.supergraph.services);
  const withEvent = { ...sources, [node.primary.serviceName]: answerFirst(event, sources[node.primary.serviceName]!) };
  try {
    return await executePlan(run, planned, completion, withEvent, execution.present);
  } catch (error) {
    return {
      errors: [execution.present(new GraphQLError((error as Error).message, { originalError: error as Error }))],
    };
  }
}

/** The primary is the first fetch of the sequence, so the first answer is the event; what follows are real fetches. */
function answerFirst(event: ExecutionResult, source: GraphQLDataSource): GraphQLDataSource {
  let answered = false;
  return {
    process(options) {
      if (answered) return source.process(options);
      answered = true;
      return Promise.resolve({ data: event.data, errors: event.errors } as never);
    },
  };
}
