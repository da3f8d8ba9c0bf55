import { randomInt } from 'node:crypto';
import type { Logger } from '@croupier/kit';
import { UpstreamSocket } from './upstream-socket.ts';

/** One operation at one subgraph. */
export interface UpstreamOperation {
  url: string;
  query: string;
  operationName: string | undefined;
  variables: Record<string, unknown>;
  /** asked anew for every attempt */
  identityToken: (() => Promise<string>) | null;
  /** what is asked of everybody alike: consumers with the same query and variables share one operation */
  shared: boolean;
}

export interface UpstreamConsumer {
  /** an answer in JSON: to be copied by whoever keeps it */
  event(payload: Buffer): void;
  /** events may have been lost: the operation is asked anew, what comes next may repeat what was seen */
  restarted(): void;
  end(): void;
}

export interface Upstreams {
  /** Follows an operation until the subgraph ends it or the answer is called. */
  open(operation: UpstreamOperation, consumer: UpstreamConsumer): () => void;
  close(): Promise<void>;
}

const SOCKETS_PER_SUBGRAPH = 4;
/** One socket is enough for few. */
const OPERATIONS_PER_SOCKET = 500;
const LONGEST_WAIT_MS = 5_000;
/** An operation that lived so long did not fail. */
const LIVED_MS = 5_000;

/** `socketIdentity` is the gateway's own, for `connection_init`; people's identities travel with their operations. */
export function createUpstreams({
  log,
  socketIdentity,
}: {
  log: Logger;
  socketIdentity: (() => Promise<string>) | null;
}): Upstreams {
  const sockets = new Map<string, UpstreamSocket[]>();
  const stops = new Set<() => void>();
  const shared = new Map<string, SharedOperation>();
  const init = async (): Promise<Record<string, unknown> | undefined> =>
    socketIdentity ? { identity: await socketIdentity() } : undefined;
  /** The least busy socket; another one as long as all are busy and they are few. */
  const socketOf = (url: string): UpstreamSocket => {
    let some = sockets.get(url);
    if (!some) sockets.set(url, (some = []));
    const idlest = some.reduce<UpstreamSocket | null>(
      (best, each) => (best && best.load <= each.load ? best : each),
      null,
    );
    if (idlest && (idlest.load < OPERATIONS_PER_SOCKET || some.length >= SOCKETS_PER_SUBGRAPH)) return idlest;
    const socket = new UpstreamSocket({ url, init });
    some.push(socket);
    return socket;
  };
  const start = (operation: UpstreamOperation, consumer: UpstreamConsumer): (() => void) => {
    const end = (): void => {
      stops.delete(stop);
      consumer.end();
    };
    const stop = follow(() => socketOf(operation.url), operation, { ...consumer, end }, log);
    stops.add(stop);
    return () => {
      stops.delete(stop);
      stop();
    };
  };
  return {
    open(operation, consumer) {
      if (!operation.shared) return start(operation, consumer);
      const key = JSON.stringify([operation.url, operation.query, operation.operationName, operation.variables]);
      let one = shared.get(key);
      if (!one) {
        const made = createSharedOperation(() => shared.delete(key));
        shared.set(key, (one = made));
        made.begin(start(operation, made.consumer));
      }
      return one.join(consumer);
    },
    async close() {
      for (const stop of [...stops]) stop();
      for (const socket of [...sockets.values()].flat()) socket.close();
    },
  };
}

/** Subscribes, and again when the connection drops, until the subgraph completes the operation or the answer is called. */
function follow(
  socketOf: () => UpstreamSocket,
  operation: UpstreamOperation,
  consumer: UpstreamConsumer,
  log: Logger,
): () => void {
  let closed = false;
  let failures = 0;
  let begunAtMs = 0;
  let unsubscribe: () => void = () => undefined;
  let pause: NodeJS.Timeout | undefined;
  const end = (): void => {
    if (closed) return;
    closed = true;
    consumer.end();
  };
  const again = (problem: unknown): void => {
    if (closed) return;
    if (Date.now() - begunAtMs > LIVED_MS) failures = 0;
    const waitMs = Math.min(LONGEST_WAIT_MS, 100 * 2 ** Math.min(failures++, 6)) * (randomInt(50, 100) / 100);
    log.debug({ url: operation.url, problem: String(problem), waitMs }, 'subscribing again');
    pause = setTimeout(() => void attempt(true).catch(again), waitMs).unref();
  };
  const attempt = async (repeated: boolean): Promise<void> => {
    const identity = await operation.identityToken?.();
    if (closed) return;
    begunAtMs = Date.now();
    if (repeated) consumer.restarted();
    const { query, operationName, variables } = operation;
    unsubscribe = socketOf().subscribe(
      { query, operationName, variables, ...(identity ? { extensions: { identity } } : {}) },
      {
        next: (payload) => consumer.event(payload),
        refused(errors) {
          consumer.event(Buffer.from(JSON.stringify({ errors })));
          end();
        },
        complete: end,
        dropped: again,
      },
    );
  };
  void attempt(false).catch(again);
  return () => {
    closed = true;
    clearTimeout(pause);
    unsubscribe();
  };
}

interface SharedOperation {
  consumer: UpstreamConsumer;
  begin(stop: () => void): void;
  join(consumer: UpstreamConsumer): () => void;
}

/** One operation, many consumers. Who joins hears the newest event at once; with the last one it ends. */
function createSharedOperation(onEnd: () => void): SharedOperation {
  const consumers = new Set<UpstreamConsumer>();
  let newest: Buffer | null = null;
  let ended = false;
  let stop: () => void = () => undefined;
  return {
    consumer: {
      event(payload) {
        newest = Buffer.from(payload);
        for (const each of consumers) each.event(newest);
      },
      restarted: () => consumers.forEach((each) => each.restarted()),
      end() {
        if (!ended) onEnd();
        ended = true;
        consumers.forEach((each) => each.end());
      },
    },
    begin: (how) => void (stop = how),
    join(consumer) {
      consumers.add(consumer);
      const known = newest;
      // Not before the consumer knows how to leave.
      if (known) queueMicrotask(() => consumers.has(consumer) && newest === known && consumer.event(known));
      return () => {
        if (!consumers.delete(consumer) || consumers.size > 0 || ended) return;
        ended = true;
        onEnd();
        stop();
      };
    },
  };
}
