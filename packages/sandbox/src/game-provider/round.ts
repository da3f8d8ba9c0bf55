import { randomUUID } from 'node:crypto';
import type { State } from '../state.ts';
import { drawsOf, type Proof } from './fairness.ts';
import { findGame } from './games/index.ts';
import { findSession, proofOf, type Session } from './session.ts';

/**
 * BETTING: the bet is being asked for · REFUSED: the operator said no · ROLLING_BACK, ROLLED_BACK: it did not answer ·
 * PAYING: drawn, the win is not answered yet · CLOSED · WIN_REFUSED: the operator did not take the win.
 */
export type RoundStatus = 'BETTING' | 'REFUSED' | 'ROLLING_BACK' | 'ROLLED_BACK' | 'PAYING' | 'CLOSED' | 'WIN_REFUSED';

export interface Round {
  id: string;
  token: string;
  player_id: string;
  game_id: string;
  currency: string;
  stake_minor: string;
  payout_minor: string | null;
  choice: string;
  outcome: string | null;
  server_seed_hash: string | null;
  client_seed: string | null;
  nonce: number | null;
  bet_id: string;
  win_id: string | null;
  rollback_id: string | null;
  status: RoundStatus;
  refusal: string | null;
  created_at: number;
  closed_at: number | null;
  /** the grant whose round it is */
  free_rounds_id: string | null;
}

export function findRound(state: State, id: string): Round | undefined {
  return state.one<Round>('SELECT * FROM round WHERE id = ?', id);
}

/** Writes the round down before its bet is sent, so that a killed provider knows what to roll back. */
export function openRound(
  state: State,
  session: Session,
  gameId: string,
  stakeMinor: bigint,
  choice: unknown,
  freeRoundsId: string | null = null,
): Round {
  const id = `r-${randomUUID()}`;
  state.run(
    `INSERT INTO round (id, token, player_id, game_id, currency, stake_minor, choice, bet_id, status, created_at, free_rounds_id)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'BETTING', ?, ?)`,
    id,
    session.token,
    session.player_id,
    gameId,
    session.currency,
    stakeMinor.toString(),
    JSON.stringify(choice ?? null),
    `b-${randomUUID()}`,
    Date.now(),
    freeRoundsId,
  );
  return findRound(state, id) as Round;
}

/** Sets the status; those that end the round also get their time. */
export function setRoundStatus(state: State, id: string, status: RoundStatus, refusal: string | null = null): void {
  const ended = status !== 'BETTING' && status !== 'ROLLING_BACK' && status !== 'PAYING';
  state.run(
    'UPDATE round SET status = ?, refusal = ?, closed_at = ? WHERE id = ?',
    status,
    refusal,
    ended ? Date.now() : null,
    id,
  );
}

export interface DrawnRound {
  winId: string;
  payoutMinor: bigint;
  outcome: Record<string, unknown>;
  proof: Proof;
}

/** Draws with the seed and nonce that are shown and uses the nonce up. Call it in a transaction with what follows from it. */
export function drawRound(state: State, round: Round): DrawnRound {
  const session = findSession(state, round.token) as Session;
  const proof = proofOf(session);
  const draw = drawsOf(session.server_seed, proof.clientSeed, proof.nonce);
  const { payoutMinor, outcome } = findGame(round.game_id).play(
    draw,
    BigInt(round.stake_minor),
    JSON.parse(round.choice),
  );
  const winId = `w-${randomUUID()}`;
  state.run('UPDATE session SET nonce = nonce + 1 WHERE token = ?', round.token);
  state.run(
    `UPDATE round SET status = 'PAYING', payout_minor = ?, outcome = ?, server_seed_hash = ?, client_seed = ?, nonce = ?, win_id = ? WHERE id = ?`,
    payoutMinor.toString(),
    JSON.stringify(outcome),
    proof.serverSeedHash,
    proof.clientSeed,
    proof.nonce,
    winId,
    round.id,
  );
  return { winId, payoutMinor, outcome, proof };
}
