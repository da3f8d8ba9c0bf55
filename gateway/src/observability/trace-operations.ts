import { TRACE_HEADER, type Tracing } from '@croupier/kit';
import type { ExecutionResult } from 'graphql';
import type { OperationCache } from '../supergraph/operation-cache.ts';
import type { planFor } from '../supergraph/prepare-operation.ts';

const LONGEST_NAME = 100;
type PrepareOperation = OperationCache['prepare'];

/** Parsing and validation: next to nothing for an operation that was prepared before. */
export function tracePreparation(tracing: Tracing, prepare: PrepareOperation): PrepareOperation {
  return (...input) => tracing.trace({ name: 'parse and validate' }, () => prepare(...input));
}

/** The plan: next to nothing where it was made before. */
export function tracePlanning(tracing: Tracing, plan: typeof planFor): typeof planFor {
  return (...input) => tracing.trace({ name: 'plan' }, () => plan(...input));
}

/** An event of a subscription, on its way to its frame: a part of the trace that its subgraph names, or one of its own. */
export function traceEvent(
  tracing: Tracing,
  operation: string | undefined,
  { extensions }: ExecutionResult,
  work: () => Promise<void>,
): Promise<void> {
  const traceparent = extensions?.[TRACE_HEADER];
  const name = `event ${operation?.slice(0, LONGEST_NAME) ?? 'anonymous'}`;
  return tracing.trace({ name, kind: 'consumer', below: typeof traceparent === 'string' ? traceparent : null }, work);
}
