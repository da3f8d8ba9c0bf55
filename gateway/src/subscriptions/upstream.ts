import { randomInt } from 'node:crypto';
import type { Logger } from '@croupier/kit';
import type { ExecutionResult } from 'graphql';
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { createEventQueue, type EventQueue } from './event-queue.ts';

/** One operation at one subgraph. */
export interface UpstreamOperation {
  url: string;
  query: string;
  operationName: string | undefined;
  variables: Record<string, unknown>;
  /** asked anew for every attempt */
  identityToken: (() => Promise<string>) | null;
}

export interface UpstreamStream {
  events: Pick<EventQueue<ExecutionResult>, 'take' | 'push' | 'end'>;
  close(): void;
}

export interface Upstreams {
  open(operation: UpstreamOperation): UpstreamStream;
  close(): Promise<void>;
}

const LONGEST_WAIT_MS = 5_000;
const PING_MS = 10_000;
const PONG_WITHIN_MS = 5_000;
const IDLE_CLOSE_MS = 30_000;

/** `socketIdentity` is the gateway's own, for `connection_init`; people's identities travel with their operations. */
export function createUpstreams({
  log,
  socketIdentity,
}: {
  log: Logger;
  socketIdentity: (() => Promise<string>) | null;
}): Upstreams {
  const clients = new Map<string, Client>();
  const streams = new Set<UpstreamStream>();
  const clientOf = (url: string): Client => {
    let client = clients.get(url);
    if (!client) clients.set(url, (client = connect(url, socketIdentity, log)));
    return client;
  };
  return {
    open(operation) {
      const stream = follow(clientOf(operation.url), operation, log, () => streams.delete(stream));
      streams.add(stream);
      return stream;
    },
    async close() {
      for (const stream of [...streams]) stream.close();
      await Promise.all([...clients.values()].map((client) => client.dispose()));
    },
  };
}

function connect(url: string, socketIdentity: (() => Promise<string>) | null, log: Logger): Client {
  let pongMissing: NodeJS.Timeout | undefined;
  const client: Client = createClient({
    url: url.replace(/^http/, 'ws'),
    webSocketImpl: WebSocket,
    lazyCloseTimeout: IDLE_CLOSE_MS,
    connectionAckWaitTimeout: PONG_WITHIN_MS,
    // Repeating is ours (follow): the client's own would repeat a stale identity.
    retryAttempts: 0,
    keepAlive: PING_MS,
    ...(socketIdentity ? { connectionParams: async () => ({ identity: await socketIdentity() }) } : {}),
    on: {
      ping: (received) => {
        if (received) return;
        clearTimeout(pongMissing);
        pongMissing = setTimeout(() => client.terminate(), PONG_WITHIN_MS).unref();
      },
      pong: (received) => void (received && clearTimeout(pongMissing)),
      closed: () => clearTimeout(pongMissing),
      error: (error) =>
        log.warn({ url, problem: String((error as Error)?.message ?? error) }, 'the stream to a subgraph failed'),
    },
  });
  return client;
}

/** Subscribes, and again when the connection drops, until the subgraph completes the stream or `close` is called. */
function follow(client: Client, operation: UpstreamOperation, log: Logger, onClose: () => void): UpstreamStream {
  const events = createEventQueue<ExecutionResult>();
  let closed = false;
  let failures = 0;
  let unsubscribe: () => void = () => undefined;
  let pause: NodeJS.Timeout | undefined;
  const close = (): void => {
    if (closed) return;
    closed = true;
    clearTimeout(pause);
    unsubscribe();
    events.end();
    onClose();
  };
  const again = (problem: unknown): void => {
    if (closed) return;
    const waitMs = Math.min(LONGEST_WAIT_MS, 100 * 2 ** Math.min(failures++, 6)) * (randomInt(50, 100) / 100);
    log.debug({ url: operation.url, problem: String(problem), waitMs }, 'subscribing again');
    pause = setTimeout(() => void attempt(), waitMs).unref();
  };
  const attempt = async (): Promise<void> => {
    const identity = await operation.identityToken?.();
    if (closed) return;
    const { query, operationName, variables } = operation;
    unsubscribe = client.subscribe(
      { query, operationName, variables, ...(identity ? { extensions: { identity } } : {}) },
      {
        next: (event) => {
          failures = 0;
          events.push(event as ExecutionResult);
        },
        // GraphQL errors are the subgraph's answer; anything else is the connection's.
        error: (problem) => {
          if (!Array.isArray(problem)) return again(problem);
          events.push({ errors: problem as never });
          events.end();
        },
        complete: () => void (closed || events.end()),
      },
    );
  };
  void attempt().catch(again);
  return { events, close };
}
