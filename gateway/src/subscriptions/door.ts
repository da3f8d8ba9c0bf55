import type { IncomingMessage } from 'node:http';
import type { Logger } from '@croupier/kit';
import { type ExecutionResult, GraphQLError, OperationTypeNode } from 'graphql';
import type { GraphqlParameters } from '../http/read-request.ts';
import type { Caller, Identify } from '../identity/caller.ts';
import type { Refused } from '../observability/observe-operations.ts';
import { rateLimited, type RequestLimits } from '../protection/request-limits.ts';
import { refusal, RequestRefused } from '../supergraph/request-refused.ts';
import type { OperationRun } from '../supergraph/run-operation.ts';
import type { Connections } from './connections.ts';
import type { LiveStream, StreamReader } from './follow-stream.ts';
import type { SubscriptionLimits } from './limits.ts';

/** What sockets and event streams stand before. */
export interface SubscriptionDoor {
  identify: Identify;
  addressOf: (request: IncomingMessage) => string;
  rate: RequestLimits | null;
  log: Logger;
  refused: Refused;
  limits: SubscriptionLimits;
  connections: Connections;
  /** Parses, validates and plans; throws RequestRefused. */
  prepare: (parameters: GraphqlParameters, caller: Caller) => OperationRun;
  execute: (run: OperationRun) => Promise<ExecutionResult>;
  follow: (run: OperationRun, reader: StreamReader) => LiveStream;
}

/**
 * Runs one operation for a reader: events until the stream ends, or one answer. Answers how to go on and how to stop.
 * Throws RequestRefused where it is not run.
 */
export function runFor(
  reader: StreamReader,
  parameters: GraphqlParameters,
  caller: Caller,
  door: SubscriptionDoor,
): LiveStream {
  const allowance = door.rate?.request(caller);
  if (allowance && allowance.retryAfterSeconds > 0) throw rateLimited(allowance);
  const run = door.prepare(parameters, caller);
  return run.prepared.kind === OperationTypeNode.SUBSCRIPTION ? subscribe(run, reader, door) : once(run, reader, door);
}

function subscribe(run: OperationRun, reader: StreamReader, door: SubscriptionDoor): LiveStream {
  const { caller } = run;
  if (!door.connections.subscribed(caller)) throw refusal('RATE_LIMITED', 'Too many subscriptions', { status: 429 });
  let counted = true;
  const leave = (): void => {
    if (counted) door.connections.unsubscribed(caller);
    counted = false;
  };
  try {
    const stream = door.follow(run, {
      keepsUp: () => reader.keepsUp(),
      next: (payload) => reader.next(payload),
      end() {
        leave();
        reader.end();
      },
    });
    return {
      resume: () => stream.resume(),
      close() {
        leave();
        stream.close();
      },
    };
  } catch (error) {
    leave();
    throw error;
  }
}

function once(run: OperationRun, reader: StreamReader, door: SubscriptionDoor): LiveStream {
  let wanted = true;
  const answer = (result: object): void => {
    if (!wanted) return;
    reader.next(Buffer.from(JSON.stringify(result)));
    reader.end();
  };
  door.execute(run).then(answer, (error: unknown) => answer({ errors: errorsOf(error, door) }));
  return { resume: () => undefined, close: () => void (wanted = false) };
}

/** A refusal is an answer; nothing that is thrown may end a connection. */
export function errorsOf(
  error: unknown,
  { log, refused }: Pick<SubscriptionDoor, 'log' | 'refused'>,
): readonly GraphQLError[] {
  const isRefusal = error instanceof RequestRefused;
  if (!isRefusal) log.error({ err: error }, 'an operation failed');
  const errors = isRefusal
    ? error.errors
    : [new GraphQLError('Something went wrong', { extensions: { code: 'INTERNAL_ERROR' } })];
  for (const { extensions } of errors) refused(extensions.code);
  return errors;
}
