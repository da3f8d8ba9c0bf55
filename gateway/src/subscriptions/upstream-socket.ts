import { sendTogether } from '@croupier/kit';
import { WebSocket } from 'ws';
import { PROTOCOL, readMessage, readNext } from './wire.ts';

/** What becomes of one operation on a socket. */
export interface UpstreamListener {
  /** an answer in JSON: a view on the socket's buffer, to be copied by whoever keeps it */
  next(payload: Buffer): void;
  /** the subgraph's refusal, as JSON of its errors */
  refused(errors: unknown): void;
  complete(): void;
  /** the socket is gone; nothing more comes */
  dropped(problem: string): void;
}

export interface UpstreamSocketOptions {
  url: string;
  /** payload of `connection_init`, asked anew for every connection */
  init: () => Promise<Record<string, unknown> | undefined>;
  pingEveryMs?: number;
  pongWithinMs?: number;
  idleCloseMs?: number;
}

const MOST_BYTES = 16 * 1024 * 1024;

/** One graphql-transport-ws connection to a subgraph that carries many operations. It connects when needed and closes when idle. */
export class UpstreamSocket {
  readonly #options: Required<UpstreamSocketOptions>;
  readonly #listeners = new Map<string, UpstreamListener>();
  /** subscribe messages that wait for the acknowledgement */
  #waiting = new Map<string, string>();
  #socket: WebSocket | null = null;
  #acknowledged = false;
  /** this peer writes a `next` as graphql-ws does, nothing after its payload: seen once, then believed */
  #plain = false;
  #lastId = 0;
  #timers: NodeJS.Timeout[] = [];
  #idle: NodeJS.Timeout | undefined;
  #pongMissing: NodeJS.Timeout | undefined;

  constructor(options: UpstreamSocketOptions) {
    this.#options = { pingEveryMs: 10_000, pongWithinMs: 5_000, idleCloseMs: 30_000, ...options };
  }

  /** Operations under way. */
  get load(): number {
    return this.#listeners.size;
  }

  /** Starts an operation; the answer ends it. */
  subscribe(payload: object, listener: UpstreamListener): () => void {
    const id = String(++this.#lastId);
    const message = JSON.stringify({ id, type: 'subscribe', payload });
    clearTimeout(this.#idle);
    this.#listeners.set(id, listener);
    if (this.#acknowledged) this.#socket!.send(message);
    else this.#waiting.set(id, message);
    this.#socket ??= this.#connect();
    return () => {
      if (!this.#listeners.delete(id)) return;
      if (!this.#waiting.delete(id) && this.#acknowledged) this.#socket?.send(JSON.stringify({ id, type: 'complete' }));
      this.#restWhenIdle();
    };
  }

  close(): void {
    this.#socket?.close(1000, 'Normal closure');
    this.#lost('closed');
  }

  #connect(): WebSocket {
    const { url, init, pongWithinMs } = this.#options;
    const socket = new WebSocket(url.replace(/^http/, 'ws'), PROTOCOL, {
      perMessageDeflate: false,
      maxPayload: MOST_BYTES,
      handshakeTimeout: pongWithinMs,
    });
    const lose = (problem: string): void => void (this.#socket === socket && this.#lost(problem));
    const fail = (error: unknown): void => {
      lose(error instanceof Error ? error.message : String(error));
      socket.terminate();
    };
    socket.on('upgrade', (response) => sendTogether(socket, response.socket));
    socket.on('open', () => {
      this.#timers.push(setTimeout(() => this.#acknowledged || fail('no connection_ack'), pongWithinMs).unref());
      init().then((payload) => socket.send(JSON.stringify({ type: 'connection_init', payload })), fail);
    });
    socket.on('message', (data: Buffer) => void (this.#socket === socket && this.#hear(data)));
    socket.on('error', fail);
    socket.on('close', (code) => lose(`closed with ${code}`));
    return socket;
  }

  #hear(data: Buffer): void {
    const next = this.#plain ? readNext(data) : null;
    if (next) return this.#listeners.get(next.id)?.next(next.payload);
    const message = readMessage(data);
    const id = message?.id ?? '';
    switch (message?.type) {
      case 'next':
        this.#plain = Object.keys(message).length === 3 && readNext(data) !== null;
        return this.#listeners.get(id)?.next(Buffer.from(JSON.stringify(message.payload)));
      case 'error':
        return this.#take(id)?.refused(message.payload);
      case 'complete':
        return this.#take(id)?.complete();
      case 'connection_ack':
        return this.#begin();
      case 'ping':
        return this.#socket!.send('{"type":"pong"}');
      case 'pong':
        return clearTimeout(this.#pongMissing);
      default:
        this.#socket!.close(4400, 'Invalid message received');
    }
  }

  #begin(): void {
    const { pingEveryMs, pongWithinMs } = this.#options;
    const socket = this.#socket!;
    this.#acknowledged = true;
    for (const message of this.#waiting.values()) socket.send(message);
    this.#waiting = new Map();
    this.#restWhenIdle();
    const ping = (): void => {
      socket.send('{"type":"ping"}');
      clearTimeout(this.#pongMissing);
      this.#pongMissing = setTimeout(() => socket.terminate(), pongWithinMs).unref();
    };
    this.#timers.push(setInterval(ping, pingEveryMs).unref());
  }

  #take(id: string): UpstreamListener | undefined {
    const listener = this.#listeners.get(id);
    this.#listeners.delete(id);
    this.#restWhenIdle();
    return listener;
  }

  #restWhenIdle(): void {
    if (this.#listeners.size > 0 || !this.#socket) return;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.close(), this.#options.idleCloseMs).unref();
  }

  #lost(problem: string): void {
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
    clearTimeout(this.#idle);
    clearTimeout(this.#pongMissing);
    this.#socket = null;
    this.#acknowledged = false;
    this.#plain = false;
    this.#waiting = new Map();
    const listeners = [...this.#listeners.values()];
    this.#listeners.clear();
    for (const listener of listeners) listener.dropped(problem);
  }
}
