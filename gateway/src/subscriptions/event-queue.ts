/** What waits between a stream and its reader; the oldest go when the reader falls behind. */
export interface EventQueue<T> {
  push(event: T): void;
  end(): void;
  /** The next event, or null when the stream has ended and all was read. */
  take(): Promise<T | null>;
}

export const MOST_WAITING = 256;

export function createEventQueue<T>(most = MOST_WAITING): EventQueue<T> {
  const waiting: T[] = [];
  let ended = false;
  let wake: () => void = () => undefined;
  return {
    push(event) {
      if (ended) return;
      if (waiting.length >= most) waiting.shift();
      waiting.push(event);
      wake();
    },
    end() {
      ended = true;
      wake();
    },
    async take() {
      while (waiting.length === 0) {
        if (ended) return null;
        await new Promise<void>((resolve) => (wake = resolve));
      }
      return waiting.shift()!;
    },
  };
}
