/** Starts and stops the three servers as whoever runs this: a test runs it as an ordinary user. */
import { join } from 'node:path';
import { startClickhouse } from '../../clickhouse/start.ts';
import { natsUsers } from '../../nats-users.ts';
import { startNats } from '../../nats.ts';
import { startPostgres } from '../../postgres.ts';
import { generateSecrets } from '../../secrets.ts';

const folder = process.env['STATE_DIR'] as string;
const secrets = generateSecrets();
const servers = await Promise.all([
  startPostgres({ dataDir: join(folder, 'postgres'), password: secrets.postgresPassword }),
  startNats({ dataDir: join(folder, 'nats'), users: natsUsers(secrets.natsPasswords) }),
  startClickhouse({ dataDir: join(folder, 'clickhouse'), password: secrets.clickhousePassword }),
]);
console.log(`user ${process.getuid?.()} runs ${servers.map((server) => server.name).join(' ')}`);
await Promise.all(servers.map((server) => server.stop()));
