import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from '@croupier/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { startChild } from '../child.ts';
import { withClient } from '../databases.ts';
import { nodeArguments } from '../node-arguments.ts';
import { isAlive } from '../postgres-stale.ts';
import { startHouse } from './house.ts';
import { readRunFile } from './run-file.ts';
import { AlreadyRunning } from './state-lock.ts';
import type { House } from './house.ts';
import type { Service } from './services.ts';

const entry = fileURLToPath(new URL('./test/toy-service.ts', import.meta.url));
const users: Service = { name: 'users', entry, port: 'users', room: 'users', optional: ['TOY'] };
const gateway: Service = { name: 'gateway', entry, port: 'gateway' };
const sandbox: Service = {
  name: 'sandbox-provider',
  entry,
  port: 'sandbox',
  alsoKnownAs: [{ name: 'mailbox', port: 'mailbox' }],
  isDemoOnly: true,
};

// Three servers and more for each test, on a machine that may have other work.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let stateDir: string;
let house: House | undefined;
let said: string[];
// The first start makes the databases; the others find them, as at home.
beforeAll(() => void (stateDir = mkdtempSync(join(tmpdir(), 'croupier-house-'))));
afterAll(() => rmSync(stateDir, { recursive: true, force: true }));
beforeEach(() => void (said = []));
afterEach(async () => {
  await house?.stop();
  house = undefined;
});

async function open(services: Service[], env: NodeJS.ProcessEnv = {}): Promise<House> {
  const say = (text: string): void => void said.push(text);
  house = await startHouse({
    stateDir,
    ports: 'free',
    services,
    env: { PATH: process.env['PATH'], ...env },
    say,
    readyTimeoutMs: 60_000,
  });
  return house;
}

// Where a test is about services alone: addresses that nobody asks.
const elsewhere = { NATS_URL: 'nats://127.0.0.1:1', CLICKHOUSE_URL: 'http://127.0.0.1:1' };

const pidOf = (running: House, name: string): number | undefined =>
  running.runJson().services.find((service) => service.name === name)?.pid;

function everyPid(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => isAlive(pid) && belongs(pid));
}

function belongs(pid: number): boolean {
  try {
    const text = readFileSync(`/proc/${pid}/environ`, 'utf8') + readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return text.includes(stateDir);
  } catch {
    return false;
  }
}

test('run.json lists what runs, the house is locked, and stopping leaves nothing running', async () => {
  const running = await open([users, gateway, sandbox]);
  const { services } = running.runJson();
  expect(services.map(({ name }) => name).sort()).toEqual([
    'clickhouse',
    'gateway',
    'mailbox',
    'nats',
    'postgres',
    'sandbox-provider',
    'users',
  ]);
  expect(pidOf(running, 'mailbox')).toBe(pidOf(running, 'sandbox-provider'));
  expect(services.every(({ pid }) => isAlive(pid))).toBe(true);
  await expect(startHouse({ stateDir, ports: 'free', services: [] })).rejects.toThrow(AlreadyRunning);
  expect(everyPid().length).toBeGreaterThanOrEqual(6);
  expect(running.environmentOf('users')['CROUPIER_DEMO']).toBe('1');

  await running.stop();
  expect(everyPid()).toEqual([]);
  expect(existsSync(join(stateDir, 'run.json'))).toBe(false);
});

test('a service that dies, and a server, is started again at the same address', async () => {
  const running = await open([users, gateway]);
  for (const name of ['users', 'nats', 'postgres', 'clickhouse']) {
    const before = running.runJson().services.find((service) => service.name === name);
    running.kill(name, 'SIGKILL');
    await eventually(
      () => {
        const now = running.runJson().services.find((service) => service.name === name);
        expect(now?.pid ?? before?.pid).not.toBe(before?.pid);
        expect(now?.port).toBe(before?.port);
      },
      // Within a second where the machine is not busy; how busy a test's machine is says nothing about the supervisor.
      { timeoutMs: 20_000 },
    );
  }
  await eventually(async () => expect((await fetch(running.addresses.subgraphs.users)).status).toBe(200));
  const url = running.environmentOf('users')['DATABASE_URL'] as string;
  await withClient(url, (client) => client.query('select 1'));
});

