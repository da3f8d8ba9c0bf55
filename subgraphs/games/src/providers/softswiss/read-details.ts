import { z } from 'zod';
import type { ToldRound } from '../provider.ts';
import { outsideId } from '../raw-json.ts';
import { action, winOf } from './read-callback.ts';

const id = outsideId;
const details = z.object({
  ...{ user_id: id, currency: id, game: id, game_id: id },
  finished: z.boolean().nullish(),
  actions: z
    .array(
      z.discriminatedUnion('action', [
        action.extend({ action: z.literal('win') }),
        z.object({ action: z.literal('bet') }),
        z.object({ action: z.literal('rollback'), action_id: id, original_action_id: id }),
      ]),
    )
    .max(1_000),
});

/** What the details of a round say. Its wins belong to the round: they do not say which bet they came with. */
export function readDetails(answer: unknown): ToldRound {
  const round = details.parse(answer);
  const { user_id: playerId, game_id: roundId, finished = null } = round;
  const moves = round.actions.flatMap((each): ToldRound['moves'] => {
    if (each.action === 'bet') return [];
    if (each.action === 'win') return [winOf(round, each, null)];
    const { action_id: transactionId, original_action_id: betTransactionId } = each;
    return [{ kind: 'rollback', requestId: null, playerId, transactionId, betTransactionId }];
  });
  if (finished) moves.push({ kind: 'end-round', requestId: null, playerId, roundId });
  return { finished, moves };
}
