import type { Logger } from 'pino';

export interface Loop {
  /** Does the next turn now; while a turn runs, once more right after it. */
  wake: () => void;
  stop: () => Promise<void>;
}

/** Does `work` now and every `everyMs`, counted from the end of the last time, until stopped; a failure is told and the next turn comes. */
export function repeat(name: string, everyMs: number, log: Logger, work: () => Promise<unknown>): Loop {
  let stopping = false;
  let woken = false;
  let end = (): void => undefined;
  const pause = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, woken || stopping ? 0 : everyMs);
      end = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const finished = (async () => {
    while (!stopping) {
      woken = false;
      await work().catch((error: unknown) => log.warn({ err: error, loop: name }, 'will be tried again'));
      await pause();
    }
  })();
  return {
    wake() {
      woken = true;
      end();
    },
    async stop() {
      stopping = true;
      end();
      await finished;
    },
  };
}
