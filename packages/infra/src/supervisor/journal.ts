import { join } from 'node:path';
import { forTerminal, makeBlotter, openLog } from './log-file.ts';
import type { LogFile } from './log-file.ts';

/** Where everything that is said goes: a log file per process, and what matters to the terminal. */
export interface Journal {
  say(text: string): void;
  /** Takes the lines of one process. */
  logOf(name: string): (line: string) => void;
  /** From now on these texts are blotted out of every line. */
  blotOut(secrets: string[]): void;
  /** From now on children's warnings are logged alone: they are being ended. */
  quieten(): void;
  close(): void;
}

export function openJournal(stateDir: string, say: (text: string) => void): Journal {
  const logs = new Map<string, LogFile>();
  let blot = (line: string): string => line;
  let isQuiet = false;
  return {
    say,
    logOf: (name) => {
      const log = logs.get(name) ?? openLog(join(stateDir, 'logs'), name);
      logs.set(name, log);
      return (raw) => {
        const line = blot(raw);
        log.write(line);
        const shown = forTerminal(name, line);
        if (shown !== undefined && !isQuiet) say(shown);
      };
    },
    blotOut: (secrets) => {
      blot = makeBlotter(secrets);
    },
    quieten: () => {
      isQuiet = true;
    },
    close: () => logs.forEach((log) => log.close()),
  };
}
