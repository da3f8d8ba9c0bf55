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

const TMPFS = 0x01021994;

export interface BenchServer {
  /** The wallet's migrated database, as the wallet's service gets it. */
  walletUrl: string;
  /** An empty database for the peers. */
  peersUrl: string;
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
      await admin.query('create database peers');
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
    return { walletUrl: urls.app, peersUrl: server.url.replace(/\/postgres$/, '/peers'), remarks, stop };
  } catch (cause) {
    await stop();
    throw cause;
  }
}
