import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { DomainError, type Logger, type Gauge } from '@croupier/kit';
import type { FastifyInstance } from 'fastify';
import { type ExecutionArgs, type ExecutionResult, GraphQLError } from 'graphql';
import type { Context as SocketContext, SubscribeMessage } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Caller, type Identify, nameOf } from '../identity/caller.ts';
import type { RequestRate } from '../protection/request-rate.ts';
import type { OperationRun } from '../supergraph/run-operation.ts';
import { RequestRefused } from '../supergraph/request-refused.ts';
import { watchPings } from './watch-pings.ts';
import { createSocketRegistry, type SocketRegistry } from './socket-registry.ts';

export interface SocketDoor {
  identify: Identify;
  addressOf: (request: IncomingMessage) => string;
  /** origins that browsers may come from; null lets everybody in. Programs send none and are let in. */
  allowedOrigins: string[] | null;
  rate: RequestRate | null;
  log: Logger;
  openSockets?: Gauge;
  /** Parses and validates; throws RequestRefused. */
  prepare: (payload: SubscribeMessage['payload'], caller: Caller) => OperationRun;
  execute: (run: OperationRun) => Promise<ExecutionResult>;
  subscribe: (run: OperationRun) => AsyncGenerator<ExecutionResult, void, void>;
}

const PATH = '/graphql';
const MOST_SUBSCRIPTIONS = 100;
const MOST_SOCKETS = 64;
const INIT_WITHIN_MS = 10_000;
const MOST_BYTES = 256 * 1024;

interface Extra extends Record<PropertyKey, unknown> {
  socket: WebSocket;
  request: IncomingMessage;
  caller?: Caller;
}
type Connection = SocketContext<Record<string, unknown>, Extra>;

/** Mounts `graphql-transport-ws` on the server's /graphql. Answers the table of open sockets. */
export function serveSockets(app: FastifyInstance, door: SocketDoor): SocketRegistry {
  const server = new WebSocketServer({ noServer: true, maxPayload: MOST_BYTES });
  const registry = createSocketRegistry();
  const graphql = useServer<Record<string, unknown>, Extra>(
    {
      connectionInitWaitTimeout: INIT_WITHIN_MS,
      onConnect: (connection) => connect(connection as Connection, door, registry),
      onSubscribe: (connection, _id, payload) => accept(connection as Connection, payload, door),
      execute: (args) => settle(() => door.execute(runOf(args as ExecutionArgs)), door.log) as never,
      subscribe: (args) => settle(async () => door.subscribe(runOf(args as ExecutionArgs)), door.log) as never,
    },
    server,
    0, // pings are ours: a socket is closed after 60 s without a pong
  );
  const stopPings = watchPings(server);
  server.on('connection', (socket) => {
    door.openSockets?.inc();
    socket.once('close', () => {
      door.openSockets?.dec();
      registry.remove(socket);
    });
  });
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const problem = problemOf(request, door.allowedOrigins);
    if (problem) return void socket.end(`HTTP/1.1 ${problem}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    server.handleUpgrade(request, socket, head, (open) => server.emit('connection', open, request));
  };
  app.server.on('upgrade', onUpgrade);
  app.addHook('preClose', async () => {
    app.server.off('upgrade', onUpgrade);
    stopPings();
    registry.stop();
    const leaving = [...server.clients];
    setTimeout(() => leaving.forEach((socket) => socket.terminate()), 2_000).unref();
    await graphql.dispose();
  });
  return registry;
}

function problemOf(request: IncomingMessage, allowedOrigins: string[] | null): string | null {
  if ((request.url ?? '').split('?')[0] !== PATH) return '404 Not Found';
  const { origin } = request.headers;
  return origin !== undefined && allowedOrigins !== null && !allowedOrigins.includes(origin) ? '403 Forbidden' : null;
}

/** False closes the socket with 4403: a token that is no good at `connection_init`. */
async function connect(connection: Connection, door: SocketDoor, registry: SocketRegistry): Promise<boolean> {
  const { extra } = connection;
  const { authorization } = connection.connectionParams ?? {};
  if (authorization !== undefined && authorization !== null && typeof authorization !== 'string') return false;
  try {
    const caller = await door.identify(authorization ?? undefined, door.addressOf(extra.request));
    if (extra.socket.readyState !== extra.socket.OPEN) return false;
    if (registry.count(caller) >= MOST_SOCKETS) {
      extra.socket.close(4429, 'Too many sockets');
      return false;
    }
    extra.caller = caller;
    registry.add(extra.socket, caller);
    return true;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'PROVIDER_UNAVAILABLE')
      extra.socket.close(1013, 'Try again later');
    else if (!(error instanceof DomainError)) door.log.error({ err: error }, 'a socket could not be identified');
    return false;
  }
}

async function accept(
  connection: Connection,
  payload: SubscribeMessage['payload'],
  door: SocketDoor,
): Promise<ExecutionArgs | readonly GraphQLError[]> {
  const caller = connection.extra.caller!;
  if (Object.keys(connection.subscriptions).length > MOST_SUBSCRIPTIONS) {
    return [
      new GraphQLError(`A socket carries at most ${MOST_SUBSCRIPTIONS} operations`, {
        extensions: { code: 'RATE_LIMITED' },
      }),
    ];
  }
  const retryAfterSeconds = door.rate?.(nameOf(caller)) ?? 0;
  if (retryAfterSeconds > 0) {
    return [new GraphQLError('Too many requests', { extensions: { code: 'RATE_LIMITED', retryAfterSeconds } })];
  }
  try {
    const run = door.prepare(payload, caller);
    const { prepared } = run;
    return { schema: prepared.supergraph.schema, document: prepared.document, contextValue: run };
  } catch (error) {
    return errorsOf(error, door.log);
  }
}

const runOf = (args: ExecutionArgs): OperationRun => args.contextValue as OperationRun;

/** A refusal is an answer; nothing that is thrown may reach the socket, it would close it. */
async function settle<T>(work: () => Promise<T>, log: Logger): Promise<T | ExecutionResult> {
  return work().catch((error: unknown) => ({ errors: errorsOf(error, log) }));
}

function errorsOf(error: unknown, log: Logger): readonly GraphQLError[] {
  if (error instanceof RequestRefused) return error.errors;
  log.error({ err: error }, 'an operation failed');
  return [new GraphQLError('Something went wrong', { extensions: { code: 'INTERNAL_ERROR' } })];
}
