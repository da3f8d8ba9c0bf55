import type { Operation } from '@croupier/contracts';
import { sendWithinLimits } from '../catalogue/send-within-limits.ts';
import type { GamesContext } from '../room.ts';
import type { BetOutcome } from './dialects/dialect.ts';

/** One operation of one player in the partner's own scope: ids of two bookmakers never meet. */
export async function sendBetOperation(
  ctx: GamesContext,
  partnerId: string,
  userId: string,
  operation: Operation,
  { dryRun = false } = {},
): Promise<BetOutcome> {
  const partner = await ctx.room.studios.bookmaker(ctx, partnerId);
  if (!partner) return { status: 'try-again' };
  const result = await sendWithinLimits(ctx, partner, {
    scope: `bookmaker:${partnerId}`,
    userId,
    policy: null,
    operations: [operation],
    ...(dryRun ? { dryRun } : {}),
  });
  if (result.status === 'DONE')
    return { status: 'done', transactionId: result.results[0]?.transactionId ?? null, wallet: result.wallet };
  // A cap holds until an operator releases it: the bookmaker repeats meanwhile.
  if (result.status === 'TRY_AGAIN' || result.code === 'CAP_REACHED') return { status: 'try-again' };
  return { status: 'declined', code: result.code };
}
