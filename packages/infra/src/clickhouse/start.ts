import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startChild } from '../child.ts';
import { nodeArguments } from '../node-arguments.ts';
import { onPort, untilItAnswers } from '../server.ts';
import type { RunningServer } from '../server.ts';

export interface ClickhouseOptions {
  dataDir: string;
  /** Of the user `croupier`. */
  password: string;
  port?: number;
  env?: Record<string, string>;
  onLine?: (line: string) => void;
}

/**
 * Starts the ClickHouse engine on 127.0.0.1 over `dataDir`, behind ClickHouse's HTTP interface. `url` names the user,
 * the password and the database `croupier`, which exists.
 */
export async function startClickhouse(options: ClickhouseOptions): Promise<RunningServer> {
  const dataDir = resolve(options.dataDir);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const file = fileURLToPath(new URL(`./server-process.${extension}`, import.meta.url));
  return await onPort(options.port, async (port) => {
    const child = await startChild({
      name: 'clickhouse',
      command: process.execPath,
      args: nodeArguments(file),
      env: {
        ...process.env,
        ...options.env,
        CLICKHOUSE_DATA_DIR: dataDir,
        CLICKHOUSE_PORT: String(port),
        CLICKHOUSE_PASSWORD: options.password,
        TZ: 'UTC',
      },
      // The engine puts its scratch files where it is started.
      cwd: dataDir,
      deathSignal: 'TERM',
      ...(options.onLine ? { onLine: options.onLine } : {}),
    });
    await untilItAnswers(child, () => ping(port));
    return {
      name: 'clickhouse',
      pid: child.pid,
      port,
      url: `http://croupier:${options.password}@127.0.0.1:${port}/croupier`,
      exited: child.exited,
      stop: async () => void (await child.stop(['SIGTERM', 'SIGKILL'])),
    };
  });
}

async function ping(port: number): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/ping`, { signal: AbortSignal.timeout(5_000) });
  if ((await response.text()) !== 'Ok.\n') throw new Error(`port ${port} is not ClickHouse`);
}
