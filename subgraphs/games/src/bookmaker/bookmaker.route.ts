import type { Running } from '@croupier/kit';
import type { FastifyInstance } from 'fastify';
import type { HttpAnswer, RawCall } from '../providers/provider.ts';
import { answerAt } from '../raw-call.route.ts';
import type { GamesContext, GamesRoom } from '../room.ts';
import { answerCall } from './answer-call.ts';
import { bookmaker } from './dialects/bookmaker/bookmaker.dialect.ts';
import { bookmakerDialectOf } from './dialects/index.ts';

/** `POST /api/:operation`: bookmakers whom a header names. Those of other dialects are named in their address (callback.route.ts). */
export function routeBookmaker(app: FastifyInstance, running: Running<GamesRoom>): void {
  answerAt<{ operation: string }>(app, '/api/:operation', running.log, ({ params: { operation }, ...call }) =>
    answerHeader(running.makeContext(), { ...call, path: `/api/${operation}`, operation }),
  );
}

async function answerHeader(ctx: GamesContext, call: RawCall): Promise<HttpAnswer> {
  try {
    const named = call.headers['x-partner-id'];
    const partner = typeof named === 'string' ? await ctx.room.studios.bookmaker(ctx, named) : null;
    const dialect = partner && bookmakerDialectOf(partner);
    return dialect?.address === 'API' ? await answerCall(ctx, partner!, dialect, call) : bookmaker.refuseUnsigned();
  } catch (error) {
    ctx.log.error({ err: error, operation: call.operation }, 'a bookmaker was not looked up');
    return bookmaker.tryAgain();
  }
}
