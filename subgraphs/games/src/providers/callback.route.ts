import type { Running } from '@croupier/kit';
import type { FastifyInstance } from 'fastify';
import { answerAt } from '../raw-call.ts';
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
    ({ params: { provider, operation }, url, headers, body }) => {
      const path = `/providers/${provider}/${operation}`;
      const query = new URLSearchParams(url.split('?', 2)[1] ?? '');
      return answerCallback(running.makeContext(), provider, { path, operation, query, headers, body });
    },
  );
}

async function answerCallback(ctx: GamesContext, provider: string, call: RawCall): Promise<HttpAnswer> {
  const studio = await ctx.room.studios.find(ctx, provider);
  if (!studio) return UNKNOWN_PROVIDER;
  const dialect = dialectOf(studio);
  if (!dialect.isSigned(call, studio.secret, ctx.now())) return dialect.refuseUnsigned();
  const callback = readOrNull(dialect, call);
  if (callback instanceof MalformedCall) return dialect.refuseMalformed(callback);
  try {
    return dialect.write(await processCallback(ctx, studio, dialect.policy, callback), callback);
  } catch (error) {
    // Never a 200 for an inner failure: the studio repeats the same transactionId.
    ctx.log.error({ err: error, provider, operation: call.operation }, 'a callback failed');
    return dialect.write({ status: 'TRY_AGAIN' }, callback);
  }
}

function readOrNull(dialect: StudioDialect, call: RawCall) {
  try {
    return dialect.read(call);
  } catch (error) {
    if (error instanceof MalformedCall) return error;
    throw error;
  }
}
