import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from '../postgres-stale.ts';

export interface RunEntry {
  name: string;
  pid: number;
  port: number;
}
export interface RunFile {
  services: RunEntry[];
}

const GRACE_MS = 12_000;
const POLL_MS = 20;

/** Replaces run.json in one step. */
export function writeRunFile(stateDir: string, run: RunFile): void {
  const file = join(stateDir, 'run.json');
  writeFileSync(`${file}.new`, `${JSON.stringify(run, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}

/** What runs over this state folder, as the supervisor last said. */
export function readRunFile(stateDir: string): RunFile {
  const file = join(stateDir, 'run.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as RunFile) : { services: [] };
}

/**
 * A supervisor that was killed leaves processes that are just going down. Waits for them, for two of them must never
 * work over the same folder, and ends by force what does not go.
 */
export async function clearLeftovers(stateDir: string): Promise<void> {
  const pids = [...new Set(readPids(stateDir))].filter((pid) => isOurs(pid, stateDir));
  const deadline = Date.now() + GRACE_MS;
  let isForced = false;
  while (pids.some((pid) => isOurs(pid, stateDir))) {
    if (Date.now() > deadline && !isForced) {
      isForced = true;
      for (const pid of pids) if (isOurs(pid, stateDir)) process.kill(pid, 'SIGKILL');
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  rmSync(join(stateDir, 'run.json'), { force: true });
}

function readPids(stateDir: string): number[] {
  try {
    return readRunFile(stateDir).services.map((entry) => entry.pid);
  } catch {
    return [];
  }
}

/** Pids come round again: ours have the state folder in their environment. PostgreSQL looks after itself. */
function isOurs(pid: number, stateDir: string): boolean {
  if (!isAlive(pid)) return false;
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`CROUPIER_STATE_DIR=${stateDir}`);
  } catch {
    return false;
  }
}
