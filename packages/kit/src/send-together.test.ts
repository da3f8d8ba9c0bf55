import { Duplex } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { sendTogether } from './send-together.ts';

function aSocket(): { socket: WebSocket; writes: string[] } {
  const writes: string[] = [];
  const stream = new Duplex({
    writev(chunks, done) {
      writes.push(chunks.map(({ chunk }) => String(chunk)).join(''));
      done();
    },
  });
  const socket = { send: (data: string) => void stream.write(data) } as WebSocket;
  sendTogether(socket, stream);
  return { socket, writes };
}

it('what is sent in one turn is one write, and the next turn’s is another', async () => {
  const { socket, writes } = aSocket();
  socket.send('a');
  await new Promise((resolve) => process.nextTick(resolve));
  socket.send('b');
  expect(writes).toEqual([]);
  await setImmediate();
  expect(writes).toEqual(['ab']);
  socket.send('c');
  await setImmediate();
  expect(writes).toEqual(['ab', 'c']);
});

it('much does not wait for the end of the turn', async () => {
  const { socket, writes } = aSocket();
  const frame = '.'.repeat(1_000);
  for (let count = 0; count < 40; count++) socket.send(frame);
  expect(writes.map(({ length }) => length)).toEqual([17_000, 17_000]);
  await setImmediate();
  expect(writes.map(({ length }) => length)).toEqual([17_000, 17_000, 6_000]);
});
