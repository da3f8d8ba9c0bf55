import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';

export interface Loop {
  /** Does the next turn now; while a turn runs, once more right after it. */
  wake: () => void;
  /** Ends when the turn that runs has ended. */
  stop: () => Promise<void>;
}

/**
 * Does `work` now and every `everyMs`, counted from the end of the last time, until stopped. After a failure the next turn comes as
 * ever; of failures in a row the first is a warning.
 */
export function repeat(name: string, everyMs: number, log: Logger, work: () => Promise<unknown>): Loop {
  const stopping = new AbortController();
  let waking = new AbortController();
  const finished = (async () => {
    for (let failures = 0; !stopping.signal.aborted;) {
      waking = new AbortController();
      try {
        await work();
        failures = 0;
      } catch (error) {
        log[failures++ === 0 ? 'warn' : 'debug']({ err: error, loop: name }, 'will be tried again');
      }
      const signal = AbortSignal.any([stopping.signal, waking.signal]);
      await pause(everyMs, undefined, { signal }).catch(() => undefined);
    }
  })();
  return {
    wake: () => waking.abort(),
    async stop() {
      stopping.abort();
      await finished;
    },
  };
}
