import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer, type RawData } from 'ws';
import type { Session, SessionKeeper } from './session.ts';

const PROTOCOL = 'graphql-transport-ws';
const MAX_WAITING_BYTES = 4 * 1024 * 1024;
const MAX_EARLY_MESSAGES = 100;
const FORBIDDEN = 4403;
const TRY_AGAIN_LATER = 1013;

export interface SocketDoor {
  close(): void;
}

export interface SocketSettings {
  gatewayUrl: string;
  webOrigin: string;
  sessions: SessionKeeper;
}

/** Lets the browser's graph sockets through to the gateway: own Origin only, and with the token of the session cookie. */
export function openSocketDoor(server: Server, settings: SocketSettings): SocketDoor {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: 256 * 1024,
    handleProtocols: (offered) => (offered.has(PROTOCOL) ? PROTOCOL : false),
  });
  const cookies = new WeakMap<IncomingMessage, string>();
  sockets.on('headers', (headers, req) => {
    const setCookie = cookies.get(req);
    if (setCookie) headers.push(`Set-Cookie: ${setCookie}`);
  });
  server.on('upgrade', (req, socket, head) => {
    socket.on('error', () => socket.destroy());
    const path = new URL(req.url ?? '/', 'http://web').pathname;
    if (path !== '/graphql') return refuseUpgrade(socket, '404 Not Found');
    if (req.headers.origin !== settings.webOrigin) return refuseUpgrade(socket, '403 Forbidden');
    void settings.sessions.open(req.headers.cookie).then(({ session, setCookie }) => {
      if (setCookie) cookies.set(req, setCookie);
      sockets.handleUpgrade(req, socket, head, (browser) => join(browser, session, settings.gatewayUrl));
    });
  });
  return {
    close: () => {
      for (const browser of sockets.clients) browser.close(1001, 'going away');
      sockets.close();
    },
  };
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** Joins one browser socket to a socket of its own at the gateway. */
function join(browser: WebSocket, session: Session | null, gatewayUrl: string): void {
  // Refused after the handshake: a browser tells scripts a close code, but writes a refused handshake to its console.
  if (!session) return browser.close(FORBIDDEN, 'sign in first');
  const gateway = new WebSocket(`${gatewayUrl.replace(/^http/, 'ws')}/graphql`, PROTOCOL, { handshakeTimeout: 10_000 });
  const early: string[] = [];
  browser.on('message', (data) => {
    const message = withOwnInit(data, session);
    if (gateway.readyState === WebSocket.OPEN) forward(gateway, message, [browser, gateway]);
    else if (early.length < MAX_EARLY_MESSAGES) early.push(message);
    else browser.close(TRY_AGAIN_LATER, 'too early');
  });
  gateway.on('open', () => early.splice(0).forEach((message) => gateway.send(message)));
  gateway.on('message', (data) => forward(browser, textOf(data), [browser, gateway]));
  gateway.on('close', (code, reason) => browser.close(closeCode(code), reason.toString().slice(0, 100)));
  gateway.on('error', () => browser.close(TRY_AGAIN_LATER, 'the platform does not answer'));
  browser.on('close', () => gateway.close());
  browser.on('error', () => browser.terminate());
}

/** The browser's connection_init is answered for by us: whatever it carries is replaced by the session's token. */
function withOwnInit(data: RawData, session: Session): string {
  const text = textOf(data);
  if (!text.includes('connection_init')) return text;
  const message = parse(text);
  if (message?.type !== 'connection_init') return text;
  return JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${session.accessToken}` } });
}

function forward(to: WebSocket, message: string, both: WebSocket[]): void {
  if (to.bufferedAmount > MAX_WAITING_BYTES)
    both.forEach((socket) => socket.close(TRY_AGAIN_LATER, 'reads too slowly'));
  else if (to.readyState === WebSocket.OPEN) to.send(message);
}

function textOf(data: RawData): string {
  return Array.isArray(data) ? Buffer.concat(data).toString() : Buffer.from(data as Buffer).toString();
}

function parse(text: string): { type?: unknown } | null {
  try {
    return JSON.parse(text) as { type?: unknown };
  } catch {
    return null; // the gateway closes malformed sockets in its own words
  }
}

/** 1005, 1006 and 1015 are told to us and may not be sent by us. */
function closeCode(code: number): number {
  return code === 1000 || code === 1001 || code >= 3000 ? code : TRY_AGAIN_LATER;
}
