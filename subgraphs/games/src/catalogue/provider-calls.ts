import { Counter, Gauge, Histogram, ProviderUnavailable, type Registry } from '@croupier/kit';
import {
  bulkhead,
  BulkheadRejectedError,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleWhen,
  isBrokenCircuitError,
  retry,
  timeout,
  TimeoutStrategy,
  wrap,
} from 'cockatiel';

export interface CallSettings {
  /** one attempt; what the studio answers later is thrown away */
  deadlineMs: number;
  /** attempts of a call that may be repeated; others get one */
  attempts: number;
  /** failures in a row after which the studio is not called any more */
  failuresToOpen: number;
  /** until one call is let through again; doubles while it fails, up to sixteen times */
  openMs: number;
  /** calls to one studio at once, and as many more wait */
  atOnce: number;
}
const USUAL: CallSettings = { deadlineMs: 3_000, attempts: 3, failuresToOpen: 5, openMs: 5_000, atOnce: 20 };

/** How a studio has answered this process. */
export interface ProviderHealth {
  state: 'UNKNOWN' | 'UP' | 'DOWN' | 'RECOVERING';
  calls: number;
  failures: number;
  lastSuccessAt: Date | null;
  lastFailureAt: Date | null;
  lastFailure: string | null;
  /** of the last answers, in milliseconds: each new one counts a fifth */
  latencyMs: number | null;
}

interface Door {
  once: <T>(work: () => Promise<T>) => Promise<T>;
  repeatedly: <T>(work: () => Promise<T>) => Promise<T>;
  state: () => CircuitState;
  health: Omit<ProviderHealth, 'state'>;
}

/**
 * Calls out to studios: a deadline for each attempt, attempts with exponential back-off and jitter where repeating is harmless, a circuit and
 * a bulkhead for each studio. One that is down is answered for at once while its circuit is open, and holds nothing of the others.
 */
export class ProviderCalls {
  readonly #doors = new Map<string, Door>();
  readonly #settings: CallSettings;
  readonly #metrics: ReturnType<typeof metricsOf>;

  constructor(metrics: Registry, settings: Partial<CallSettings> = {}) {
    this.#settings = { ...USUAL, ...settings };
    this.#metrics = metricsOf(metrics, () => this.#doors);
  }

  /** A call that must not be repeated by us. Throws ProviderUnavailable for whatever went wrong. */
  once<T>(studio: Called, what: string, work: () => Promise<T>): Promise<T> {
    return this.#call(studio, what, work, 'once');
  }

  /** A call that may be repeated. Throws ProviderUnavailable when all attempts failed. */
  repeatedly<T>(studio: Called, what: string, work: () => Promise<T>): Promise<T> {
    return this.#call(studio, what, work, 'repeatedly');
  }

  healthOf(studio: Called): ProviderHealth {
    const door = this.#doors.get(keyOf(studio));
    if (!door || door.health.calls === 0) return { state: 'UNKNOWN', ...nothingYet() };
    return { state: STATES[door.state()], ...door.health };
  }

  async #call<T>(studio: Called, what: string, work: () => Promise<T>, how: 'once' | 'repeatedly'): Promise<T> {
    const door = this.#doorOf(studio);
    try {
      return await door[how](() => this.#measured(studio, door, what, work));
    } catch (error) {
      // What never reached the studio says nothing of its health.
      const outcome = isBrokenCircuitError(error) ? 'open' : error instanceof BulkheadRejectedError ? 'full' : null;
      if (outcome) this.#metrics.calls.inc({ provider: studio.name, call: what, outcome });
      throw Object.assign(new ProviderUnavailable('The game provider does not answer; try again'), { cause: error });
    }
  }

  async #measured<T>(studio: Called, { health }: Door, what: string, work: () => Promise<T>): Promise<T> {
    const began = performance.now();
    health.calls += 1;
    try {
      const answer = await timeout(this.#settings.deadlineMs, TimeoutStrategy.Aggressive).execute(work);
      const tookMs = performance.now() - began;
      health.latencyMs = health.latencyMs === null ? tookMs : health.latencyMs * 0.8 + tookMs * 0.2;
      health.lastSuccessAt = new Date();
      this.#metrics.calls.inc({ provider: studio.name, call: what, outcome: 'answered' });
      return answer;
    } catch (error) {
      health.failures += 1;
      health.lastFailureAt = new Date();
      health.lastFailure = (error instanceof Error ? error.message : String(error)).slice(0, 200);
      this.#metrics.calls.inc({ provider: studio.name, call: what, outcome: 'failed' });
      throw error;
    } finally {
      this.#metrics.seconds.observe({ provider: studio.name, call: what }, (performance.now() - began) / 1_000);
    }
  }

  #doorOf(studio: Called): Door {
    const key = keyOf(studio);
    const found = this.#doors.get(key);
    if (found) return found;
    // A studio that moved to another address begins anew.
    for (const old of this.#doors.keys()) if (old.startsWith(`${studio.name} `)) this.#doors.delete(old);
    const door = makeDoor(this.#settings);
    this.#doors.set(key, door);
    return door;
  }
}

type Called = { name: string; url: string | null };
const keyOf = (studio: Called): string => `${studio.name} ${studio.url ?? ''}`;

const STATES = {
  [CircuitState.Closed]: 'UP',
  [CircuitState.Open]: 'DOWN',
  [CircuitState.HalfOpen]: 'RECOVERING',
  [CircuitState.Isolated]: 'DOWN',
} as const;

const nothingYet = (): Omit<ProviderHealth, 'state'> => ({
  ...{ calls: 0, failures: 0, lastSuccessAt: null, lastFailureAt: null, lastFailure: null, latencyMs: null },
});

function makeDoor({ attempts, failuresToOpen, openMs, atOnce }: CallSettings): Door {
  const reached = handleWhen((error) => !isBrokenCircuitError(error) && !(error instanceof BulkheadRejectedError));
  const breaker = circuitBreaker(reached, {
    halfOpenAfter: new ExponentialBackoff({ initialDelay: openMs, maxDelay: openMs * 16 }),
    breaker: new ConsecutiveBreaker(failuresToOpen),
  });
  const guarded = wrap(breaker, bulkhead(atOnce, atOnce));
  const repeated = wrap(
    retry(reached, {
      maxAttempts: attempts - 1,
      backoff: new ExponentialBackoff({ initialDelay: 100, maxDelay: 2_000 }),
    }),
    guarded,
  );
  return {
    once: (work) => guarded.execute(work),
    repeatedly: (work) => repeated.execute(work),
    state: () => breaker.state,
    health: nothingYet(),
  };
}

function metricsOf(registry: Registry, doors: () => Map<string, Door>) {
  const labelNames = ['provider', 'call'] as const;
  new Gauge({
    name: 'games_provider_up',
    help: 'Whether a studio is called (1), tried again (0.5) or not called because its circuit is open (0)',
    labelNames: ['provider'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [key, door] of doors()) {
        const state = STATES[door.state()];
        this.set({ provider: key.split(' ')[0]! }, state === 'UP' ? 1 : state === 'RECOVERING' ? 0.5 : 0);
      }
    },
  });
  return {
    calls: new Counter({
      name: 'games_provider_calls_total',
      help: 'Calls out to studios by what came of them: answered, failed, open (circuit), full (bulkhead)',
      labelNames: [...labelNames, 'outcome'],
      registers: [registry],
    }),
    seconds: new Histogram({
      name: 'games_provider_call_seconds',
      help: 'Seconds of one attempt to call a studio',
      labelNames,
      buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5],
      registers: [registry],
    }),
  };
}
