import type { Running } from '@croupier/kit';
import type { FastifyInstance } from 'fastify';
import { answerCall } from '../bookmaker/answer-call.ts';
import { bookmakerDialectOf } from '../bookmaker/dialects/index.ts';
import { answerAt } from '../raw-call.route.ts';
import type { GamesContext, GamesRoom } from '../room.ts';
import { dialectOf } from './index.ts';
import { processCallback } from './process-callback.ts';
import { MalformedCall, type HttpAnswer, type RawCall, type StudioDialect } from './provider.ts';

const UNKNOWN_PROVIDER: HttpAnswer = { status: 404, body: { status: 'UNKNOWN_PROVIDER' } };

/** `POST /providers/:provider/:operation`. Judged in this order: provider, signature over the raw bytes, syntax, then the flow. */
export function routeCallbacks(app: FastifyInstance, running: Running<GamesRoom>): void {
  answerAt<{ provider: string; operation: string }>(
    app,
    '/providers/:provider/:operation',
    running.log,
    ({ params: { provider, operation }, ...call }) =>
      answerCallback(running.makeContext(), provider, {
        ...call,
        path: `/providers/${provider}/${operation}`,
        operation,
      }),
  );
}

async function answerCallback(ctx: GamesContext, provider: string, call: RawCall): Promise<HttpAnswer> {
  const studio = await ctx.room.studios.find(ctx, provider);
  if (!studio) return answerNamedBookmaker(ctx, provider, call);
  const dialect = dialectOf(studio);
  if (!dialect.isSigned(call, studio.secret, ctx.now())) return dialect.refuseUnsigned();
  const callback = readOrNull(dialect, call);
  if (callback instanceof MalformedCall) return dialect.refuseMalformed(callback);
  try {
    return dialect.write(await processCallback(ctx, studio, callback), callback);
  } catch (error) {
    // Never a 200 for an inner failure: the studio repeats the same transactionId.
    ctx.log.error({ err: error, provider, operation: call.operation }, 'a callback failed');
    return dialect.write({ status: 'TRY_AGAIN' }, callback);
  }
}

/** Bookmakers whose dialect has no header for their name are named in the address, as studios are. */
async function answerNamedBookmaker(ctx: GamesContext, name: string, call: RawCall): Promise<HttpAnswer> {
  const partner = await ctx.room.studios.bookmaker(ctx, name);
  const dialect = partner && bookmakerDialectOf(partner);
  return dialect?.address === 'NAMED' ? answerCall(ctx, partner!, dialect, call) : UNKNOWN_PROVIDER;
}

function readOrNull(dialect: StudioDialect, call: RawCall) {
  try {
    return dialect.read(call);
  } catch (error) {
    if (error instanceof MalformedCall) return error;
    throw error;
  }
}
