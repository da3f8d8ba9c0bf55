import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { startChild } from '../child.ts';
import { hasMigrations, migrateDatabases } from '../migrate.ts';
import { REPOSITORY } from '../rooms.ts';
import { nodeArguments } from '../node-arguments.ts';
import { DATABASE_ROOMS } from '../rooms.ts';
import { readOrCreateSecrets } from '../secrets.ts';
import { addressesOf, tableOf } from './addresses.ts';
import { environmentOf } from './environment.ts';
import { factsFrom, leavesOf, refuseTakenPorts, serviceCalled, writeFacts } from './facts.ts';
import { openJournal } from './journal.ts';
import { openRoster } from './roster.ts';
import { clearLeftovers, readRunFile } from './run-file.ts';
import { splitBuilt, startService, untilReady } from './services-run.ts';
import { SERVICES } from './services.ts';
import { choosePorts, readSettings } from './settings.ts';
import { lockState } from './state-lock.ts';
import { openStores } from './stores.ts';
import { buildWebIfStale } from './web-build.ts';
import type { Secrets } from '../secrets.ts';
import type { Addresses } from './addresses.ts';
import type { Environment, Facts } from './environment.ts';
import type { Journal } from './journal.ts';
import type { Roster } from './roster.ts';
import type { RunFile } from './run-file.ts';
import type { Service, ServiceName } from './services.ts';
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
  /** Other processes than the platform's, without migrations and demo data: tests of the supervisor itself. */
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
  const site = openSite(stateDir, options);
  let closing: Promise<void> | undefined;
  const stop = (): Promise<void> => (closing ??= close(site).finally(unlock));
  try {
    await clearLeftovers(stateDir);
    return { ...(await build(site, settings)), stop };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

/** What a start works with, from its first moment to the end of the house. */
interface Site {
  stateDir: string;
  options: HouseOptions;
  env: NodeJS.ProcessEnv;
  journal: Journal;
  roster: Roster;
  stopping: AbortController;
  /** Throws when going on with the start is in vain. */
  check(): void;
}

function openSite(stateDir: string, options: HouseOptions): Site {
  const stopping = new AbortController();
  options.signal?.addEventListener('abort', () => stopping.abort());
  if (options.signal?.aborted) stopping.abort();
  const journal = openJournal(stateDir, (text) => options.say?.(text));
  let hopeless: string | undefined;
  const roster = openRoster(stateDir, (name, message, exit) => {
    journal.say(message);
    if (exit?.code === EX_CONFIG) hopeless = `${name} refuses its configuration`;
  });
  const check = (): void => {
    if (stopping.signal.aborted) throw new Error('stopped while it started');
    if (hopeless !== undefined) throw new Error(hopeless);
  };
  return { stateDir, options, env: options.env ?? process.env, journal, roster, stopping, check };
}

/** Services first, then the servers that they need. */
async function close(site: Site): Promise<void> {
  site.stopping.abort();
  site.journal.quieten();
  await site.roster.stopAll();
  site.journal.close();
  await clearLeftovers(site.stateDir);
}

async function build(site: Site, settings: Settings): Promise<Omit<House, 'stop'>> {
  const { stateDir, options, journal, roster } = site;
  const secrets = readOrCreateSecrets(stateDir);
  journal.blotOut([...leavesOf(secrets), ...leavesOf(settings.production ?? {})]);
  const services = (options.services ?? SERVICES).filter((service) => !service.isDemoOnly || !settings.production);
  const { built, missing } = splitBuilt(services);
  for (const service of missing) journal.say(`warning: ${service.name} is not built yet (${service.entry}): left out`);
  const ports = await choosePorts(options.ports, settings);
  await refuseTakenPorts(built, ports);

  const stores = await openStores({ stateDir, secrets, settings, roster, logOf: (name) => journal.logOf(name) });
  site.check();
  const facts = factsFrom({ settings, secrets, stores, ports, stateDir });
  if (!settings.production) writeFacts(facts);
  await openServices(site, built, facts);
  if (facts.isDemo) await seedDemo(site);
  const addresses = addressesOf(facts);
  journal.say(tableOf(addresses, facts.isDemo));
  return {
    addresses,
    secrets,
    environmentOf: (name) => environmentOf(serviceCalled(services, name), facts, site.env),
    runJson: () => readRunFile(stateDir),
    kill: (name, signal) => roster.kill(name, signal),
  };
}

async function openServices(site: Site, services: Service[], facts: Facts): Promise<void> {
  const { journal, stopping, options } = site;
  const isPlatform = options.services === undefined;
  const rooms = DATABASE_ROOMS.filter((room) => isPlatform && hasMigrations(room));
  const ownerUrls = Object.fromEntries(rooms.map((room) => [room, facts.databaseUrls[room].owner]));
  const watching = (name: string) => ({ onLine: journal.logOf(name), signal: stopping.signal });
  const migrated = rooms.length > 0 ? migrateDatabases(ownerUrls, watching('migrate')) : Promise.resolve();
  const opened = services.map(async (service) => {
    if (service.room) await migrated;
    if (service.entry.startsWith('web/'))
      await buildWebIfStale(watching('web-build'), options.watch ? 'development' : 'production');
    await openService(site, service, facts);
  });
  await settleAll([migrated, ...opened]);
  const probes = services.map((service) => ({
    name: service.name,
    url: `http://127.0.0.1:${facts.ports[service.port]}/readyz`,
  }));
  await untilReady(probes, options.readyTimeoutMs ?? 180_000, () => site.check());
}

async function openService(site: Site, service: Service, facts: Facts): Promise<void> {
  site.check();
  const names = [{ name: service.name, port: service.port }, ...(service.alsoKnownAs ?? [])];
  const onLine = site.journal.logOf(service.name);
  await site.roster.keep({
    name: service.name,
    entries: names.map(({ name, port }) => ({ name, port: facts.ports[port] })),
    isServer: false,
    start: () => startService(service, facts, site.env, onLine, site.options.watch ?? false),
  });
}

async function seedDemo(site: Site): Promise<void> {
  const script = join(REPOSITORY, 'scripts', 'demo.ts');
  if (site.options.services || !existsSync(script)) return;
  const child = await startChild({
    name: 'demo',
    command: process.execPath,
    args: nodeArguments(script, ['seed']),
    env: { ...site.env, CROUPIER_STATE_DIR: site.stateDir },
    cwd: REPOSITORY,
    onLine: site.journal.logOf('demo'),
    signal: site.stopping.signal,
  });
  const exit = await child.exited;
  if (exit.code !== 0) throw new Error(`the demo data could not be made:\n${child.lastLines()}`);
}

/** Waits for all, then throws the first failure: nobody is left starting behind our back. */
async function settleAll(promises: Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(promises);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}
