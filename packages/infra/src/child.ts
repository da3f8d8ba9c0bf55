import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ChildProcess } from 'node:child_process';

/** What whoever starts a child may want of it. */
export interface Watching {
  /** Gets every line that the child prints. */
  onLine?: (line: string) => void;
  /** Ends the child when it fires. */
  signal?: AbortSignal;
}

export interface ChildOptions extends Watching {
  /** What to call it in messages. */
  name: string;
  command: string;
  args: string[];
  env?: Record<string, string | undefined>;
  cwd?: string;
  /** The signal that the system sends to the child when this process dies, however it dies. */
  deathSignal?: 'INT' | 'TERM' | 'KILL';
  /** Further arguments of setpriv: another user, capabilities. */
  privileges?: string[];
}

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface Child {
  name: string;
  pid: number;
  /** Settles when the process is gone; never rejects. */
  exited: Promise<Exit>;
  isRunning(): boolean;
  kill(signal: NodeJS.Signals): void;
  /** Sends the signals one after the other, each `timeoutMs` after the last, until the process is gone. */
  stop(signals?: NodeJS.Signals[], timeoutMs?: number): Promise<Exit>;
  /** The last lines that it printed, for a message about its death. */
  lastLines(): string;
}

const KEPT_LINES = 30;

/** The full path of a program on the PATH, or undefined. */
export function findProgram(name: string): string | undefined {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter).concat('/usr/bin', '/bin', '/usr/sbin', '/sbin')) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      continue;
    }
  }
  return undefined;
}

/** Does this machine have `setpriv` (util-linux), which ties a child's life to ours? */
export function hasSetpriv(): boolean {
  return process.platform === 'linux' && findProgram('setpriv') !== undefined;
}

/** Starts a process that ends with this one. Its pid is the program's own: setpriv replaces itself. */
export async function startChild(options: ChildOptions): Promise<Child> {
  const [command, args] = withPrivileges(options);
  const child = spawn(command, args, {
    env: (options.env ?? process.env) as NodeJS.ProcessEnv,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    stdio: ['ignore', 'pipe', 'pipe'],
    // Ctrl-C reaches this process alone, which then ends its children in order.
    detached: hasSetpriv(),
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (cause) => reject(new Error(`${options.name} does not start: ${cause.message}`, { cause })));
  });
  const lines = keepLines(child, options.onLine);
  const exited = new Promise<Exit>((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
  endOnSignal(child, exited, options.signal);
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  return {
    name: options.name,
    pid: child.pid as number,
    exited,
    isRunning,
    kill: (signal) => void child.kill(signal),
    stop: (signals = ['SIGTERM', 'SIGKILL'], timeoutMs = 10_000) => stopChild(child, exited, signals, timeoutMs),
    lastLines: () => lines.join('\n'),
  };
}

function endOnSignal(child: ChildProcess, exited: Promise<Exit>, signal: AbortSignal | undefined): void {
  if (!signal) return;
  const end = (): void => void child.kill('SIGTERM');
  signal.addEventListener('abort', end);
  if (signal.aborted) end();
  void exited.then(() => signal.removeEventListener('abort', end));
}

function withPrivileges(options: ChildOptions): [string, string[]] {
  const setpriv = process.platform === 'linux' ? findProgram('setpriv') : undefined;
  if (setpriv === undefined) return [options.command, options.args];
  const flags = ['--pdeathsig', options.deathSignal ?? 'TERM', ...(options.privileges ?? [])];
  return [setpriv, [...flags, '--', options.command, ...options.args]];
}

function keepLines(child: ChildProcess, onLine: ((line: string) => void) | undefined): string[] {
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
      onLine?.(line);
    });
  }
  return lines;
}

async function stopChild(
  child: ChildProcess,
  exited: Promise<Exit>,
  signals: NodeJS.Signals[],
  timeoutMs: number,
): Promise<Exit> {
  for (const signal of signals) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    child.kill(signal);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => (timer = setTimeout(resolve, timeoutMs, undefined)));
    const exit = await Promise.race([exited, late]);
    clearTimeout(timer);
    if (exit) return exit;
  }
  return await exited;
}
