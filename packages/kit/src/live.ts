import { headers, JSONCodec, type NatsConnection } from 'nats';
import { TRACE_HEADER, type Tracing } from './tracing/tracing.ts';

/**
 * Pushes to people who look at a screen right now. Plain NATS, outside every stream, so every process of a room hears it;
 * what is missed while disconnected is fetched again by version, never replayed from here.
 */
export interface Live {
  /** `topic` without the `live.<room>.` before it, such as `balance.<userId>`. */
  push(topic: string, message: unknown): void;
  /**
   * Messages of a topic (NATS wildcards allowed) until the consumer returns; a reader that falls behind loses the oldest beyond 1 000.
   * `onTake` hears the trace that each belongs to, if it is kept, before the message is given out.
   */
  follow<T>(topic: string, onTake?: (traceparent: string | undefined) => void): AsyncIterableIterator<T>;
}

const MOST_WAITING = 1_000;

export function connectLive(nats: NatsConnection, room: string, tracing: Tracing | null = null): Live {
  const codec = JSONCodec<unknown>();
  return {
    push(topic, message) {
      const traceparent = tracing?.keptTraceparent();
      const head = traceparent ? headers() : undefined;
      head?.set(TRACE_HEADER, traceparent!);
      nats.publish(`live.${room}.${topic}`, codec.encode(message), { headers: head });
    },
    follow: <T>(topic: string, onTake?: (traceparent: string | undefined) => void) => {
      const subscription = nats.subscribe(`live.${room}.${topic}`);
      const waiting: T[] = [];
      const traces: (string | undefined)[] = [];
      let wake = (): void => undefined;
      let ended = false;
      void (async () => {
        for await (const message of subscription) {
          if (waiting.length >= MOST_WAITING) {
            waiting.shift();
            traces.shift();
          }
          waiting.push(codec.decode(message.data) as T);
          if (onTake) traces.push(message.headers?.get(TRACE_HEADER) || undefined);
          wake();
        }
        ended = true;
        wake();
      })();
      return {
        [Symbol.asyncIterator]() {
          return this;
        },
        async next() {
          while (waiting.length === 0) {
            if (ended) return { done: true, value: undefined };
            await new Promise<void>((resolve) => (wake = resolve));
          }
          onTake?.(traces.shift());
          return { done: false, value: waiting.shift()! };
        },
        async return() {
          subscription.unsubscribe();
          ended = true;
          wake();
          return { done: true, value: undefined };
        },
      };
    },
  };
}
