import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GraphqlParameters } from '../http/read-request.ts';
import type { Caller } from '../identity/caller.ts';
import { refusal } from '../supergraph/request-refused.ts';
import type { Connection } from './connections.ts';
import { runFor, type SubscriptionDoor } from './door.ts';
import type { LiveStream } from './follow-stream.ts';
import type { Close } from './wire.ts';

/** Answers one operation of one request as an event stream. Throws RequestRefused before anything was sent. */
export type AnswerWithEvents = (
  request: FastifyRequest,
  reply: FastifyReply,
  parameters: GraphqlParameters,
) => Promise<void>;

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // Proxies would keep small events back.
  'x-accel-buffering': 'no',
};
const KEEP_ALIVE_MS = 12_000;
const COMPLETE = 'event: complete\ndata: \n\n';
const NEXT = Buffer.from('event: next\ndata: ');
const END = Buffer.from('\n\n');
const LINE_FEED = 0x0a;

/** Whether a request asks for GraphQL over Server-Sent Events (distinct connections mode). */
export const wantsEvents = (accept: string | undefined): boolean =>
  (accept ?? '').slice(0, 1_000).split(',').some((range) => range.trim().toLowerCase().startsWith('text/event-stream')); // prettier-ignore

/** For those who cannot hold sockets: the same authorisation, limits and federation over an answer that does not end. */
export function createEventAnswers(door: SubscriptionDoor): AnswerWithEvents {
  return async (request, reply, parameters) => {
    const address = door.addressOf(request.raw);
    const caller = await door.identify(request.headers.authorization, address);
    const connection = new EventStream(reply, caller, address);
    const { connections } = door;
    if (!connections.admits(connection, caller) || !connections.add(connection)) {
      throw refusal('RATE_LIMITED', 'Too many streams', { status: 429, always: true });
    }
    connections.identified(connection, caller);
    try {
      connection.begin(runFor(connection, parameters, caller, door), () => connections.remove(connection));
    } catch (error) {
      connections.remove(connection);
      throw error;
    }
  };
}

class EventStream implements Connection {
  behindSinceMs: number | null = null;
  #stream: LiveStream | null = null;
  #keepAlive: NodeJS.Timeout | undefined;

  constructor(
    private readonly reply: FastifyReply,
    readonly caller: Caller,
    readonly address: string,
  ) {}

  begin(stream: LiveStream, onEnd: () => void): void {
    const { raw } = this.reply;
    this.#stream = stream;
    this.reply.hijack();
    raw.writeHead(200, HEADERS);
    raw.flushHeaders();
    this.#keepAlive = setInterval(() => void (this.behindSinceMs ?? raw.write(':\n\n')), KEEP_ALIVE_MS).unref();
    raw.on('error', () => undefined);
    raw.on('drain', () => {
      this.behindSinceMs = null;
      stream.resume();
    });
    raw.on('close', () => {
      clearInterval(this.#keepAlive);
      stream.close();
      onEnd();
    });
    // Whoever left while this was prepared is heard of no more.
    if (raw.destroyed) raw.emit('close');
  }

  keepsUp(): boolean {
    return this.behindSinceMs === null;
  }

  next(payload: Buffer): void {
    const { raw } = this.reply;
    if (raw.writableEnded || raw.destroyed) return;
    const line = payload.includes(LINE_FEED) ? Buffer.from(JSON.stringify(JSON.parse(String(payload)))) : payload;
    if (!raw.write(Buffer.concat([NEXT, line, END]))) this.behindSinceMs ??= Date.now();
  }

  end(): void {
    const { raw } = this.reply;
    if (!raw.writableEnded) raw.end(COMPLETE);
  }

  close([code, reason]: Close): void {
    const extensions = { code: code === 4403 ? 'UNAUTHENTICATED' : 'PROVIDER_UNAVAILABLE' };
    this.#stream?.close();
    this.next(Buffer.from(JSON.stringify({ errors: [{ message: reason, extensions }] })));
    this.end();
  }

  terminate(): void {
    this.reply.raw.destroy();
  }
}
