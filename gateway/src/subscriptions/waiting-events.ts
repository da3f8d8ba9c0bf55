/** What waits for a reader. Up to a bound nothing is lost; beyond it, of each entity the newest event alone stays. */
export interface WaitingEvents {
  readonly size: number;
  push(payload: Buffer): void;
  take(): Buffer | undefined;
  clear(): void;
}

const MOST_WAITING = { events: 256, bytes: 512 * 1024 };

/** `keyOf` answers what an event is about; null: unknown, then the oldest go when there is no more room. The newest always stays. */
export function createWaitingEvents(keyOf: (payload: Buffer) => string | null, most = MOST_WAITING): WaitingEvents {
  let waiting: Buffer[] = [];
  let bytes = 0;
  const isTooMuch = (): boolean => waiting.length > most.events || (bytes > most.bytes && waiting.length > 1);
  const take = (): Buffer | undefined => {
    const payload = waiting.shift();
    bytes -= payload?.length ?? 0;
    return payload;
  };
  const keepNewestOfEach = (): void => {
    const seen = new Set<string>();
    const kept: Buffer[] = [];
    for (const payload of waiting.reverse()) {
      const key = keyOf(payload);
      if (key === null || seen.size < seen.add(key).size) kept.push(payload);
      else bytes -= payload.length;
    }
    waiting = kept.reverse();
  };
  return {
    get size() {
      return waiting.length;
    },
    push(payload) {
      waiting.push(payload);
      bytes += payload.length;
      if (isTooMuch()) keepNewestOfEach();
      while (isTooMuch()) take();
    },
    take,
    clear() {
      waiting = [];
      bytes = 0;
    },
  };
}
