import type { Operation } from '@croupier/contracts';
import type { GamesContext } from '../room.ts';
import { declineOf, type BetOutcome } from './answer.ts';

/** One operation of one player in the partner's own scope: ids of two bookmakers never meet. */
export async function sendBetOperation(
  ctx: GamesContext,
  partnerId: string,
  userId: string,
  operation: Operation,
): Promise<BetOutcome> {
  const result = await ctx.room.ledger.send({
    scope: `bookmaker:${partnerId}`,
    userId,
    policy: null,
    operations: [operation],
  });
  if (result.status === 'DONE') return { status: 'done' };
  return result.status === 'REFUSED' ? declineOf(result.code) : { status: 'try-again' };
}
