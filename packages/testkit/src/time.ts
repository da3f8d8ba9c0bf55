/** A clock that stands still until it is told to move. */
export interface TestClock {
  now(): Date;
  advance(milliseconds: number): void;
}

export function testClock(startAt: string | Date = '2026-01-15T12:00:00Z'): TestClock {
  let at = new Date(startAt).getTime();
  return {
    now: () => new Date(at),
    advance: (milliseconds) => {
      at += milliseconds;
    },
  };
}

const POLL_MS = 20;

/**
 * Repeats `attempt` until it does not throw, and answers what it answered; put expectations inside.
 * After `timeoutMs` its last failure is thrown.
 */
export async function eventually<T>(attempt: () => T | Promise<T>, options: { timeoutMs?: number } = {}): Promise<T> {
  const deadline = Date.now() + (options.timeoutMs ?? 10_000);
  for (;;) {
    try {
      return await attempt();
    } catch (cause) {
      if (Date.now() >= deadline) throw cause;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
