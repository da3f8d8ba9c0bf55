import type { Operation } from '@croupier/contracts';
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
  const result = await ctx.room.ledger.send({
    scope: `bookmaker:${partnerId}`,
    userId,
    policy: null,
    operations: [operation],
    ...(dryRun ? { dryRun } : {}),
  });
  if (result.status === 'DONE') return { status: 'done' };
  if (result.status === 'REFUSED' && result.code === 'WRONG_CURRENCY' && operation.kind === 'settle_bet')
    throw new MalformedCall("payout: not an amount of the bet's currency");
  return result.status === 'REFUSED' ? declineOf(result.code) : { status: 'try-again' };
}
