import type { Duplex } from 'node:stream';
import { DomainError } from '@croupier/kit';
import type { WebSocket } from 'ws';
import { checkParameters } from '../http/read-request.ts';
import type { Caller } from '../identity/caller.ts';
import { refusal } from '../supergraph/request-refused.ts';
import type { Connection } from './connections.ts';
import { errorsOf, runFor, type SubscriptionDoor } from './door.ts';
import type { LiveStream } from './follow-stream.ts';
import { CLOSE, type Close, completeMessage, errorMessage, isObject, type Message, nextFrame, nextHead, readMessage, textFrame } from './wire.ts'; // prettier-ignore

const LONGEST_ID = 255;
const INIT_WITHIN_MS = 10_000;
const MOST_TIMES = 32;

/** One person's socket: graphql-transport-ws, the server's side. */
export class SocketSession implements Connection {
  caller: Caller | null = null;
  behindSinceMs: number | null = null;
  readonly #streams = new Map<string, LiveStream | null>();
  #initReceived = false;
  #initMissing: NodeJS.Timeout | undefined;

  constructor(
    readonly socket: WebSocket,
    /** what the socket writes to */
    private readonly stream: Duplex,
    readonly address: string,
    private readonly door: SubscriptionDoor,
  ) {
    this.#initMissing = setTimeout(() => this.refuse(CLOSE.initTimeout), INIT_WITHIN_MS);
  }

  hear(data: Buffer): void {
    // Who is sent away may go on talking until the connection is gone.
    if (this.socket.readyState !== this.socket.OPEN) return;
    const message = readMessage(data);
    const { payload } = message ?? {};
    switch (message?.type) {
      case 'connection_init':
        return void this.#init(payload);
      case 'ping':
        if (payload != null && !isObject(payload)) break;
        return this.#send(JSON.stringify({ type: 'pong', ...(payload ? { payload } : {}) }));
      case 'pong':
        return;
      case 'subscribe':
        return this.#subscribe(message);
      case 'complete':
        if (message.id === undefined) break;
        return this.#forget(message.id);
    }
    this.refuse(CLOSE.badRequest);
  }

  close([code, reason]: Close): void {
    this.socket.close(code, reason);
  }

  /** Closes because of what the caller did or is not allowed. */
  refuse(how: Close): void {
    this.door.refused(how[0]);
    this.close(how);
  }

  terminate(): void {
    this.socket.terminate();
  }

  /** The socket is gone. */
  ended(): void {
    clearTimeout(this.#initMissing);
    for (const id of [...this.#streams.keys()]) this.#forget(id);
    this.door.connections.remove(this);
  }

  async #init(payload: unknown): Promise<void> {
    if (this.#initReceived) return this.refuse(CLOSE.tooManyInits);
    this.#initReceived = true;
    clearTimeout(this.#initMissing);
    this.#initMissing = undefined;
    const authorization = isObject(payload) ? (payload.authorization ?? undefined) : undefined;
    if (payload != null && !isObject(payload)) return this.refuse(CLOSE.badRequest);
    if (authorization !== undefined && typeof authorization !== 'string') return this.refuse(CLOSE.forbidden);
    const { connections, identify, log } = this.door;
    try {
      const caller = await identify(authorization, this.address);
      if (this.socket.readyState !== this.socket.OPEN) return;
      if (!connections.admits(this, caller)) return this.refuse(CLOSE.tooManySockets);
      this.caller = caller;
      connections.identified(this, caller);
      this.#send('{"type":"connection_ack"}');
    } catch (error) {
      const unknown = error instanceof DomainError && error.code === 'PROVIDER_UNAVAILABLE';
      if (!(error instanceof DomainError)) log.error({ err: error }, 'a socket could not be identified');
      this.refuse(unknown ? CLOSE.tryAgain : CLOSE.forbidden);
    }
  }

  #subscribe({ id, payload }: Message): void {
    if (!this.caller) return this.refuse(CLOSE.unauthorized);
    if (id === undefined || id.length > LONGEST_ID || !isRequest(payload)) return this.refuse(CLOSE.badRequest);
    if (this.#streams.has(id)) return this.refuse([4409, `Subscriber for ${id} already exists`.slice(0, 120)]);
    const most = this.door.limits.subscriptionsPerSocket;
    if (this.#streams.size >= most) {
      return this.#refuseOperation(id, refusal('RATE_LIMITED', `A socket carries at most ${most} operations`));
    }
    this.#streams.set(id, null);
    const head = nextHead(id);
    const reader = {
      keepsUp: () => this.behindSinceMs === null,
      next: (answer: Buffer) => this.#write(nextFrame(head, answer)),
      end: () => void (this.#streams.delete(id) && this.#send(completeMessage(id))),
    };
    try {
      const stream = runFor(reader, checkParameters(payload), this.caller, this.door);
      if (this.#streams.has(id)) this.#streams.set(id, stream);
    } catch (error) {
      this.#streams.delete(id);
      this.#refuseOperation(id, error);
    }
  }

  #refuseOperation(id: string, error: unknown): void {
    this.#send(errorMessage(id, errorsOf(error, this.door)));
  }

  #forget(id: string): void {
    const stream = this.#streams.get(id);
    this.#streams.delete(id);
    stream?.close();
  }

  #send(message: string): void {
    this.#write(textFrame(message));
  }

  /**
   * What the reader does not take waits in the stream, to a bound; then its streams hold back until it has taken all.
   * A frame is written past the socket's own way of sending, which makes two pieces of it and costs a fifth more.
   */
  #write(frame: Buffer): void {
    const { socket, stream } = this;
    if (socket.readyState !== socket.OPEN) return;
    const { waitingBytes } = this.door.limits;
    const waiting = stream.writableLength + frame.length;
    // Answers to what was asked do not hold back: who asks and never reads is sent away.
    if (this.behindSinceMs !== null && waiting > MOST_TIMES * waitingBytes) return this.terminate();
    if (this.behindSinceMs !== null || waiting < waitingBytes) return void stream.write(frame);
    this.behindSinceMs = Date.now();
    stream.write(frame, () => this.#caughtUp());
  }

  #caughtUp(): void {
    this.behindSinceMs = null;
    for (const stream of this.#streams.values()) stream?.resume();
  }
}

/** What graphql-ws takes for a request, or a hash in place of the text; what is inside is judged later, with an answer. */
function isRequest(payload: unknown): payload is Record<string, unknown> {
  if (!isObject(payload)) return false;
  const { query, operationName, variables, extensions } = payload;
  const isByHash = query === undefined && isObject(extensions) && 'persistedQuery' in extensions;
  if (typeof query !== 'string' && !isByHash) return false;
  if (operationName != null && typeof operationName !== 'string') return false;
  return [variables, extensions].every((each) => each == null || isObject(each));
}
