import { WebSocketServer, WebSocket } from 'ws';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { createEventQueue } from './event-queue.ts';
import { watchPings } from './watch-pings.ts';

test('a reader that falls behind loses the oldest events, and reads what waits before the end', async () => {
  const queue = createEventQueue<number>(3);
  for (const event of [1, 2, 3, 4, 5]) queue.push(event);
  queue.end();
  queue.push(6);
  expect([await queue.take(), await queue.take(), await queue.take(), await queue.take(), await queue.take()]).toEqual([
    3,
    4,
    5,
    null,
    null,
  ]);
});

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
