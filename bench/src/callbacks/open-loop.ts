/** Percentiles of waiting times in milliseconds. */
export interface Tail {
  asked: number;
  p50: number;
  p99: number;
  p999: number;
  p9999: number;
  most: number;
}

/**
 * Open loop: asks `perSecond` times a second whatever becomes of it, for `forMs`. Times count from the moment at which the
 * question was due, so that a stall is felt by all who would have asked meanwhile.
 */
export async function openLoop(input: {
  perSecond: number;
  forMs: number;
  ask: () => Promise<unknown>;
}): Promise<Tail> {
  const waits: number[] = [];
  const pending = new Set<Promise<void>>();
  const gapMs = 1_000 / input.perSecond;
  const startedAt = performance.now();
  const ask = async (dueAt: number) => {
    await input.ask();
    waits.push(performance.now() - dueAt);
  };
  for (let due = 0; due * gapMs < input.forMs;) {
    const elapsed = performance.now() - startedAt;
    for (; due * gapMs <= elapsed && due * gapMs < input.forMs; due++) {
      const asked = ask(startedAt + due * gapMs);
      pending.add(asked);
      void asked.finally(() => pending.delete(asked));
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(pending);
  return tailOf(waits);
}

export function tailOf(waits: number[]): Tail {
  const sorted = Float64Array.from(waits).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
  return { asked: sorted.length, p50: at(0.5), p99: at(0.99), p999: at(0.999), p9999: at(0.9999), most: at(1) };
}
