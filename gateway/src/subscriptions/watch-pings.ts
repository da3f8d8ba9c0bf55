import type { WebSocket, WebSocketServer } from 'ws';

export interface PingTimes {
  everyMs: number;
  silentMs: number;
}

const PARTS = 20;

/** Pings every socket and ends those that answered none for 60 s; a part of them at a time, so that it is no burst. Answers how to stop. */
export function watchPings(
  server: WebSocketServer,
  { everyMs, silentMs }: PingTimes = { everyMs: 20_000, silentMs: 60_000 },
): () => void {
  const parts = Array.from({ length: PARTS }, () => new Set<WebSocket>());
  const heardAtMs = new WeakMap<WebSocket, number>();
  function heard(this: WebSocket): void {
    heardAtMs.set(this, Date.now());
  }
  let turn = 0;
  server.on('connection', (socket: WebSocket) => {
    // The part that was pinged last: its first ping comes after a whole round.
    const part = parts[turn]!;
    part.add(socket);
    heardAtMs.set(socket, Date.now());
    socket.on('pong', heard);
    socket.once('close', () => part.delete(socket));
  });
  const timer = setInterval(() => {
    turn = (turn + 1) % PARTS;
    for (const socket of parts[turn]!) {
      if (Date.now() - (heardAtMs.get(socket) ?? 0) >= silentMs) socket.terminate();
      else if (socket.readyState === socket.OPEN) socket.ping();
    }
  }, everyMs / PARTS);
  timer.unref();
  return () => clearInterval(timer);
}
