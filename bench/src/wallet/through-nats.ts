import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { askLaneHeads, type Command } from '@croupier/contracts';
import { generateSecrets, natsUrl, natsUsers, startNats } from '@croupier/infra';
import { connectAsk, connectNats, createLog } from '@croupier/kit';
import { exportJWK, generateKeyPair } from 'jose';
import { LedgerCommands } from '../../../subgraphs/games/src/ledger-commands.ts';
import { createLedger } from '../../../subgraphs/wallet/src/index.ts';
import { openBooks } from './books.ts';
import { type Contender, inTurn } from './contender.ts';
import { betting, playersOf } from './this-wallet.ts';

const MAIN = fileURLToPath(new URL('../../../subgraphs/wallet/src/main.ts', import.meta.url));
const READY_WITHIN_MS = 60_000;

/** The wallet's service in a process of its own, asked as games asks it: commands of one tick share a message of NATS. */
export async function throughNats(databaseUrl: string): Promise<Contender> {
  const { natsPasswords } = generateSecrets();
  const folder = mkdtempSync(join(tmpdir(), 'croupier-bench-nats-'));
  const server = await startNats({ dataDir: folder, users: natsUsers(natsPasswords) });
  const urlOf = (name: 'games' | 'wallet') => natsUrl(server, { name, password: natsPasswords[name] });
  const { publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const key = JSON.stringify(await exportJWK(publicKey));
  const environment = { PORT: '0', DATABASE_URL: databaseUrl, NATS_URL: urlOf('wallet'), GATEWAY_VERIFY_KEY: key };
  // The players come first: the demo's and the PSP's money is not for games to give.
  const ledger = await createLedger({ databaseUrl });
  const next = inTurn(await playersOf(ledger.execute));
  await ledger.stop();
  const child = spawn(process.execPath, [...process.execArgv, MAIN], {
    env: { ...process.env, ...environment, LOG_LEVEL: 'error' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const nats = await connectNats(urlOf('games'), createLog('bench', 'error'));
  const ask = connectAsk(nats);
  for (const until = Date.now() + READY_WITHIN_MS; ;) {
    const answered = await ask(askLaneHeads, {}, { timeoutMs: 500 }).then(
      () => true,
      () => false,
    );
    if (answered) break;
    if (Date.now() > until) throw new Error('the wallet did not come up');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const commands = new LedgerCommands(ask);
  const books = await openBooks(databaseUrl);
  return {
    name: 'b  through NATS',
    ask: betting((command) => commands.send(command as Command), next),
    check: (operations) => books.check('the wallet through NATS', operations),
    async stop() {
      await nats.close();
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
      await server.stop();
      await books.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
