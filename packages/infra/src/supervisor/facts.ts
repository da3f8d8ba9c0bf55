import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isPortFree } from '../ports.ts';
import { environmentOf } from './environment.ts';
import { SERVICES } from './services.ts';
import { DEMO_BOT_TOKEN, portVariable, UnfitEnvironment } from './settings.ts';
import type { Secrets } from '../secrets.ts';
import type { Environment, Facts } from './environment.ts';
import type { PortName, Ports, Service, ServiceName } from './services.ts';
import type { Settings } from './settings.ts';
import type { Stores } from './stores.ts';

/** Puts together what the services' environments are made from. */
export function factsFrom(from: {
  settings: Settings;
  secrets: Secrets;
  stores: Stores;
  ports: Ports;
  stateDir: string;
}): Facts {
  const { settings, secrets, stores, ports, stateDir } = from;
  const own = { ...secrets, ...ownSecrets(settings.production) };
  const isDemo = settings.NODE_ENV !== 'production' && (settings.CROUPIER_DEMO ?? stores.isEmbedded);
  const local = (port: PortName): string => `http://localhost:${ports[port]}`;
  return {
    ...stores,
    ports,
    stateDir,
    isDemo,
    nodeEnv: settings.NODE_ENV,
    publicUrl: settings.PUBLIC_URL ?? local('gateway'),
    webUrl: settings.WEB_URL ?? local('web'),
    sandboxUrl: local('sandbox'),
    gatewaySigningKey: own.gatewaySigningKey,
    accessTokenKey: own.accessTokenKey,
    secretsKey: own.secretsKey,
    cookieSecret: own.cookieSecret,
    smtpUrl: settings.SMTP_URL ?? `smtp://127.0.0.1:${ports.smtp}`,
    anchors: anchorsOf(settings, secrets, stateDir),
    telegramBotToken: settings.TELEGRAM_BOT_TOKEN ?? (isDemo ? DEMO_BOT_TOKEN : undefined),
  };
}

/** What was given; else, outside production, a folder and a key of our own. */
function anchorsOf(settings: Settings, secrets: Secrets, stateDir: string): Facts['anchors'] {
  const { CROUPIER_ANCHOR_DIR: dir, CROUPIER_ANCHOR_KEY: key } = settings;
  if (dir !== undefined && key !== undefined) return { dir: resolve(dir), key };
  return settings.production ? undefined : { dir: resolve(stateDir, 'anchors'), key: secrets.anchorKey };
}

function ownSecrets(production: Record<string, string> | undefined): Partial<Secrets> {
  if (!production) return {};
  return {
    gatewaySigningKey: production['GATEWAY_SIGNING_KEY'] as string,
    accessTokenKey: production['ACCESS_TOKEN_KEY'] as string,
    secretsKey: production['SECRETS_KEY'] as string,
    cookieSecret: production['COOKIE_SECRET'] as string,
  };
}

/** Throws UnfitEnvironment, naming every door that something else stands in. */
export async function refuseTakenPorts(services: Service[], ports: Ports): Promise<void> {
  const extra: Partial<Record<ServiceName, PortName[]>> = {
    games: ['callback'],
    payments: ['webhook'],
    'sandbox-provider': ['mailbox', 'smtp'],
  };
  const wanted = services.flatMap((service) => [service.port, ...(extra[service.name] ?? [])]);
  const taken = await Promise.all(
    wanted.map(async (name) =>
      (await isPortFree(ports[name]))
        ? []
        : [`port ${ports[name]} (${name}) is taken: free it, or set ${portVariable(name)}`],
    ),
  );
  const problems = taken.flat();
  if (problems.length > 0) throw new UnfitEnvironment(problems.join('\n'));
}

/** Every text in a value, and the private number of keys, which may appear apart from the rest. */
export function leavesOf(value: unknown): string[] {
  if (typeof value === 'string') return [value, ...privateParts(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leavesOf) : [];
}

function privateParts(text: string): string[] {
  const found = /"d":"([^"]+)"/.exec(text)?.[1];
  return found === undefined ? [] : [found];
}

/** Keeps the facts for other processes of the same installation: scripts, tests. The file is its owner's alone. */
export function writeFacts(facts: Facts): void {
  const file = join(facts.stateDir, 'house.json');
  writeFileSync(`${file}.new`, `${JSON.stringify(facts, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/**
 * What the house over this state folder was started with, for a script that does a service's work in its own process.
 * Throws when it was never started.
 */
export function readHouse(stateDir: string): { facts: Facts; environmentOf: (name: ServiceName) => Environment } {
  const file = join(resolve(stateDir), 'house.json');
  if (!existsSync(file)) throw new Error(`nothing was started over ${stateDir} yet: npm start`);
  const facts = JSON.parse(readFileSync(file, 'utf8')) as Facts;
  return { facts, environmentOf: (name) => environmentOf(serviceCalled(SERVICES, name), facts) };
}

/** The service of this name. */
export function serviceCalled(services: Service[], name: ServiceName): Service {
  const found = services.find((service) => service.name === name);
  if (!found) throw new Error(`${name} is no service of this house`);
  return found;
}
