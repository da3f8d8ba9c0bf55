import { formatAmount } from '@croupier/contracts';
import type { Operation } from './operator.ts';
import type { Round } from './round.ts';

/** A callback of a round without its requestId. */
export interface RoundCall {
  operation: Operation;
  body: Record<string, unknown>;
}

/** What pays a drawn round, 0.00 included, and closes it. */
export function winCall(round: Round): RoundCall {
  return {
    operation: 'win',
    body: {
      sessionToken: round.token,
      playerId: round.player_id,
      gameId: round.game_id,
      roundId: round.id,
      transactionId: round.win_id,
      betTransactionId: round.bet_id,
      amount: formatAmount(BigInt(round.payout_minor as string), round.currency),
      currency: round.currency,
      roundClosed: true,
    },
  };
}

/** What takes back the bet of a round that was given up. */
export function rollbackCall(round: Round): RoundCall {
  return {
    operation: 'rollback',
    body: {
      sessionToken: round.token,
      playerId: round.player_id,
      gameId: round.game_id,
      roundId: round.id,
      transactionId: round.rollback_id,
      betTransactionId: round.bet_id,
    },
  };
}

/** Every callback that ends the round, answered or not: an operator that never heard them may do what they say. */
export function callsOf(round: Round): RoundCall[] {
  if (round.rollback_id !== null) return [rollbackCall(round)];
  return round.win_id === null ? [] : [winCall(round)];
}
