import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';

/** So much leaves before the turn ends: whoever reads may begin. */
const MOST_HELD_BYTES = 16 * 1024;

/**
 * What is sent in one turn of the event loop leaves together: a socket that carries many people's operations pays a system call
 * a turn, not one for every frame. `stream` is what the socket writes to.
 */
export function sendTogether(socket: WebSocket, stream: Duplex): void {
  const send = socket.send.bind(socket) as (...args: unknown[]) => void;
  let holding = false;
  const release = (): void => {
    holding = false;
    stream.uncork();
  };
  socket.send = (...args: unknown[]) => {
    if (!holding) {
      holding = true;
      stream.cork();
      setImmediate(release);
    }
    send(...args);
    if (stream.writableLength < MOST_HELD_BYTES) return;
    stream.uncork();
    stream.cork();
  };
}
