import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { billionths } from '../amount.ts';
import type { House } from '../house.ts';
import type { Player } from '../vocabulary.ts';
import type { Break } from './broken-rules.testing.ts';
import { PROVIDER, SECRET, WrongWallet } from './wrong-wallet.testing.ts';

/** The wallet behind a socket, and the house that knows its players. */
export async function startWrongWallet(broken: Break | null) {
  const wallet = new WrongWallet(broken);
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = request.url ?? '';
      const text = Buffer.concat(chunks).toString();
      void wallet.answer(path.split('/').at(-1) ?? '', text, request.headers, path).then(([status, body]) => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const accountOf = ({ playerId }: Player) => wallet.accounts.get(playerId)!;
  const house: House = {
    player: async ({ currency = 'EUR' }) => {
      const playerId = randomUUID();
      const token = wallet.open(playerId, currency, 1000n * 10n ** 9n);
      return { playerId, token, games: ['dice', 'coinflip'], currency, balance: '1000.00' };
    },
    expireSession: async (player) => accountOf(player).tokens.forEach((session) => (session.expired = true)),
    secondSession: async (player) => {
      const token = randomUUID();
      accountOf(player).tokens.set(token, { expired: false });
      return token;
    },
    block: async (player) => void (accountOf(player).blocked = true),
    selfExclude: async (player) => void (accountOf(player).blocked = true),
    deposit: async (player, amount) => void (accountOf(player).balance += billionths(amount)),
  };
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url, house, credentials: { provider: PROVIDER, secret: SECRET }, stop };
}
