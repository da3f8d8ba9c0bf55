/** The wallet with a PostgreSQL and a broker of its own, so that they can be killed without a house around them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectAsk, connectNats, createLog, startSubgraph } from '@croupier/kit';
import {
  databaseUrls,
  generateSecrets,
  migrateDatabase,
  natsUrl,
  natsUsers,
  nodeArguments,
  prepareDatabases,
  publicKeyOf,
  REPOSITORY,
  startNats,
  startPostgres,
} from '@croupier/infra';
import { walletConfig, walletSubgraph } from '../../subgraphs/wallet/src/index.ts';

export interface WalletProcess {
  pid: number;
  /** the signal that ended it, or null: it went by itself */
  ended: Promise<NodeJS.Signals | null>;
  hasEnded(): boolean;
  isStopped(): boolean;
  signal(signal: NodeJS.Signals): void;
}

export async function loneWallet() {
  const folder = mkdtempSync(join(tmpdir(), 'croupier-lone-'));
  const secrets = generateSecrets();
  const options = { dataDir: join(folder, 'postgres'), password: secrets.postgresPassword };
  const [firstPostgres, broker] = await Promise.all([
    startPostgres(options),
    startNats({ dataDir: join(folder, 'nats'), users: natsUsers(secrets.natsPasswords) }),
  ]);
  let postgres = firstPostgres;
  await prepareDatabases({ adminUrl: postgres.url, secrets });
  const { app, owner } = databaseUrls(postgres.url, secrets).wallet;
  await migrateDatabase('wallet', owner);
  const url = (name: 'wallet' | 'games' | 'users' | 'payments') =>
    natsUrl(broker, { name, password: secrets.natsPasswords[name] });
  const connections = await Promise.all(
    (['games', 'users', 'payments'] as const).map((name) => connectNats(url(name), createLog('e2e', 'error'))),
  );
  const [games, users, payments] = connections.map((nats) => connectAsk(nats));
  const running = new Set<WalletProcess>();
  const environment = {
    ...{ PORT: '0', DATABASE_URL: app, NATS_URL: url('wallet'), LOG_LEVEL: 'error' },
    GATEWAY_VERIFY_KEY: publicKeyOf(secrets.gatewaySigningKey),
  };
  // One in this process outlives the others.
  const survivor = await startSubgraph(walletSubgraph(walletConfig.parse(environment)));

  return {
    ...{ databaseUrl: app, games: games!, users: users!, payments: payments! },
    /** One more process of the wallet; `fault` as in CROUPIER_FAULT. */
    start(fault: string): WalletProcess {
      const child = spawn(process.execPath, nodeArguments('subgraphs/wallet/src/main.ts'), {
        cwd: REPOSITORY,
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...environment, PATH: process.env['PATH'], CROUPIER_FAULT: fault },
      });
      const wallet: WalletProcess = {
        pid: child.pid!,
        ended: once(child, 'exit').then(([, signal]) => signal as NodeJS.Signals | null),
        hasEnded: () => child.exitCode !== null || child.signalCode !== null,
        isStopped: () => /\) (\w)/.exec(readFileSync(`/proc/${child.pid}/stat`, 'utf8'))?.[1] === 'T',
        signal: (signal) => void child.kill(signal),
      };
      running.add(wallet);
      void wallet.ended.then(() => running.delete(wallet));
      return wallet;
    },
    /** kill -9 of the postmaster, and a start over what it left. */
    async killPostgres(): Promise<void> {
      process.kill(postgres.pid, 'SIGKILL');
      await postgres.exited;
      postgres = await startPostgres({ ...options, port: postgres.port });
    },
    async stop(): Promise<void> {
      for (const wallet of running) wallet.signal('SIGKILL');
      await Promise.all([...running].map(({ ended }) => ended));
      await survivor.stop();
      await Promise.all(connections.map((nats) => nats.close()));
      await Promise.all([postgres.stop(), broker.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
export type LoneWallet = Awaited<ReturnType<typeof loneWallet>>;
