/** How a subgraph answers the gateway: HTTP through Apollo Server, subscriptions over graphql-transport-ws. */
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyRequest, RouteHandlerMethod } from 'fastify';
import { GraphQLError, type ExecutionArgs, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import type { Logger } from 'pino';
import { WebSocketServer } from 'ws';
import type { Context } from './context.ts';
import { DomainError, toGraphqlError } from './errors.ts';
import { IDENTITY_HEADER, type Identity } from './identity.ts';
import { createKnownDocuments } from './known-documents.ts';
import { sendTogether } from './send-together.ts';
import { type EventEdge, subscribeFresh } from './subscribe-fresh.ts';
import { traceIdOf } from './telemetry.ts';
import type { Tracing } from './tracing/tracing.ts';

export interface GraphqlEdge {
  schema: GraphQLSchema;
  verify: (token: string) => Promise<Identity | null>;
  makeContext: (identity: Identity, log: Logger) => Context;
  log: Logger;
  tracing?: Tracing | null;
  /** whether the gateway may ask for Apollo's inline trace */
  apolloTraces?: boolean;
}

/** A resolver's error as the outside sees it: refusals keep their code, anything else is told to the log and masked. */
export function maskError(formatted: GraphQLFormattedError, thrown: unknown, log: Logger): GraphQLFormattedError {
  const cause = unwrapResolverError(thrown);
  if (cause instanceof DomainError) {
    const { message, extensions } = toGraphqlError(cause);
    return { ...formatted, message, extensions };
  }
  // The gateway validated everything but the literals of our own scalars: what they refuse is the caller's input.
  if (cause instanceof GraphQLError && cause.originalError instanceof DomainError) {
    return { ...formatted, extensions: toGraphqlError(cause.originalError).extensions };
  }
  const code = formatted.extensions?.code;
  const known = cause instanceof GraphQLError && typeof code === 'string' && code !== 'INTERNAL_SERVER_ERROR';
  if (known) return { ...formatted, extensions: { code } };
  log.error({ err: cause, path: formatted.path }, 'a field failed');
  return { ...formatted, message: 'Something went wrong', extensions: { code: 'INTERNAL_ERROR' } };
}

/** Mounts POST /graphql. Refuses with 401 whatever the gateway did not sign. */
export async function mountGraphql(app: FastifyInstance, edge: GraphqlEdge): Promise<void> {
  const apollo = new ApolloServer<Context>({
    schema: edge.schema,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    csrfPrevention: false, // only the gateway can reach this, and it signs
    stopOnTerminationSignals: false,
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      await inlineTrace(edge.apolloTraces ?? false),
      ApolloServerPluginUsageReportingDisabled(),
    ],
    formatError: (formatted, thrown) => maskError(formatted, thrown, edge.log),
  });
  await apollo.start();
  const identities = new WeakMap<FastifyRequest, Identity>();
  app.addHook('onClose', () => apollo.stop());
  app.route({
    method: 'POST',
    url: '/graphql',
    preHandler: async (request, reply) => {
      const token = request.headers[IDENTITY_HEADER];
      const identity = typeof token === 'string' ? await edge.verify(token) : null;
      if (!identity)
        return reply
          .code(401)
          .send({ errors: [{ message: 'Only the gateway may ask', extensions: { code: 'UNAUTHENTICATED' } }] });
      identities.set(request, identity);
      edge.tracing?.nameRequest(nameOf(request.body), {});
    },
    handler: fastifyApolloHandler(apollo, {
      context: async (request) =>
        edge.makeContext(identities.get(request)!, edge.log.child({ traceId: traceIdOf(request.headers.traceparent) })),
    }) as RouteHandlerMethod,
  });
}

/** Messages of errors are masked in it, whoever reads it. */
async function inlineTrace(isOn: boolean): Promise<ApolloServerPlugin> {
  if (!isOn) return ApolloServerPluginInlineTraceDisabled();
  const { ApolloServerPluginInlineTrace } = await import('@apollo/server/plugin/inlineTrace');
  return ApolloServerPluginInlineTrace({ includeErrors: { masked: true } });
}

/** The gateway names its operations after the caller's, the subgraph and the fetch. */
const nameOf = (body: unknown): string => {
  const { operationName } = Object(body) as { operationName?: unknown };
  return `graph ${typeof operationName === 'string' ? operationName.slice(0, 100) : 'anonymous'}`;
};

/** Serves subscriptions on the same port. The identity comes per operation, so one socket may carry many people's. */
export function mountSubscriptions(app: FastifyInstance, edge: GraphqlEdge): void {
  const sockets = new WebSocketServer({ server: app.server, path: '/graphql', maxPayload: 256 * 1024 });
  sockets.on('connection', (socket, request) => sendTogether(socket, request.socket));
  const { log, makeContext, tracing = null } = edge;
  const events: EventEdge = { makeContext, tracing, mask: (formatted, thrown) => maskError(formatted, thrown, log) };
  const graphql = useServer(
    {
      schema: edge.schema,
      ...createKnownDocuments(),
      connectionInitWaitTimeout: 10_000,
      onConnect: async (connection) => {
        const token = connection.connectionParams?.identity;
        return typeof token === 'string' && (await edge.verify(token)) !== null;
      },
      context: async (_connection, _id, payload) => {
        const token = payload.extensions?.identity;
        const identity = typeof token === 'string' ? await edge.verify(token) : null;
        if (!identity) throw new GraphQLError('Only the gateway may ask', { extensions: { code: 'UNAUTHENTICATED' } });
        return edge.makeContext(
          identity,
          edge.log.child({ subscription: payload.operationName ?? 'anonymous' }),
        ) as never;
      },
      subscribe: (args) => subscribeFresh(args as ExecutionArgs, events) as never,
      onError: (_connection, _id, _payload, errors) =>
        errors.map((error) => {
          const refused =
            error.originalError instanceof DomainError
              ? toGraphqlError(error.originalError).extensions
              : error.extensions;
          return new GraphQLError(error.message, { extensions: { code: 'INTERNAL_ERROR', ...refused } });
        }),
    },
    sockets,
    15_000,
  );
  app.addHook('preClose', async () => void (await graphql.dispose()));
}
