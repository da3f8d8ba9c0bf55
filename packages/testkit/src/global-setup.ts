import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  generateSecrets,
  natsUsers,
  prepareRoles,
  readOrCreateSecrets,
  startNats,
  startPostgres,
  withClient,
} from '@croupier/infra';
import type { RunningServer } from '@croupier/infra';
import type { TestProject } from 'vitest/node';

/** PostgreSQL and NATS once per run, in a folder that is gone afterwards. ClickHouse starts where a test wants it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'croupier-test-'));
  const running: RunningServer[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(running.map((server) => server.stop()));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const { POSTGRES_URL, NATS_URL, CLICKHOUSE_URL } = process.env;
    // Roles on a server that stays are given passwords that stay.
    const secrets = POSTGRES_URL ? readOrCreateSecrets('.croupier-test') : generateSecrets();
    if (!POSTGRES_URL) {
      // What a test wrote need not survive a power cut; everything else is as in production.
      const settings = { fsync: 'off', full_page_writes: 'off', max_connections: '300', jit: 'off' };
      running.push(
        await startPostgres({ dataDir: join(folder, 'postgres'), password: secrets.postgresPassword, settings }),
      );
    }
    const postgresAdminUrl = POSTGRES_URL ?? (running[0] as RunningServer).url;
    await withClient(postgresAdminUrl, (admin) => prepareRoles(admin, secrets));
    const nats = NATS_URL
      ? undefined
      : await startNats({ dataDir: join(folder, 'nats'), users: natsUsers(secrets.natsPasswords) });
    if (nats) running.push(nats);
    const natsUrl = NATS_URL ?? (nats as RunningServer).url;
    project.provide('croupier', {
      postgresAdminUrl,
      natsUrl,
      ownNats: !NATS_URL,
      clickhouseUrl: CLICKHOUSE_URL ?? null,
      secrets,
    });
    return stop;
  } catch (cause) {
    await stop();
    throw cause;
  }
}
