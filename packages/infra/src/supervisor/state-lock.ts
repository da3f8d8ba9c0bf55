import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from '../postgres-stale.ts';

/** Another supervisor runs over this state folder. */
export class AlreadyRunning extends Error {}

interface Owner {
  pid: number;
  /** When the system started that process: pids come round again. */
  startedAt: string;
}

/** Takes the state folder for this process; answers how to give it back. Throws AlreadyRunning. */
export function lockState(stateDir: string): () => void {
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const file = join(stateDir, 'lock');
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify({ pid: process.pid, startedAt: startOf(process.pid) } satisfies Owner));
  try {
    const owner = ownerOf(file);
    if (owner)
      throw new AlreadyRunning(
        `process ${owner.pid} already runs over ${stateDir}: stop it, or choose another CROUPIER_STATE_DIR`,
      );
    rmSync(file, { force: true });
    linkSync(draft, file);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST')
      throw new AlreadyRunning(`another supervisor just took ${stateDir}`);
    throw cause;
  } finally {
    rmSync(draft, { force: true });
  }
  return () => rmSync(file, { force: true });
}

/** Does a supervisor run over this state folder? */
export function isStateLocked(stateDir: string): boolean {
  return ownerOf(join(stateDir, 'lock')) !== undefined;
}

function ownerOf(file: string): Owner | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const owner = JSON.parse(readFileSync(file, 'utf8')) as Owner;
    return isAlive(owner.pid) && startOf(owner.pid) === owner.startedAt ? owner : undefined;
  } catch {
    return undefined;
  }
}

function startOf(pid: number): string {
  try {
    // The 22nd field; the second one may hold blanks and brackets.
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
