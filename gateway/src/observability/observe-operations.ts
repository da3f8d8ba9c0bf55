/** What is told of operations: how long each takes, with which errors, which fields they ask for, and the slow ones in the log. */
import { createHash } from 'node:crypto';
import { Counter, Histogram, type Logger, type Registry, type Tracing } from '@croupier/kit';
import type { ExecutionResult } from 'graphql';
import type { PreparedOperation } from '../supergraph/prepare-operation.ts';
import type { OperationRun } from '../supergraph/run-operation.ts';
import type { FieldUse } from './field-use.ts';

/** Where the time of one execution went. */
export interface Took {
  planMs: number;
  /** as its caller waited for them, attempts and shared ones included */
  fetches: { subgraph: string; ms: number }[];
}

/** Hears of a refusal: a code of the graph, a socket's close code, or the status of an upgrade that was refused. */
export type Refused = (code: unknown) => void;

export interface OperationObserver {
  /** Runs an operation and tells of it. Throws what `answer` throws. */
  observe(run: OperationRun, answer: (run: OperationRun) => Promise<ExecutionResult>): Promise<ExecutionResult>;
  /** Something was refused before it ran. */
  refused: Refused;
}

export interface ObserverOptions {
  metrics: Registry;
  log: Logger;
  /** operations that take longer are told to the log */
  slowMs: number;
  /** texts of known operations: they have metrics under their names, all others are `other` together */
  known: ReadonlySet<string>;
  fieldUse: FieldUse;
  tracing: Tracing | null;
}

const OTHER = 'other';
const MOST_CODES = 100;
const LONGEST_NAME = 100;

export function createOperationObserver(options: ObserverOptions): OperationObserver {
  const { metrics, log, slowMs, known, fieldUse, tracing } = options;
  const seconds = new Histogram({
    name: 'gateway_operation_seconds',
    help: 'Seconds to answer a query or mutation',
    labelNames: ['kind', 'operation'],
    registers: [metrics],
  });
  const errors = new Counter({
    name: 'gateway_errors_total',
    help: 'Errors in answers by code, and closed sockets by their close code; of what did not run the operation is "other"',
    labelNames: ['operation', 'code'],
    registers: [metrics],
  });
  const codes = new Set<string>();
  const countError = (operation: string, told: unknown): void => {
    const code = String(told);
    // Subgraphs that are not ours may make up as many as they like.
    if (codes.size < MOST_CODES) codes.add(code);
    errors.inc({ operation, code: codes.has(code) ? code : OTHER });
  };
  const told = new WeakMap<PreparedOperation, Told>();
  const toldOf = (prepared: PreparedOperation): Told => {
    let found = told.get(prepared);
    if (!found) told.set(prepared, (found = tellOf(prepared, known.has(prepared.source))));
    return found;
  };
  return {
    async observe(run, answer) {
      const { prepared, caller } = run;
      const { traceName, attributes, labels } = toldOf(prepared);
      tracing?.nameRequest(traceName, attributes);
      fieldUse.count(prepared, caller.identity);
      const took: Took = { planMs: 0, fetches: [] };
      const startedAtMs = performance.now();
      try {
        const answered = await answer({ ...run, took });
        answered.errors?.forEach(({ extensions }) => countError(labels.operation, extensions.code));
        return answered;
      } finally {
        const ms = performance.now() - startedAtMs;
        seconds.observe(labels, ms / 1_000);
        if (ms >= slowMs) log.warn(slow(attributes, run.cost, took, ms), 'a slow operation');
      }
    },
    refused: (code) => countError(OTHER, code),
  };
}

/** What is said of every execution of an operation. Never its variables: they are people's. */
interface Told {
  traceName: string;
  attributes: Record<string, string>;
  labels: { kind: string; operation: string };
}

function tellOf({ source, kind, operation }: PreparedOperation, isKnown: boolean): Told {
  const name = operation.name?.value.slice(0, LONGEST_NAME) ?? 'anonymous';
  return {
    traceName: `${kind} ${name}`,
    attributes: {
      'graphql.operation.type': kind,
      'graphql.operation.name': name,
      'graphql.document.hash': createHash('sha256').update(source).digest('hex'),
    },
    labels: { kind, operation: isKnown ? name : OTHER },
  };
}

const slow = (
  attributes: Told['attributes'],
  cost: number | undefined,
  { planMs, fetches }: Took,
  tookMs: number,
): object => ({
  operation: attributes['graphql.operation.name'],
  hash: attributes['graphql.document.hash'],
  cost,
  tookMs: Math.round(tookMs),
  planMs: Math.round(planMs),
  fetches: fetches.map(({ subgraph, ms }) => ({ subgraph, ms: Math.round(ms) })),
});
