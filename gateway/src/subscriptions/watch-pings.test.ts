import { WebSocketServer, WebSocket } from 'ws';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { watchPings } from './watch-pings.ts';

test('a socket that answers no ping is ended, one that answers stays', async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await new Promise((resolve) => server.once('listening', resolve));
  const stop = watchPings(server, { everyMs: 40, silentMs: 200 });
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const [silent, alive] = [new WebSocket(url, { autoPong: false }), new WebSocket(url)];
  await new Promise((resolve) => silent.once('close', resolve));
  expect(alive.readyState).toBe(WebSocket.OPEN);
  stop();
  alive.terminate();
  server.close();
});
