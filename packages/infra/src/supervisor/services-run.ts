import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { startChild } from '../child.ts';
import { REPOSITORY } from '../rooms.ts';
import { nodeArguments } from '../node-arguments.ts';
import { environmentOf } from './environment.ts';
import type { Child } from '../child.ts';
import type { Facts } from './environment.ts';
import type { Service } from './services.ts';

const DRAIN_MS = 10_000;
const POLL_MS = 50;

export interface ReadyProbe {
  name: string;
  url: string;
}

/** The services whose entry exists, and the names of those that are not built yet. */
export function splitBuilt(services: Service[]): { built: Service[]; missing: Service[] } {
  const isBuilt = (service: Service): boolean => existsSync(resolve(REPOSITORY, service.entry));
  return { built: services.filter(isBuilt), missing: services.filter((service) => !isBuilt(service)) };
}

/** Starts one service's process with its own environment. */
export async function startService(
  service: Service,
  facts: Facts,
  own: NodeJS.ProcessEnv,
  onLine: (line: string) => void,
  watch: boolean,
): Promise<Child> {
  const child = await startChild({
    name: service.name,
    command: process.execPath,
    args: nodeArguments(resolve(REPOSITORY, service.entry), [], watch ? ['--watch', '--watch-preserve-output'] : []),
    env: environmentOf(service, facts, own),
    cwd: REPOSITORY,
    onLine,
  });
  return { ...child, stop: () => child.stop(['SIGTERM', 'SIGKILL'], DRAIN_MS) };
}

/** Waits until every address answers 200. Throws, naming those that do not, when `timeoutMs` is over, or what
 * `check` throws. */
export async function untilReady(probes: ReadyProbe[], timeoutMs: number, check: () => void): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  const waiting = new Set(probes);
  await Promise.all(
    probes.map(async (probe) => {
      while (!(await isReady(probe.url))) {
        check();
        if (Date.now() > deadline)
          throw new Error(`not ready after ${timeoutMs / 1000} s: ${[...waiting].map(({ name }) => name).join(', ')}`);
        await new Promise((again) => setTimeout(again, POLL_MS));
      }
      waiting.delete(probe);
    }),
  );
}

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false;
  }
}
