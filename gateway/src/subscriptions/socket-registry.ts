import type { WebSocket } from 'ws';
import { type Caller, nameOf } from '../identity/caller.ts';

/** The open sockets by who holds them. */
export interface SocketRegistry {
  add(socket: WebSocket, caller: Caller): void;
  remove(socket: WebSocket): void;
  count(caller: Caller): number;
  /** Closes a session's sockets with 4403. */
  closeSession(sessionId: string): void;
  /** The sessions that hold sockets. */
  sessionIds(): Set<string>;
  stop(): void;
}

const FORBIDDEN = 4403;
const CLOSE_WITHIN_MS = 2_000;

/** A socket lives as long as its session: those whose session has reached its end are closed within a second. */
export function createSocketRegistry(): SocketRegistry {
  const callers = new Map<WebSocket, Caller>();
  const counts = new Map<string, number>();
  const sessionIdOf = ({ identity }: Caller): string | null => (identity.kind === 'user' ? identity.sessionId : null);
  const close = (socket: WebSocket): void => {
    socket.close(FORBIDDEN, 'The session has ended');
    setTimeout(() => socket.terminate(), CLOSE_WITHIN_MS).unref();
  };
  const timer = setInterval(() => {
    for (const [socket, { sessionEndsAtMs }] of callers)
      if (sessionEndsAtMs !== null && sessionEndsAtMs <= Date.now()) close(socket);
  }, 1_000);
  timer.unref();
  return {
    add(socket, caller) {
      callers.set(socket, caller);
      counts.set(nameOf(caller), (counts.get(nameOf(caller)) ?? 0) + 1);
    },
    remove(socket) {
      const caller = callers.get(socket);
      if (!caller) return;
      callers.delete(socket);
      const left = (counts.get(nameOf(caller)) ?? 1) - 1;
      if (left > 0) counts.set(nameOf(caller), left);
      else counts.delete(nameOf(caller));
    },
    count: (caller) => (caller.identity.kind === 'anonymous' ? 0 : (counts.get(nameOf(caller)) ?? 0)),
    closeSession(sessionId) {
      for (const [socket, caller] of callers) if (sessionIdOf(caller) === sessionId) close(socket);
    },
    sessionIds: () => new Set([...callers.values()].map(sessionIdOf).filter((id) => id !== null)),
    stop: () => clearInterval(timer),
  };
}
