import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { DomainError, type Logger, toGraphqlError, toHttp } from '@croupier/kit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type ExecutionResult, GraphQLError, OperationTypeNode } from 'graphql';
import type { Caller } from '../identity/caller.ts';
import type { ApolloTrace } from '../observability/apollo-trace.ts';
import type { Refused } from '../observability/observe-operations.ts';
import { rateHeaders, rateLimited, type RequestLimits } from '../protection/request-limits.ts';
import { type OperationRun, publicSecondsOf } from '../supergraph/run-operation.ts';
import { refusal, RequestRefused } from '../supergraph/request-refused.ts';
import { type AnswerWithEvents, wantsEvents } from '../subscriptions/serve-events.ts';
import { type AnswerType, negotiate, PLAIN_JSON, RESPONSE_JSON } from './media-types.ts';
import { type GraphqlParameters, readBody, readQueryString } from './read-request.ts';

export interface HttpDoor {
  /** Throws where a caller is not let in. */
  identify: (authorization: string | undefined, address: string, request: FastifyRequest) => Promise<Caller>;
  addressOf: (request: IncomingMessage) => string;
  rate: RequestLimits | null;
  log: Logger;
  prepare: (parameters: GraphqlParameters, caller: Caller, trace: string) => OperationRun;
  execute: (run: OperationRun) => Promise<ExecutionResult>;
  /** the `traceparent` that subgraphs go on with */
  traceparentOf: (request: FastifyRequest) => string;
  refused: Refused;
  /** absent: nobody is given Apollo's inline trace */
  startApolloTrace?: ((headers: IncomingHttpHeaders) => ApolloTrace | undefined) | undefined;
  /** null: no event streams here */
  answerWithEvents: AnswerWithEvents | null;
}

/**
 * A graph (`/graphql`) by the GraphQL-over-HTTP draft. Cross-site forgery has no way in: who asks is told by the Authorization header
 * alone (never a cookie), POST takes nothing but application/json (which a foreign page cannot send unasked), GET runs queries only.
 * A bad token is 401 under application/graphql-response+json and, like all that cannot run, 200 with errors under application/json.
 */
export function mountGraphqlRoute(app: FastifyInstance, door: HttpDoor, path = '/graphql'): void {
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    scope.setErrorHandler((error, request, reply) => refuse(error, request, reply, door));
    scope.post(path, (request, reply) => answer(request, reply, door, () => readPost(request)));
    scope.get(path, { exposeHeadRoute: false }, (request, reply) =>
      answer(request, reply, door, () => readQueryString(new URL(request.raw.url!, 'http://gateway').searchParams)),
    );
    scope.route({
      method: ['PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'],
      url: path,
      handler: async (_request, reply) => reply.code(405).header('allow', 'GET, POST').send(),
    });
  });
}

function readPost(request: FastifyRequest): GraphqlParameters {
  const charset = /charset="?([^";]+)/i.exec(request.headers['content-type'] ?? '')?.[1];
  if (charset && !/^utf-?8$/i.test(charset.trim()))
    throw refusal('BAD_REQUEST', 'The body must be in UTF-8', { status: 415, always: true });
  return readBody(request.body);
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  door: HttpDoor,
  read: () => GraphqlParameters,
): Promise<void> {
  const address = door.addressOf(request.raw);
  door.rate?.fromAddress(address);
  if (door.answerWithEvents && request.method === 'POST' && wantsEvents(request.headers.accept))
    return door.answerWithEvents(request, reply, read());
  const type = negotiate(request.headers.accept);
  if (!type)
    throw refusal('BAD_REQUEST', 'The answer is application/graphql-response+json or application/json', {
      status: 406,
      always: true,
    });
  const parameters = read();
  const caller = await door.identify(request.headers.authorization, address, request);
  const allowance = door.rate?.request(caller);
  if (allowance) {
    if (allowance.retryAfterSeconds > 0) throw rateLimited(allowance);
    void reply.headers(rateHeaders(allowance));
  }
  const run = door.prepare(parameters, caller, door.traceparentOf(request));
  const { kind } = run.prepared;
  if (kind === OperationTypeNode.SUBSCRIPTION) {
    throw refusal('BAD_REQUEST', 'Subscriptions go over WebSocket (graphql-transport-ws) or text/event-stream', {
      always: true,
    });
  }
  if (kind === OperationTypeNode.MUTATION && request.method === 'GET') {
    throw refusal('BAD_REQUEST', 'A GET runs queries only', { status: 405, always: true, headers: { allow: 'POST' } });
  }
  const apolloTrace = door.startApolloTrace?.(request.headers);
  const result = await door.execute({ ...run, apolloTrace, signal: goneSignal(reply) });
  const publicSeconds = request.method === 'GET' && !result.errors && !apolloTrace ? publicSecondsOf(run) : 0;
  // What is left to one caller is nobody else's.
  if (publicSeconds > 0 && allowance) for (const name of Object.keys(rateHeaders(allowance))) reply.removeHeader(name);
  send(reply, type, 200, result, publicSeconds);
}

/** Aborted when the caller hangs up before the answer. */
function goneSignal({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  raw.once('close', () => void (raw.writableEnded || gone.abort()));
  return gone.signal;
}

function send(reply: FastifyReply, type: AnswerType, status: number, body: object, publicSeconds = 0): void {
  // serialised here: fastify's own JSON would add its charset to the graphql media type
  void reply
    .code(status)
    .header('content-type', `${type}; charset=utf-8`)
    .header('cache-control', publicSeconds > 0 ? `public, max-age=${publicSeconds}` : 'no-store')
    .headers(publicSeconds > 0 ? { vary: 'accept' } : {})
    .send(JSON.stringify(body));
}

/** Whatever was thrown on the way, as a GraphQL answer. */
function refuse(error: unknown, request: FastifyRequest, reply: FastifyReply, { log, refused: tell }: HttpDoor): void {
  const type = wantsEvents(request.headers.accept) ? RESPONSE_JSON : (negotiate(request.headers.accept) ?? PLAIN_JSON);
  const refused = toRefused(error, log);
  for (const { extensions } of refused.errors) tell(extensions.code);
  void reply.headers(refused.headers);
  send(reply, type, type === PLAIN_JSON && !refused.always ? 200 : refused.status, { errors: refused.errors });
}

function toRefused(error: unknown, log: Logger): RequestRefused {
  if (error instanceof RequestRefused) return error;
  if (error instanceof DomainError) return new RequestRefused([toGraphqlError(error)], toHttp(error).status);
  const status = (error as { statusCode?: number }).statusCode;
  if (status === 413) return refusal('BAD_REQUEST', 'The body is larger than 256 KB', { status, always: true });
  if (status === 415) return refusal('BAD_REQUEST', 'The body must be application/json', { status, always: true });
  if (status !== undefined && status >= 400 && status < 500)
    return refusal('BAD_REQUEST', 'The request is malformed', { status, always: true });
  log.error({ err: error }, 'a request failed');
  return new RequestRefused(
    [new GraphQLError('Something went wrong', { extensions: { code: 'INTERNAL_ERROR' } })],
    500,
    true,
  );
}