test('a service that keeps dying is started again and again, ever more slowly', async () => {
  const running = await open([gateway], elsewhere);
  for (let round = 0; round < 5; round += 1) {
    await eventually(async () => expect(await (await fetch(`${running.addresses.gateway}/quit`)).text()).toBe('bye'));
  }
  await eventually(() => expect(said.filter((line) => line.startsWith('gateway ended')).length).toBe(5));
  expect(said.filter((line) => line.startsWith('gateway ended')).map((line) => / in \d+ ms/.exec(line)?.[0])).toEqual([
    undefined,
    undefined,
    undefined,
    ' in 200 ms',
    ' in 400 ms',
  ]);
});

test('after the supervisor was killed nothing is left running, and the next start finds its data', async () => {
  const args = nodeArguments(fileURLToPath(new URL('./test/toy-house.ts', import.meta.url)));
  const lines: string[] = [];
  const supervisor = await startChild({
    name: 'supervisor',
    command: process.execPath,
    args,
    env: { PATH: process.env['PATH'], CROUPIER_STATE_DIR: stateDir },
    onLine: (line) => lines.push(line),
  });
  await eventually(() => expect(lines).toContain('ready'), { timeoutMs: 60_000 });
  expect(readRunFile(stateDir).services.length).toBe(5);
  supervisor.kill('SIGKILL');
  await supervisor.exited;

  const running = await open([users]);
  await withClient(running.environmentOf('users')['DATABASE_URL'] as string, (client) => client.query('select 1'));
  await running.stop();
  await eventually(() => expect(everyPid()).toEqual([]), { timeoutMs: 15_000 });
});

test('a service sees its own secrets alone, and none reaches a log, the terminal or a file that others may read', async () => {
  const running = await open([users, gateway], { STRANGER: 'x', POSTGRES_PASSWORD: 'x', TOY: 'gossip' });
  const read = async (url: string) => (await (await fetch(`${url}/environment`)).json()) as Record<string, string>;
  const ofUsers = await read(running.addresses.subgraphs.users);
  const ofGateway = await read(running.addresses.gateway);
  expect(Object.keys(ofGateway)).toContain('GATEWAY_SIGNING_KEY');
  expect(Object.keys(ofUsers)).not.toContain('GATEWAY_SIGNING_KEY');
  expect(JSON.parse(ofUsers['GATEWAY_VERIFY_KEY'] as string)).not.toHaveProperty('d');
  expect(ofUsers['NATS_URL']).toMatch(/^nats:\/\/users:/);
  for (const name of ['STRANGER', 'POSTGRES_PASSWORD', 'DATABASE_URL', 'ACCESS_TOKEN_KEY', 'SECRETS_KEY'])
    expect(ofGateway).not.toHaveProperty(name);
  expect(JSON.stringify(ofUsers)).not.toContain(running.secrets.postgresPassword);

  await eventually(() => expect(said.join('\n')).toContain('my database is'));
  const logs = readdirSync(join(stateDir, 'logs')).map((name) => readFileSync(join(stateDir, 'logs', name), 'utf8'));
  const password = running.secrets.appPasswords.users;
  expect([said.join('\n'), ...logs].filter((text) => text.includes(password))).toEqual([]);
  expect(logs.join('')).toContain('[secret]');
  for (const name of ['secrets.json', 'house.json']) expect(statSync(join(stateDir, name)).mode & 0o077).toBe(0);
});

test('a service that refuses its configuration ends the start, with its complaint', async () => {
  await expect(open([users], { ...elsewhere, TOY: 'misconfigured' })).rejects.toThrow(
    'users refuses its configuration',
  );
  expect(said.join('\n')).toContain('users: config: DATABASE_URL: must be a URL');
  expect(everyPid()).toEqual([]);
});
