import type { Running } from '@croupier/kit';
import type { FastifyInstance } from 'fastify';
import { routeBookmaker } from './bookmaker/bookmaker.route.ts';
import { routeCallbacks } from './providers/callback.route.ts';
import type { GamesRoom } from './room.ts';

/** The second door: studios and bookmakers call it, directly or through the gateway. */
export function openDoor(app: FastifyInstance, running: Running<GamesRoom>): void {
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ status: 'NOT_FOUND' }));
  routeCallbacks(app, running);
  routeBookmaker(app, running);
}
