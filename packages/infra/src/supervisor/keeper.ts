import type { Exit } from '../child.ts';

/** A process that is to run until it is told to stop. */
export interface KeptProcess {
  pid: number;
  exited: Promise<Exit>;
  stop(): Promise<unknown>;
}

export interface Keeper {
  name: string;
  /** Undefined between a death and the next start. */
  pid(): number | undefined;
  stop(): Promise<void>;
}

interface KeeperOptions {
  name: string;
  start: () => Promise<KeptProcess>;
  /** After every start and every death. */
  onChange: () => void;
  onDeath: (message: string, exit: Exit | undefined) => void;
}

const QUICK_DEATH_MS = 5_000;
const PATIENCE = 3;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Starts a process and starts it again whenever it dies: at once, and after several quick deaths in a row with
 * growing pauses. It never gives up. Throws only if the first start does.
 */
export async function keepRunning(options: KeeperOptions): Promise<Keeper> {
  let isStopping = false;
  let wake = (): void => undefined;
  let current: KeptProcess | undefined = await options.start();
  options.onChange();

  const loop = (async () => {
    let quickDeaths = 0;
    while (!isStopping) {
      const startedAt = Date.now();
      const exit = current ? await current.exited : undefined;
      current = undefined;
      if (isStopping) break;
      options.onChange();
      quickDeaths = Date.now() - startedAt < QUICK_DEATH_MS ? quickDeaths + 1 : 0;
      const pauseMs = pauseAfter(quickDeaths);
      options.onDeath(
        `${options.name} ended (${describe(exit)}); starting it again${pauseMs > 0 ? ` in ${pauseMs} ms` : ''}`,
        exit,
      );
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, pauseMs);
      });
      if (isStopping) break;
      try {
        current = await options.start();
        options.onChange();
      } catch (cause) {
        options.onDeath(
          `${options.name} does not start: ${cause instanceof Error ? cause.message : String(cause)}`,
          undefined,
        );
      }
    }
  })();

  return {
    name: options.name,
    pid: () => current?.pid,
    stop: async () => {
      isStopping = true;
      wake();
      await current?.stop();
      await loop;
      // A start that was under way when we were told to stop.
      await current?.stop();
      options.onChange();
    },
  };
}

function pauseAfter(quickDeaths: number): number {
  return quickDeaths <= PATIENCE ? 0 : Math.min(LONGEST_PAUSE_MS, 100 * 2 ** (quickDeaths - PATIENCE));
}

function describe(exit: Exit | undefined): string {
  return exit === undefined ? 'not started' : (exit.signal ?? `code ${exit.code}`);
}
