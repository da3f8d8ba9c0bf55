import { formatAmount } from '@croupier/contracts';
import { Refusal } from '../errors.ts';
import type { State } from '../state.ts';
import { callsOf } from './round-calls.ts';
import { findRound } from './round.ts';

/**
 * A round as the studio's back office shows it; the server seed once it is revealed. `finished` and `calls` are for an operator in which the
 * round is still open. Refuses with NOT_FOUND, HTTP 404.
 */
export function showRound(ctx: { state: State }, roundId: string) {
  const round = findRound(ctx.state, roundId);
  if (!round) throw new Refusal('NOT_FOUND', 404, 'there is no such round');
  const revealed = ctx.state.one<{ server_seed: string }>(
    'SELECT server_seed FROM revealed_seed WHERE hash = ?',
    round.server_seed_hash,
  );
  const { server_seed_hash: serverSeedHash, client_seed: clientSeed, nonce } = round;
  return {
    roundId: round.id,
    playerId: round.player_id,
    gameId: round.game_id,
    status: round.status,
    finished: round.status !== 'BETTING',
    calls: callsOf(round),
    refusal: round.refusal,
    currency: round.currency,
    stake: formatAmount(BigInt(round.stake_minor), round.currency),
    payout: round.payout_minor === null ? null : formatAmount(BigInt(round.payout_minor), round.currency),
    choice: JSON.parse(round.choice) as unknown,
    outcome: round.outcome === null ? null : (JSON.parse(round.outcome) as unknown),
    proof:
      serverSeedHash === null ? null : { serverSeedHash, clientSeed, nonce, serverSeed: revealed?.server_seed ?? null },
    transactions: { bet: round.bet_id, win: round.win_id, rollback: round.rollback_id },
    createdAt: new Date(round.created_at).toISOString(),
    closedAt: round.closed_at === null ? null : new Date(round.closed_at).toISOString(),
  };
}
