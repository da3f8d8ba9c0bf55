import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { startChild } from '../child.ts';
import { hasMigrations, migrateDatabases, REPOSITORY } from '../migrate.ts';
import { nodeArguments } from '../node-arguments.ts';
import { DATABASE_ROOMS, readOrCreateSecrets } from '../secrets.ts';
import { addressesOf, tableOf } from './addresses.ts';
import { choosePorts, readSettings } from './settings.ts';
import { factsFrom, leavesOf, refuseTakenPorts, serviceCalled, writeFacts } from './facts.ts';
import { clearLeftovers, readRunFile, writeRunFile } from './run-file.ts';
import { environmentOf } from './environment.ts';
import { forTerminal, makeBlotter, openLog } from './log-file.ts';
import { keepRunning } from './keeper.ts';
import { lockState } from './state-lock.ts';
import { openStores } from './stores.ts';
import { SERVICES } from './services.ts';
import { splitBuilt, startService, untilReady } from './services-run.ts';
import { buildWebIfStale } from './web-build.ts';
import type { Exit } from '../child.ts';
import type { Addresses } from './addresses.ts';
import type { Environment, Facts } from './environment.ts';
import type { Keeper } from './keeper.ts';
import type { LogFile } from './log-file.ts';
import type { RunFile } from './run-file.ts';
import type { Service, ServiceName } from './services.ts';
import type { Secrets } from '../secrets.ts';
import type { Settings } from './settings.ts';

/** How a service says that its environment is wrong: starting it again changes nothing. */
const EX_CONFIG = 78;

export interface HouseOptions {
  stateDir: string;
  ports: 'free' | 'default';
  /** Stands for process.env. */
  env?: NodeJS.ProcessEnv;
  /** Services start again when their files change. */
  watch?: boolean;
  /** Gets what the terminal shows; silent without it. */
  say?: (text: string) => void;
  /** Other processes than the platform's: tests of the supervisor itself. */
  services?: Service[];
  readyTimeoutMs?: number;
  signal?: AbortSignal;
}

/** A running platform. */
export interface House {
  addresses: Addresses;
  secrets: Secrets;
  /** What a service's process was given: for scripts that do its work in their own process. */
  environmentOf(service: ServiceName): Environment;
  runJson(): RunFile;
  /** Sends a signal to what run.json calls `name`. */
  kill(name: string, signal: NodeJS.Signals): void;
  stop(): Promise<void>;
}

/**
 * Starts the whole platform and answers when everything is ready: servers (unless addresses were given), roles,
 * databases, migrations, services, demo data. What dies is started again. Throws UnfitEnvironment, AlreadyRunning,
 * or what went wrong; nothing is left running then.
 */
export async function startHouse(options: HouseOptions): Promise<House> {
  const settings = readSettings(options.env ?? process.env);
  const stateDir = resolve(options.stateDir);
  const unlock = lockState(stateDir);
  const site = new BuildingSite(stateDir, options);
  try {
    await clearLeftovers(stateDir);
    const house = await site.open(settings);
    return { ...house, stop: () => site.close(unlock) };
  } catch (cause) {
    await site.close(unlock);
    throw cause;
  }
}

/** What is open at any moment of a start, so that it can be closed at any moment. */
class BuildingSite {
  private readonly kept = new Map<
    string,
    { keeper: Keeper | undefined; ports: { name: string; port: number }[]; isServer: boolean }
  >();
  private readonly logs = new Map<string, LogFile>();
  private blot: (line: string) => string = (line) => line;
  private readonly stopping = new AbortController();
  /** Why waiting for readiness is in vain. */
  private hopeless: string | undefined;
  private closing: Promise<void> | undefined;
  private readonly env: NodeJS.ProcessEnv;

  constructor(
    private readonly stateDir: string,
    private readonly options: HouseOptions,
  ) {
    this.env = options.env ?? process.env;
    options.signal?.addEventListener('abort', () => this.stopping.abort());
    if (options.signal?.aborted) this.stopping.abort();
  }

  async open(settings: Settings): Promise<Omit<House, 'stop'>> {
    const secrets = readOrCreateSecrets(this.stateDir);
    this.blot = makeBlotter([...leavesOf(secrets), ...leavesOf(settings.production ?? {})]);
    const services = (this.options.services ?? SERVICES).filter(
      (service) => !service.isDemoOnly || !settings.production,
    );
    const { built, missing } = splitBuilt(services);
    for (const service of missing) this.say(`warning: ${service.name} is not built yet (${service.entry}): left out`);
    const ports = await choosePorts(this.options.ports, settings);
    await refuseTakenPorts(built, ports);

    const keep = (name: string, port: number, start: Parameters<typeof keepRunning>[0]['start']): Promise<Keeper> =>
      this.keep(name, [{ name, port }], true, start);
    const stores = await openStores({
      stateDir: this.stateDir,
      secrets,
      settings,
      keep,
      logOf: (name) => this.logOf(name),
    });
    this.refuseWhenStopping();
    const facts = factsFrom({ settings, secrets, stores, ports, stateDir: this.stateDir });
    if (!settings.production) writeFacts(facts);
    await this.openServices(built, facts);
    if (facts.isDemo) await this.seedDemo();
    const addresses = addressesOf(facts);
    this.say(tableOf(addresses, facts.isDemo));
    return {
      addresses,
      secrets,
      environmentOf: (name) => environmentOf(serviceCalled(services, name), facts, this.env),
      runJson: () => readRunFile(this.stateDir),
      kill: (name, signal) => this.kill(name, signal),
    };
  }

