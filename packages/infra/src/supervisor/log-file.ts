import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';

export interface LogFile {
  write(line: string): void;
  close(): void;
}

const KEPT = 3;
const MAX_BYTES = 50 * 1024 * 1024;

/** Opens `<folder>/<name>.log`; the former one becomes .1, and so on. A file that has grown too large makes way. */
export function openLog(folder: string, name: string): LogFile {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${name}.log`);
  let size = 0;
  let file = openNew(path);
  let isClosed = false;
  return {
    write: (line) => {
      if (isClosed) return;
      size += writeSync(file, `${line}\n`);
      if (size < MAX_BYTES) return;
      closeSync(file);
      file = openNew(path);
      size = 0;
    },
    close: () => {
      if (!isClosed) closeSync(file);
      isClosed = true;
    },
  };
}

function openNew(path: string): number {
  for (let index = KEPT; index > 0; index -= 1) {
    const older = index === 1 ? path : `${path}.${index - 1}`;
    if (existsSync(older)) renameSync(older, `${path}.${index}`);
  }
  return openSync(path, 'a', 0o600);
}

/** Answers a function that blots the secrets out of a line. */
export function makeBlotter(secrets: string[]): (line: string) => string {
  const texts = [
    ...new Set(secrets.flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])),
  ];
  const known = texts.filter((text) => text.length >= 8).map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  if (known.length === 0) return (line) => line;
  const pattern = new RegExp(known.sort((left, right) => right.length - left.length).join('|'), 'g');
  return (line) => line.replace(pattern, '[secret]');
}

const WARNING = 40;
const LOOKS_BAD = /^config:|\b(error|fatal|panic|warn(ing)?|exception|cannot)\b/i;

// Every start and stop says so.
const USUAL = /the database system is (starting up|shutting down)|terminating connection due to administrator command/;

/** What of a service's line belongs on the terminal: warnings and worse, in short. Undefined: nothing. */
export function forTerminal(name: string, line: string): string | undefined {
  if (USUAL.test(line)) return undefined;
  if (!line.startsWith('{')) return LOOKS_BAD.test(line) ? `${name}: ${line.slice(0, 500)}` : undefined;
  try {
    const entry = JSON.parse(line) as { level?: number; msg?: string; err?: { message?: string } };
    if (typeof entry.level !== 'number' || entry.level < WARNING) return undefined;
    return `${name}: ${[entry.msg, entry.err?.message].filter(Boolean).join(': ').slice(0, 500)}`;
  } catch {
    return undefined;
  }
}
