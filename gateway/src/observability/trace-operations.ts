import type { Tracing } from '@croupier/kit';
import type { planFor, PrepareOperation } from '../supergraph/prepare-operation.ts';

/** Parsing and validation: next to nothing for an operation that was prepared before. */
export function tracePreparation(tracing: Tracing, prepare: PrepareOperation): PrepareOperation {
  return (...input) => tracing.trace({ name: 'parse and validate' }, () => prepare(...input));
}

/** The plan: next to nothing where it was made before. */
export function tracePlanning(tracing: Tracing, plan: typeof planFor): typeof planFor {
  return (...input) => tracing.trace({ name: 'plan' }, () => plan(...input));
}
