import type { Operation } from '@croupier/contracts';
import { sendWithinLimits } from '../catalogue/send-within-limits.ts';
import { MalformedCall } from '../providers/provider.ts';
import type { GamesContext } from '../room.ts';
import { declineOf, type BetOutcome } from './answer.ts';

/**
 * One operation of one player in the partner's own scope: ids of two bookmakers never meet.
 * Throws MalformedCall for a payout that is no amount of its bet's currency.
 */
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
  if (result.status === 'DONE') return { status: 'done' };
  if (result.status === 'REFUSED' && result.code === 'WRONG_CURRENCY' && operation.kind === 'settle_bet')
    throw new MalformedCall("payout: not an amount of the bet's currency");
  // A cap holds until an operator releases it: the bookmaker repeats meanwhile.
  if (result.status === 'REFUSED' && result.code === 'CAP_REACHED') return { status: 'try-again' };
  return result.status === 'REFUSED' ? declineOf(result.code) : { status: 'try-again' };
}
