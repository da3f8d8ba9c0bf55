/** How much a key may have: `perSecond` on average, `burst` at once. */
export interface Quota {
  perSecond: number;
  burst: number;
}

/** What is left to a key after it asked. */
export interface Allowance {
  limit: number;
  remaining: number;
  /** seconds after which all of it is there again */
  resetSeconds: number;
  /** 0 where it may go on */
  retryAfterSeconds: number;
}

const MOST_KEYS = 100_000;

/** A token bucket per key, of this process alone. */
export class Buckets {
  readonly #buckets = new Map<string, { tokens: number; atMs: number }>();

  constructor(
    readonly quota: Quota,
    private readonly now: () => number,
  ) {}

  /** Takes the amount, or nothing. */
  take(key: string, amount: number): Allowance {
    const bucket = this.#refilled(key);
    const fits = bucket.tokens >= amount;
    if (fits) bucket.tokens -= amount;
    return allowanceOf(this.quota, bucket.tokens, fits ? 0 : amount);
  }

  /** Takes as much of `wanted` as is there, and `owed` in any case: that has been spent already. Answers what was taken. */
  lend(key: string, wanted: number, owed: number): number {
    const bucket = this.#refilled(key);
    const lent = Math.max(Math.min(wanted, Math.floor(bucket.tokens)), owed);
    bucket.tokens = Math.max(bucket.tokens - lent, -this.quota.burst);
    return lent;
  }

  #refilled(key: string): { tokens: number; atMs: number } {
    const { perSecond, burst } = this.quota;
    const atMs = this.now();
    const bucket = this.#buckets.get(key);
    if (!bucket) {
      if (this.#buckets.size >= MOST_KEYS) this.#forget(atMs);
      const fresh = { tokens: burst, atMs };
      this.#buckets.set(key, fresh);
      return fresh;
    }
    bucket.tokens = Math.min(burst, bucket.tokens + ((atMs - bucket.atMs) / 1000) * perSecond);
    bucket.atMs = atMs;
    return bucket;
  }

  /** A bucket that is full again is as good as none; where a flood of new keys leaves none such, the oldest go. */
  #forget(atMs: number): void {
    const { perSecond, burst } = this.quota;
    const fullAfterMs = (2 * burst * 1000) / perSecond;
    for (const [key, bucket] of this.#buckets) if (atMs - bucket.atMs > fullAfterMs) this.#buckets.delete(key);
    if (this.#buckets.size < MOST_KEYS) return;
    for (const key of [...this.#buckets.keys()].slice(0, MOST_KEYS / 4)) this.#buckets.delete(key);
  }
}

/** How `tokens` look from outside; `missing` is what did not fit, 0 where all did. */
export function allowanceOf({ perSecond, burst }: Quota, tokens: number, missing: number): Allowance {
  return {
    limit: burst,
    remaining: Math.max(0, Math.floor(tokens)),
    resetSeconds: Math.max(0, Math.ceil((burst - tokens) / perSecond)),
    retryAfterSeconds: missing === 0 ? 0 : Math.max(1, Math.ceil((missing - tokens) / perSecond)),
  };
}
