/** What waits for a reader. Up to `most` nothing is lost; beyond it, of each entity the newest event alone stays. */
export interface WaitingEvents<T> {
  readonly size: number;
  push(event: T): void;
  take(): T | undefined;
  clear(): void;
}

export const MOST_WAITING = 256;

/** `keyOf` answers what an event is about; null: unknown, then the oldest such events go when there is no more room. */
export function createWaitingEvents<T>(keyOf: (event: T) => string | null, most = MOST_WAITING): WaitingEvents<T> {
  let waiting: T[] = [];
  const newestOfEach = (): T[] => {
    const seen = new Set<string>();
    const kept: T[] = [];
    for (const event of waiting.reverse()) {
      const key = keyOf(event);
      if (key !== null && seen.size === seen.add(key).size) continue;
      kept.push(event);
    }
    return kept.reverse();
  };
  return {
    get size() {
      return waiting.length;
    },
    push(event) {
      waiting.push(event);
      if (waiting.length <= most) return;
      waiting = newestOfEach();
      if (waiting.length > most) waiting.shift();
    },
    take: () => waiting.shift(),
    clear: () => void (waiting = []),
  };
}
