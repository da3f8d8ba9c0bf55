import { MalformedAmount } from '@croupier/contracts';
import formbody from '@fastify/formbody';
import Fastify, { LogController, type FastifyInstance } from 'fastify';
import { MalformedInput, Refusal } from './errors.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The bytes of a JSON body as they came: signatures are over these. */
    rawBody: Buffer;
  }
}

const bodyLimitBytes = 64 * 1024;

/** An HTTP server with the sandbox's manners: bounded bodies, refusals as `{ error, message }`, health, no caching, no address in the log. */
export async function createHttpServer(name: string, logLevel: string): Promise<FastifyInstance> {
  const app = Fastify({
    bodyLimit: bodyLimitBytes,
    // Addresses carry session tokens; the log below names the route instead.
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: 'idle',
    logger: { level: logLevel, base: { service: name } },
  });
  app.decorateRequest('rawBody', null as unknown as Buffer);
  app.removeContentTypeParser(['application/json', 'text/plain']);
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    request.rawBody = body as Buffer;
    if (body.length === 0) return done(null, undefined);
    try {
      done(null, JSON.parse(body.toString('utf8')));
    } catch {
      done(new MalformedInput('the body is not JSON'));
    }
  });
  await app.register(formbody, { bodyLimit: bodyLimitBytes });
  app.addHook('onRequest', async (request, reply) => {
    request.rawBody = Buffer.alloc(0);
    reply.headers({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
  });
  app.addHook('onResponse', async (request, reply) => {
    request.log.debug(
      {
        method: request.method,
        route: request.routeOptions.url,
        status: reply.statusCode,
        elapsedMs: reply.elapsedTime,
      },
      'answered',
    );
  });
  answerRefusals(app);
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async () => ({ status: 'ready' }));
  app.get('/favicon.ico', async (_request, reply) => reply.code(204).send());
  return app;
}

function answerRefusals(app: FastifyInstance): void {
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ error: 'NOT_FOUND', message: 'there is nothing here' }),
  );
  app.setErrorHandler((error: Error & { statusCode?: number; code?: string }, request, reply) => {
    if (error instanceof Refusal) {
      return reply.code(error.httpStatus).send({ error: error.code, message: error.message, ...error.details });
    }
    if (error instanceof MalformedAmount) {
      return reply.code(400).send({ error: 'BAD_USER_INPUT', message: error.message });
    }
    if (error.statusCode !== undefined && error.statusCode < 500) {
      return reply.code(error.statusCode).send({ error: 'BAD_USER_INPUT', message: error.message });
    }
    request.log.error({ err: error, route: request.routeOptions.url }, 'unexpected');
    return reply.code(500).send({ error: 'INTERNAL_ERROR', message: 'something broke here' });
  });
}
