import { keepRunning } from './keeper.ts';
import { readRunFile, writeRunFile } from './run-file.ts';
import type { Exit } from '../child.ts';
import type { Keeper, KeptProcess } from './keeper.ts';

export interface Member {
  name: string;
  /** What run.json says of it: several names may stand for one process. */
  entries: { name: string; port: number }[];
  /** Servers are ended after the services that need them. */
  isServer: boolean;
  start: () => Promise<KeptProcess>;
}

/** All processes that are kept running, and run.json, which says so. */
export interface Roster {
  /** Starts it and keeps it running. Throws if the first start does. */
  keep(member: Member): Promise<void>;
  /** Sends a signal to what run.json calls `name`. */
  kill(name: string, signal: NodeJS.Signals): void;
  stopAll(): Promise<void>;
}

export function openRoster(
  stateDir: string,
  onDeath: (name: string, message: string, exit: Exit | undefined) => void,
): Roster {
  const members: { member: Member; keeper: Keeper | undefined }[] = [];
  let isStopping = false;
  const writeRun = (): void => {
    if (isStopping) return;
    const services = members.flatMap(({ member, keeper }) => {
      const pid = keeper?.pid();
      return pid === undefined ? [] : member.entries.map(({ name, port }) => ({ name, pid, port }));
    });
    writeRunFile(stateDir, { services });
  };
  return {
    keep: async (member) => {
      const kept: (typeof members)[number] = { member, keeper: undefined };
      members.push(kept);
      const { name, start } = member;
      kept.keeper = await keepRunning({
        name,
        start,
        onChange: writeRun,
        onDeath: (message, exit) => onDeath(name, message, exit),
      });
      writeRun();
      // Told to stop while it started: it was not yet there to be stopped.
      if (isStopping) await kept.keeper.stop();
    },
    kill: (name, signal) => {
      const entry = readRunFile(stateDir).services.find((service) => service.name === name);
      if (!entry) throw new Error(`${name} does not run`);
      process.kill(entry.pid, signal);
    },
    stopAll: async () => {
      isStopping = true;
      for (const isServer of [false, true]) {
        const group = members.filter(({ member }) => member.isServer === isServer);
        await Promise.all(group.map(({ keeper }) => keeper?.stop()));
      }
    },
  };
}
