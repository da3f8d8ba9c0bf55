import { setImmediate } from 'node:timers/promises';
import type { PlanNode } from '@apollo/query-planner';
import { ROLES } from '@croupier/contracts';
import type { Identity, Logger } from '@croupier/kit';
import { OperationTypeNode } from 'graphql';
import type { LoadedSupergraph } from './load-supergraph.ts';
import { planFor, prepareOperation, type PreparedOperation } from './prepare-operation.ts';

/** An operation as callers send it. */
export interface KnownOperation {
  source: string;
  operationName: string | null;
}

/** Operations that were prepared, the newest of each supergraph. */
export interface OperationCache {
  /** Throws RequestRefused with Apollo's codes. */
  prepare(supergraph: LoadedSupergraph, source: string, operationName: string | null): PreparedOperation;
  /** Prepares and plans before anybody asks, one operation in a turn of the loop. What is not valid here is left out. */
  warm(supergraph: LoadedSupergraph, operations: Iterable<KnownOperation>): Promise<void>;
  /** Warms `to` with what is always known and with what was asked last of `from`. */
  carryOver(from: LoadedSupergraph, to: LoadedSupergraph): Promise<void>;
}

export interface OperationCacheOptions {
  limited: boolean;
  log: Logger;
  /** those of our own apps */
  known?: Iterable<KnownOperation>;
  /** called for every plan that is made */
  onPlan?: () => void;
}

const MOST_KEPT = 2_000;
const LONGEST_KEPT = 20_000;
const MOST_CARRIED_OVER = 200;
/** Nothing is refused to it, so that its plans are those of all to whom nothing is refused. */
const ALLOWED_ALL: Identity = { kind: 'user', userId: '', sessionId: '', roles: [...ROLES] };

export function createOperationCache({ limited, log, known = [], onPlan }: OperationCacheOptions): OperationCache {
  const kept = new WeakMap<LoadedSupergraph, Map<string, PreparedOperation>>();
  const keptOf = (supergraph: LoadedSupergraph): Map<string, PreparedOperation> => {
    let operations = kept.get(supergraph);
    if (!operations) kept.set(supergraph, (operations = new Map<string, PreparedOperation>()));
    return operations;
  };
  const cache: OperationCache = {
    prepare(supergraph, source, operationName) {
      const operations = keptOf(supergraph);
      const key = `${operationName ?? ''}\u0000${source}`;
      let prepared = operations.get(key);
      if (prepared) operations.delete(key);
      else {
        prepared = prepareOperation(supergraph, { source, operationName }, { limited, onPlan });
        if (source.length > LONGEST_KEPT) return prepared;
        if (operations.size >= MOST_KEPT) operations.delete(operations.keys().next().value!);
      }
      operations.set(key, prepared);
      return prepared;
    },
    async warm(supergraph, operations) {
      const startedAtMs = performance.now();
      let count = 0;
      for (const { source, operationName } of operations) {
        await setImmediate();
        if (planAhead(() => cache.prepare(supergraph, source, operationName))) count += 1;
      }
      if (count > 0) log.info({ operations: count, ms: Math.round(performance.now() - startedAtMs) }, 'planned ahead');
    },
    carryOver: (from, to) => cache.warm(to, [...known, ...[...keptOf(from).values()].slice(-MOST_CARRIED_OVER)]),
  };
  return cache;
}

/** Whether there is a plan now. Who asks for what cannot be planned will be told why. */
function planAhead(prepare: () => PreparedOperation): boolean {
  try {
    const prepared = prepare();
    const { plan } = planFor(prepared, ALLOWED_ALL, {});
    if (plan.node && prepared.kind !== OperationTypeNode.SUBSCRIPTION)
      prepared.supergraph.compilePlan(plan.node as PlanNode);
    return true;
  } catch {
    return false;
  }
}
