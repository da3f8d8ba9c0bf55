import type { Logger } from '@croupier/kit';
import {
  BrokenCircuitError,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  ConstantBackoff,
  handleWhen,
  retry,
  wrap,
} from 'cockatiel';
import { OperationTypeNode } from 'graphql';

/** Nobody waits for the answer any more; no failure of the subgraph. */
export class Abandoned extends Error {}

/** The subgraph answered, but not with GraphQL. */
export class NoAnswer extends Error {
  constructor(readonly status: number) {
    super(`HTTP ${status}`);
  }
}

/** Runs one fetch. Reads are tried once more where the connection broke; after FAILURES in a row nobody asks for a while. */
export type Circuit = <T>(kind: OperationTypeNode, fetch: () => Promise<T>) => Promise<T>;

const FAILURES = 5;
const OPEN_MS = 500;
const PAUSE_MS = 25;
const AGAIN: ReadonlySet<unknown> = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

/** A request that was refused (4xx) says nothing of the subgraph's health. */
const isFailure = (error: unknown): boolean =>
  !(error instanceof Abandoned || (error instanceof NoAnswer && error.status < 500));

/** The circuit of one subgraph. */
export function createCircuit(subgraph: string, log: Logger): Circuit {
  const breaker = circuitBreaker(handleWhen(isFailure), {
    breaker: new ConsecutiveBreaker(FAILURES),
    halfOpenAfter: OPEN_MS,
  });
  breaker.onBreak(() => log.warn({ subgraph }, 'a subgraph is not asked for a while'));
  breaker.onReset(() => log.info({ subgraph }, 'a subgraph is asked again'));
  // A timeout is not tried again: it would take as long once more.
  const again = retry(
    handleWhen((error) => AGAIN.has((error as { code?: unknown }).code) || (error instanceof NoAnswer && error.status === 503)), // prettier-ignore
    { maxAttempts: 1, backoff: new ConstantBackoff(PAUSE_MS) },
  );
  const forReads = wrap(again, breaker);
  return async (kind, fetch) => {
    // One asks whether it is back; cockatiel would let all others wait for what becomes of that one, with a silent subgraph until its time is over.
    if (breaker.state === CircuitState.HalfOpen) throw new BrokenCircuitError();
    return (kind === OperationTypeNode.QUERY ? forReads : breaker).execute(fetch);
  };
}
