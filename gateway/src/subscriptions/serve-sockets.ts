import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Gauge } from '@croupier/kit';
import type { FastifyInstance } from 'fastify';
import { type WebSocket, WebSocketServer } from 'ws';
import type { SubscriptionDoor } from './door.ts';
import { SocketSession } from './socket-session.ts';
import { watchPings } from './watch-pings.ts';
import { CLOSE, PROTOCOL } from './wire.ts';

export interface SocketDoor extends SubscriptionDoor {
  /** origins that browsers may come from; null lets everybody in. Programs send none and are let in. */
  allowedOrigins: string[] | null;
  openSockets?: Gauge;
}

const PATH = '/graphql';

/** Mounts graphql-transport-ws on the server's /graphql. */
export function serveSockets(app: FastifyInstance, door: SocketDoor): void {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: door.limits.messageBytes,
    perMessageDeflate: false, // sessions write whole frames past it
    handleProtocols: (offered) => (offered.has(PROTOCOL) ? PROTOCOL : false),
  });
  const sessions = new WeakMap<WebSocket, SocketSession>();
  // Functions for all sockets instead of some for each: there may be very many.
  function hear(this: WebSocket, data: Buffer): void {
    sessions.get(this)!.hear(data);
  }
  function fail(this: WebSocket, error: Error): void {
    door.log.debug({ problem: error.message }, 'a socket failed');
  }
  function end(this: WebSocket): void {
    door.openSockets?.dec();
    sessions.get(this)!.ended();
  }
  const stopPings = watchPings(server);
  server.on('connection', (socket: WebSocket, _request: IncomingMessage, session: SocketSession) => {
    door.openSockets?.inc();
    sessions.set(socket, session);
    socket.on('message', hear).on('error', fail).on('close', end);
  });
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const problem = problemOf(request, door.allowedOrigins);
    if (problem) {
      door.refused(problem.slice(0, 3));
      return refuse(socket, problem);
    }
    server.handleUpgrade(request, socket, head, (open) => {
      const session = new SocketSession(open, socket, door.addressOf(request), door);
      const admitted = door.connections.add(session);
      server.emit('connection', open, request, session);
      if (open.protocol !== PROTOCOL) session.refuse(CLOSE.noProtocol);
      else if (!admitted) session.refuse(CLOSE.tooManySockets);
    });
  };
  app.server.on('upgrade', onUpgrade);
  app.addHook('preClose', async () => {
    app.server.off('upgrade', onUpgrade);
    stopPings();
    door.connections.stop();
    await new Promise((resolve) => server.close(resolve));
  });
}

function refuse(socket: Duplex, problem: string): void {
  socket.end(`HTTP/1.1 ${problem}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function problemOf(request: IncomingMessage, allowedOrigins: string[] | null): string | null {
  if ((request.url ?? '').split('?')[0] !== PATH) return '404 Not Found';
  const { origin } = request.headers;
  return origin !== undefined && allowedOrigins !== null && !allowedOrigins.includes(origin) ? '403 Forbidden' : null;
}
