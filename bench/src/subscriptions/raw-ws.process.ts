/** The limit: `ws` alone. A socket says which wallet it wants; every change is serialised once and sent to its sockets. */
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Change, createBalanceFeed } from './balance-feed.ts';
import { servePeer, settingsOf } from './peer.ts';

const feed = createBalanceFeed(settingsOf<{ wallets: number }>().wallets);
const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
const rooms = new Map<string, Set<WebSocket>>();
const textOf = (change: Change): string =>
  JSON.stringify({ id: 's', type: 'next', payload: { data: { balanceChanged: change } } });

server.on('connection', (socket) => {
  socket.once('message', (data: Buffer) => {
    const walletId = String(data);
    let room = rooms.get(walletId);
    if (!room) {
      const sockets = (room = new Set());
      rooms.set(walletId, room);
      feed.follow(walletId, (change) => {
        const text = textOf(change);
        for (const each of sockets) each.send(text);
      });
    }
    room.add(socket);
    socket.once('close', () => room.delete(socket));
    socket.send(textOf(feed.present(walletId)));
  });
});
server.once('listening', () =>
  servePeer(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, {
    emitted: feed.emitted,
    onOrder: feed.onOrder,
  }),
);
