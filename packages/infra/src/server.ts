import type { Child, Exit } from './child.ts';
import { findFreePort, isPortFree } from './ports.ts';

/** A server of the embedded default that runs as a child of this process. */
export interface RunningServer {
  name: string;
  pid: number;
  port: number;
  url: string;
  /** Ends it in its own clean way, and by force if it does not go. */
  stop(): Promise<void>;
  /** Settles when the process is gone, for whatever reason. */
  exited: Promise<Exit>;
}

const ATTEMPTS = 3;
const START_TIMEOUT_MS = 60_000;
const POLL_MS = 10;

/**
 * Runs `start` with the port that was asked for, or with free ones until it works: a free port can be taken
 * between the moment it was found and the moment it is used.
 */
export async function onPort<T>(port: number | undefined, start: (port: number) => Promise<T>): Promise<T> {
  if (port !== undefined) {
    // Otherwise whoever sits there would answer in the new server's place.
    if (!(await isPortFree(port))) throw new Error(`port ${port} is in use`);
    return await start(port);
  }
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(await findFreePort());
    } catch (cause) {
      if (attempt === ATTEMPTS || !String(cause).includes('in use')) throw cause;
    }
  }
}

/** Waits until `probe` does not throw; throws with the child's last lines when the child dies or time is up. */
export async function untilItAnswers(child: Child, probe: () => Promise<unknown>): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    if (!child.isRunning()) throw new Error(`${child.name} ended while it started:\n${child.lastLines()}`);
    try {
      await probe();
      return;
    } catch (cause) {
      if (Date.now() > deadline) {
        await child.stop(['SIGKILL']);
        throw new Error(`${child.name} does not answer: ${String(cause)}\n${child.lastLines()}`, { cause });
      }
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
