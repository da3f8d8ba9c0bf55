import { type Allowance, allowanceOf, type Quota } from './buckets.ts';

interface Lease {
  /** what may still be spent; below zero it is owed */
  left: number;
  /** when the keeper was asked and has not answered yet */
  askedAtMs: number | null;
  /** when the keeper last gave, or we went on without it */
  atMs: number;
  /** the keeper had nothing more until then */
  emptyUntilMs: number;
  usedAtMs: number;
}

export interface LeaseWays {
  now: () => number;
  /** how many processes share the quota */
  sharers: () => number;
  ask: (owner: string, key: string, wanted: number, owed: number) => void;
}

const ANSWERED_WITHIN_MS = 250;
const IDLE_MS = 5_000;
const SHARES = 10;

/** Shares of quotas whose accounts are kept by other processes. */
export class Leases {
  readonly #leases = new Map<string, Lease>();
  readonly #share: number;

  constructor(
    private readonly quota: Quota,
    private readonly ways: LeaseWays,
  ) {
    this.#share = Math.max(1, Math.floor(quota.burst / SHARES));
  }

  take(owner: string, key: string, amount: number): Allowance {
    const atMs = this.ways.now();
    const lease = this.#leaseOf(key, atMs);
    lease.usedAtMs = atMs;
    const credit = Math.floor(this.quota.burst / this.ways.sharers());
    this.#goOnAlone(lease, credit, atMs);
    const fits = atMs >= lease.emptyUntilMs && lease.left - amount >= -credit;
    if (fits) lease.left -= amount;
    const wanted = Math.max(this.#share, amount) - lease.left;
    if (lease.askedAtMs === null && atMs >= lease.emptyUntilMs && lease.left < this.#share / 2) {
      lease.askedAtMs = atMs;
      this.ways.ask(owner, key, wanted, Math.max(0, -lease.left));
    }
    return allowanceOf(this.quota, lease.left + (fits ? 0 : credit), fits ? 0 : amount);
  }

  receive(key: string, amount: number): void {
    const lease = this.#leases.get(key);
    if (!lease) return;
    const atMs = this.ways.now();
    lease.askedAtMs = null;
    lease.atMs = atMs;
    lease.left += amount;
    // Less than one is left with the keeper: it fills at the quota's pace.
    if (lease.left < 1) lease.emptyUntilMs = atMs + Math.min(1_000, (1_000 * this.#share) / this.quota.perSecond);
  }

  /** What an idle process holds goes back by itself: its keeper's account has filled up meanwhile. */
  forgetIdle(): void {
    const atMs = this.ways.now();
    for (const [key, lease] of this.#leases) if (atMs - lease.usedAtMs > IDLE_MS) this.#leases.delete(key);
  }

  #leaseOf(key: string, atMs: number): Lease {
    let lease = this.#leases.get(key);
    if (!lease) {
      lease = { left: 0, askedAtMs: null, atMs, emptyUntilMs: 0, usedAtMs: atMs };
      this.#leases.set(key, lease);
    }
    return lease;
  }

  /** The keeper is silent: this process's own part of the quota goes on, and it is asked again. */
  #goOnAlone(lease: Lease, credit: number, atMs: number): void {
    if (lease.askedAtMs === null || atMs - lease.askedAtMs < ANSWERED_WITHIN_MS) return;
    const refill = ((atMs - lease.atMs) / 1000) * (this.quota.perSecond / this.ways.sharers());
    lease.left = Math.min(lease.left + refill, Math.max(lease.left, credit));
    lease.atMs = atMs;
    lease.askedAtMs = null;
  }
}
