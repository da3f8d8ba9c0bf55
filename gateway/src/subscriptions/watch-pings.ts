import type { WebSocketServer } from 'ws';

export interface PingTimes {
  everyMs: number;
  silentMs: number;
}

/** Pings every socket and ends those that answered none for 60 s. Answers how to stop. */
export function watchPings(
  server: WebSocketServer,
  { everyMs, silentMs }: PingTimes = { everyMs: 20_000, silentMs: 60_000 },
): () => void {
  const heardAtMs = new WeakMap<object, number>();
  server.on('connection', (socket) => {
    heardAtMs.set(socket, Date.now());
    socket.on('pong', () => heardAtMs.set(socket, Date.now()));
  });
  const timer = setInterval(() => {
    for (const socket of server.clients) {
      if (Date.now() - (heardAtMs.get(socket) ?? 0) >= silentMs) socket.terminate();
      else if (socket.readyState === socket.OPEN) socket.ping();
    }
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
