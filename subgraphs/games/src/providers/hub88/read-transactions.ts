import { z } from 'zod';
import { exactMoney, exactWin } from '../exact-amount.ts';
import type { ToldRound } from '../provider.ts';
import { outsideId } from '../raw-json.ts';
import { decimalOfUnits } from '../units.ts';
import { UNIT_DIGITS } from './read-callback.ts';

const id = outsideId;
/** Kinds of transactions, as what they are to a wallet. Of another kind nobody could say what to do: the round is asked for again. */
const KIND = {
  ...{ TK_BET: 'bet', TK_FREE_BET: 'bet', TK_ROLLBACK: 'rollback' },
  ...{ TK_WIN: 'win', TK_FREE_WIN: 'win', TK_JP_WIN: 'win', TK_BONUS_WIN: 'win' },
} as const;
// A rollback that the studio names by its bet alone is claimed under that with a word before it; both fit the ledger's 255 characters.
const transactionId = id.max(240);
const rows = z
  .array(
    z.object({
      ...{ user: id, round: id, game_code: id, currency: id, amount: z.bigint() },
      transaction_uuid: transactionId,
      reference_transaction_uuid: id.nullish(),
      kind: z.enum(Object.keys(KIND) as [keyof typeof KIND]),
      status: id,
      inserted_at: z.string().max(40),
      round_closed: z.boolean().nullish(),
    }),
  )
  .max(1_000);
type Row = z.output<typeof rows>[number];

/** What the list of a round's transactions says; null: nothing. It tells the end of a round where its callbacks told it, else not at all. */
export function readTransactions(answer: unknown): ToldRound | null {
  const told = rows.parse(answer).sort((a, b) => (a.inserted_at < b.inserted_at ? -1 : 1));
  const [first] = told;
  if (!first) return null;
  const finished = told.some((row) => row.round_closed) ? true : null;
  const moves = told.flatMap((row) => movesOf(row, told));
  const { user: playerId, round: roundId } = first;
  if (finished) moves.push({ kind: 'end-round', requestId: null, playerId, roundId });
  return { finished, moves };
}

function movesOf(row: Row, all: Row[]): ToldRound['moves'] {
  const { user: playerId, transaction_uuid: own, reference_transaction_uuid: reference = null } = row;
  const rollback = (transactionId: string, betTransactionId: string) => ({
    ...{ kind: 'rollback' as const, requestId: null, playerId, transactionId, betTransactionId },
  });
  if (KIND[row.kind] === 'win') return [winOf(row)];
  if (KIND[row.kind] === 'rollback') return reference === null ? [] : [rollback(own, reference)];
  const isTakenBack = row.status === 'TS_ROLLEDBACK';
  const isTold = all.some((other) => other.kind === 'TK_ROLLBACK' && other.reference_transaction_uuid === own);
  return isTakenBack && !isTold ? [rollback(`rollback:${own}`, own)] : [];
}

function winOf(row: Row): ToldRound['moves'][number] {
  const { user: playerId, round: roundId, game_code: gameId, transaction_uuid: transactionId } = row;
  return {
    ...{ kind: 'win', requestId: null, playerId, roundId, gameId, transactionId },
    ...exactMoney(decimalOfUnits(row.amount, UNIT_DIGITS), row.currency, exactWin),
    betTransactionId: row.reference_transaction_uuid ?? null,
    ...{ roundClosed: false, promotion: row.kind === 'TK_BONUS_WIN' },
  };
}
