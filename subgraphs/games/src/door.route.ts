import type { Running } from '@croupier/kit';
import type { FastifyError, FastifyInstance } from 'fastify';
import { routeBookmaker } from './bookmaker/bookmaker.route.ts';
import { routeCallbacks } from './providers/callback.route.ts';
import type { GamesRoom } from './room.ts';

/** The second door: studios and bookmakers call it, directly or through the gateway. Bodies arrive as raw bytes, for signatures. */
export function openDoor(app: FastifyInstance, running: Running<GamesRoom>): void {
  app.removeAllContentTypeParsers();
  // Whatever the caller calls its bytes (fastify refuses malformed types): the signature is over them as they are.
  app.addHook('onRequest', async (request) => void (request.headers['content-type'] = 'application/octet-stream'));
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.setErrorHandler((error: FastifyError, request, reply) => {
    // What fastify refuses before the handler (too large a body, a broken length) is malformed; anything else is ours.
    if (error.statusCode && error.statusCode < 500)
      return reply.code(400).send({ status: 'INVALID_REQUEST', message: error.message });
    running.log.error({ err: error, url: request.url }, 'a callback failed');
    return reply.code(503).header('retry-after', '1').send({ status: 'TRY_AGAIN' });
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ status: 'NOT_FOUND' }));
  routeCallbacks(app, running);
  routeBookmaker(app, running);
}
