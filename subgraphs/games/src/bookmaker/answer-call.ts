import type { Partner } from '../catalogue/studio-memory.ts';
import { MalformedCall, type HttpAnswer, type RawCall } from '../providers/provider.ts';
import type { GamesContext } from '../room.ts';
import type { BookmakerDialect } from './dialects/dialect.ts';
import { processCall } from './process-call.ts';

/** Answers a bookmaker's call in its dialect. Judged in this order: signature over the raw bytes, syntax, then the bet. */
export async function answerCall(
  ctx: GamesContext,
  partner: Partner,
  dialect: BookmakerDialect,
  call: RawCall,
): Promise<HttpAnswer> {
  if (!dialect.isSigned(call, partner.secret, ctx.now())) return dialect.refuseUnsigned();
  try {
    const asked = dialect.read(call, partner.name);
    return dialect.write(await processCall(ctx, partner.name, asked), asked);
  } catch (error) {
    if (error instanceof MalformedCall) return dialect.refuseMalformed(error);
    // Never a 200 for an inner failure: the bookmaker repeats the same call.
    ctx.log.error({ err: error, partner: partner.name, operation: call.operation }, 'a bookmaker call failed');
    return dialect.tryAgain();
  }
}
