import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createDatabase,
  generateSecrets,
  grantRoomAccess,
  migrateDatabase,
  prepareRoles,
  roomDatabaseUrls,
  startPostgres,
  withClient,
} from '@croupier/infra';
import { postgresCpuMicros } from './postgres-cpu.ts';

const TMPFS = 0x01021994;

export interface BenchServer {
  /** A fresh database with the wallet's tables: the wallet's service gets `app`, `owner` may make functions. */
  database(name: string): Promise<{ app: string; owner: string }>;
  /** What its processes have used so far, in microseconds. */
  cpuMicros(): number;
  /** What a reader must know of the place where it writes. */
  remarks: string[];
  stop(): Promise<void>;
}

/** A PostgreSQL of the bench's own in a folder of its own; throws unless every commit is on disk before it is answered. */
export async function startBenchServer(): Promise<BenchServer> {
  const folder = mkdtempSync(join(tmpdir(), 'croupier-bench-'));
  const secrets = generateSecrets();
  const server = await startPostgres({ dataDir: folder, password: secrets.appPasswords.wallet });
  const stop = async (): Promise<void> => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const database = 'croupier_wallet';
    const urls = roomDatabaseUrls(server.url, secrets, 'wallet', database);
    const durability = await withClient(server.url, async (admin) => {
      await prepareRoles(admin, secrets);
      await createDatabase(admin, 'wallet', database);
      const { rows } = await admin.query<{ name: string; setting: string }>(
        `select name, setting from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes') order by name`,
      );
      return rows.map(({ name, setting }) => `${name}=${setting}`);
    });
    if (durability.some((line) => !line.endsWith('=on'))) throw new Error(`not durable: ${durability.join(' ')}`);
    await grantRoomAccess(server.url, 'wallet', database);
    await migrateDatabase('wallet', urls.owner);
    const inMemory = statfsSync(folder).type === TMPFS;
    const remarks = [
      `PostgreSQL: ${durability.join(' ')}`,
      ...(inMemory ? ['NOT COMPARABLE: its folder is in memory (tmpfs)'] : []),
    ];
    const copy = async (name: string): Promise<{ app: string; owner: string }> => {
      await withClient(server.url, (admin) => createDatabase(admin, 'wallet', `${database}_${name}`, database));
      return roomDatabaseUrls(server.url, secrets, 'wallet', `${database}_${name}`);
    };
    return { database: copy, cpuMicros: () => postgresCpuMicros(server.pid), remarks, stop };
  } catch (cause) {
    await stop();
    throw cause;
  }
}
