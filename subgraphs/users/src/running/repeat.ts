import type { Logger } from 'pino';

/** Does `work` every `everyMs`, counted from the end of the last time, until stopped; a failure is told and the next turn comes. */
export function repeat(
  name: string,
  everyMs: number,
  log: Logger,
  work: () => Promise<unknown>,
): { stop: () => Promise<void> } {
  let stopping = false;
  let wake = (): void => undefined;
  const pause = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, everyMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const finished = (async () => {
    for (await pause(); !stopping; await pause()) {
      await work().catch((error: unknown) => log.debug({ err: error, loop: name }, 'will be tried again'));
      if (stopping) return;
    }
  })();
  return {
    async stop() {
      stopping = true;
      wake();
      await finished;
    },
  };
}
