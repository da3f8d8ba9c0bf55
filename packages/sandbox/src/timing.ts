import { randomInt } from 'node:crypto';

/** How patient the sandbox is. All values are milliseconds, except the count of attempts. Tests shorten them. */
export interface Timing {
  /** One callback to the operator. */
  callTimeoutMs: number;
  /** A whole `/play`, from its arrival to its answer. */
  playTimeoutMs: number;
  /** The part of `playTimeoutMs` that is kept for the win after the bet. */
  winReserveMs: number;
  betAttempts: number;
  retryFirstMs: number;
  retryCapMs: number;
  /** How long a withdrawal is under way at the PSP. */
  withdrawalMs: number;
}

// A player waits 15 s at most; the second that is left covers the way of the answer.
export const defaultTiming: Timing = {
  callTimeoutMs: 5_000,
  playTimeoutMs: 14_000,
  winReserveMs: 4_000,
  betAttempts: 5,
  retryFirstMs: 250,
  retryCapMs: 15_000,
  withdrawalMs: 1_000,
};

/** The pause before attempt `attempt + 1`: doubled each time up to the cap, of which a random half is taken off. */
export function backOffMs(timing: Timing, attempt: number): number {
  const full = Math.min(timing.retryCapMs, timing.retryFirstMs * 2 ** Math.min(attempt - 1, 20));
  return Math.ceil(full / 2) + randomInt(Math.ceil(full / 2) + 1);
}
