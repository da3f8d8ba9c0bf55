import type { Tracing } from '@croupier/kit';
import type { OperationCache } from '../supergraph/operation-cache.ts';
import type { planFor } from '../supergraph/prepare-operation.ts';

type PrepareOperation = OperationCache['prepare'];

/** Parsing and validation: next to nothing for an operation that was prepared before. */
export function tracePreparation(tracing: Tracing, prepare: PrepareOperation): PrepareOperation {
  return (...input) => tracing.trace({ name: 'parse and validate' }, () => prepare(...input));
}

/** The plan: next to nothing where it was made before. */
export function tracePlanning(tracing: Tracing, plan: typeof planFor): typeof planFor {
  return (...input) => tracing.trace({ name: 'plan' }, () => plan(...input));
}
