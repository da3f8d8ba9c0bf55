/** Answers 0 where the caller may go on, else the seconds after which to try again. */
export type RequestRate = (caller: string) => number;

const MOST_CALLERS = 100_000;

/** A token bucket per caller: `perSecond` on average, as many at once. Of this process alone (shared quotas come later). */
export function createRequestRate(perSecond: number, now: () => number = () => performance.now()): RequestRate {
  const buckets = new Map<string, { tokens: number; atMs: number }>();
  return (caller) => {
    const atMs = now();
    let bucket = buckets.get(caller);
    if (!bucket) {
      if (buckets.size >= MOST_CALLERS) forgetIdle(buckets, atMs);
      buckets.set(caller, (bucket = { tokens: perSecond, atMs }));
    }
    bucket.tokens = Math.min(perSecond, bucket.tokens + ((atMs - bucket.atMs) / 1000) * perSecond);
    bucket.atMs = atMs;
    if (bucket.tokens < 1) return Math.max(1, Math.ceil((1 - bucket.tokens) / perSecond));
    bucket.tokens -= 1;
    return 0;
  };
}

/** A bucket untouched for a second is full again: forgetting it changes nothing. */
function forgetIdle(buckets: Map<string, { tokens: number; atMs: number }>, atMs: number): void {
  for (const [caller, bucket] of buckets) if (atMs - bucket.atMs > 1_000) buckets.delete(caller);
}
