import { z } from 'zod';
import { exactMoney, exactWin } from '../exact-amount.ts';
import type { LeftOpenRound, ToldRound } from '../provider.ts';
import { outsideId } from '../raw-json.ts';
import { decimalOfUnits, unitsIn } from '../units.ts';
import { amount, cancelOf } from './read-callback.ts';

const DIGITS = 6;
const id = outsideId;
/** As much as finds a round: what other players' rounds are like does not matter. */
const history = z.object({
  data: z.array(
    z.object({
      games: z.array(
        z.looseObject({
          participants: z.array(
            z.looseObject({ playerId: z.unknown(), bets: z.array(z.looseObject({ transactionId: z.unknown() })) }),
          ),
        }),
      ),
    }),
  ),
});
const over = z.object({ status: z.enum(['Resolved', 'Cancelled']), table: z.object({ id }) });
const played = z.object({ currency: id, bets: z.array(z.object({ transactionId: id, payout: amount })).max(1_000) });

/** What the studio's history says of a round; null: nothing, as of a game that goes on. Its bets name the reference that ties debits to their credit. */
export function readHistory(answer: unknown, { playerId, roundId, openBets }: LeftOpenRound): ToldRound | null {
  const games = history.parse(answer).data.flatMap((day) => day.games);
  for (const game of games)
    for (const participant of game.participants) {
      const isOfRound = participant.bets.some((bet) => bet.transactionId === roundId);
      if (participant.playerId !== playerId || !isOfRound) continue;
      const { status, table } = over.parse(game);
      if (status === 'Cancelled') return { finished: true, moves: openBets.map((bet) => cancelOf(playerId, bet)) };
      return { finished: true, moves: [creditOf(played.parse(participant), playerId, roundId, table.id)] };
    }
  return null;
}

/** The one credit of the reference, under the id that the studio gives it: the reference with a letter before it. */
function creditOf(
  { currency, bets }: z.output<typeof played>,
  playerId: string,
  roundId: string,
  gameId: string,
): ToldRound['moves'][number] {
  const units = bets
    .filter((bet) => bet.transactionId === roundId)
    .reduce((sum, { payout }) => sum + unitsIn(payout, DIGITS), 0n);
  return {
    ...{ kind: 'win', requestId: null, playerId, roundId, gameId, transactionId: `C${roundId}` },
    ...exactMoney(decimalOfUnits(units, DIGITS), currency, exactWin),
    ...{ betTransactionId: null, roundClosed: false, promotion: false },
  };
}