  private async openServices(services: Service[], facts: Facts): Promise<void> {
    const rooms = DATABASE_ROOMS.filter(
      (room) => hasMigrations(room) && services.some((service) => service.room === room),
    );
    const ownerUrls = Object.fromEntries(rooms.map((room) => [room, facts.databaseUrls[room].owner]));
    const migrated =
      rooms.length > 0
        ? migrateDatabases(ownerUrls, { onLine: this.logOf('migrate'), signal: this.stopping.signal })
        : Promise.resolve();
    const opened = services.map(async (service) => {
      if (service.room) await migrated;
      if (service.entry.startsWith('web/'))
        await buildWebIfStale({ onLine: this.logOf('web-build'), signal: this.stopping.signal });
      await this.openService(service, facts);
    });
    await settleAll([migrated, ...opened]);
    const probes = services.map((service) => ({
      name: service.name,
      url: `http://127.0.0.1:${facts.ports[service.port]}/readyz`,
    }));
    await untilReady(probes, this.options.readyTimeoutMs ?? 180_000, () => this.refuseWhenStopping());
  }

  private async openService(service: Service, facts: Facts): Promise<void> {
    this.refuseWhenStopping();
    const names = [{ name: service.name, port: service.port }, ...(service.alsoKnownAs ?? [])];
    const ports = names.map(({ name, port }) => ({ name, port: facts.ports[port] }));
    const onLine = this.logOf(service.name);
    await this.keep(service.name, ports, false, () =>
      startService(service, facts, this.env, onLine, this.options.watch ?? false),
    );
  }

  private async seedDemo(): Promise<void> {
    const script = join(REPOSITORY, 'scripts', 'demo.ts');
    if (this.options.services || !existsSync(script)) return;
    const child = await startChild({
      name: 'demo',
      command: process.execPath,
      args: nodeArguments(script, ['seed']),
      env: { ...this.env, CROUPIER_STATE_DIR: this.stateDir },
      cwd: REPOSITORY,
      onLine: this.logOf('demo'),
      signal: this.stopping.signal,
    });
    const exit = await child.exited;
    if (exit.code !== 0) throw new Error(`the demo data could not be made:\n${child.lastLines()}`);
  }

  private async keep(
    name: string,
    ports: { name: string; port: number }[],
    isServer: boolean,
    start: Parameters<typeof keepRunning>[0]['start'],
  ): Promise<Keeper> {
    const entry: { keeper: Keeper | undefined; ports: typeof ports; isServer: boolean } = {
      keeper: undefined,
      ports,
      isServer,
    };
    this.kept.set(name, entry);
    const onChange = (): void => this.writeRun();
    entry.keeper = await keepRunning({
      name,
      start,
      onChange,
      onDeath: (message, exit) => this.onDeath(name, message, exit),
    });
    this.writeRun();
    // Told to stop while it started: it was not in the list of what is stopped.
    if (this.stopping.signal.aborted) await entry.keeper.stop();
    return entry.keeper;
  }

  private onDeath(name: string, message: string, exit: Exit | undefined): void {
    this.say(message);
    if (exit?.code === EX_CONFIG) this.hopeless = `${name} refuses its configuration`;
  }

  private writeRun(): void {
    if (this.closing) return;
    const services = [...this.kept.values()].flatMap(({ keeper, ports }) => {
      const pid = keeper?.pid();
      return pid === undefined ? [] : ports.map(({ name, port }) => ({ name, pid, port }));
    });
    writeRunFile(this.stateDir, { services });
  }

  private kill(name: string, signal: NodeJS.Signals): void {
    const entry = readRunFile(this.stateDir).services.find((service) => service.name === name);
    if (!entry) throw new Error(`${name} does not run`);
    process.kill(entry.pid, signal);
  }

  private logOf(name: string): (line: string) => void {
    const log = this.logs.get(name) ?? openLog(join(this.stateDir, 'logs'), name);
    this.logs.set(name, log);
    return (raw) => {
      const line = this.blot(raw);
      log.write(line);
      const shown = forTerminal(name, line);
      if (shown !== undefined && !this.stopping.signal.aborted) this.say(shown);
    };
  }

  private say(text: string): void {
    this.options.say?.(text);
  }

  private refuseWhenStopping(): void {
    if (this.stopping.signal.aborted) throw new Error('stopped while it started');
    if (this.hopeless !== undefined) throw new Error(this.hopeless);
  }

  /** Services first, then the servers that they need; repeatable. */
  close(unlock: () => void): Promise<void> {
    this.stopping.abort();
    this.closing ??= (async () => {
      for (const isServer of [false, true]) {
        const group = [...this.kept.values()].filter((entry) => entry.isServer === isServer);
        await Promise.all(group.map((entry) => entry.keeper?.stop()));
      }
      for (const log of this.logs.values()) log.close();
      await clearLeftovers(this.stateDir);
      unlock();
    })();
    return this.closing;
  }
}

/** Waits for all, then throws the first failure: nobody is left starting behind our back. */
async function settleAll(promises: Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(promises);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}
