import { existsSync, readFileSync, readdirSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const GRACE_MS = 15_000;
const POLL_MS = 20;

/**
 * Makes way for a start over `data`: waits for a server that is still going down (its parent died a moment ago),
 * then removes a postmaster.pid that belongs to nobody. PostgreSQL itself clears the file when its process is gone,
 * but takes a zombie, or a stranger with the same pid, for a live server.
 * Throws when a server keeps running over the folder.
 */
export async function clearStalePostmaster(data: string, graceMs: number = GRACE_MS): Promise<void> {
  if (!existsSync(data)) return;
  const folder = realpathSync(data);
  const deadline = Date.now() + graceMs;
  // Every process of a PostgreSQL server works in its data folder; while one lives, its shared memory is in use.
  while (processesIn(folder).length > 0) {
    if (Date.now() > deadline) {
      throw new Error(`a PostgreSQL (process ${processesIn(folder).join(', ')}) already runs over ${data}`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  const file = join(folder, 'postmaster.pid');
  if (process.platform === 'linux' || !existsSync(file)) return rmSync(file, { force: true });
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (!isAlive(pid)) rmSync(file, { force: true });
}

function processesIn(folder: string): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => workingFolder(pid) === folder && programOf(pid) === 'postgres');
}

function workingFolder(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    // Gone, a zombie, or another user's.
    return undefined;
  }
}

function programOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** Does a process with this pid run (a zombie does not)? */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
  if (process.platform !== 'linux') return true;
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
