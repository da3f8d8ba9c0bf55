import { isCurrency, parseAmount } from '@croupier/contracts';
import { z } from 'zod';
import { identifier, MalformedInput, parseInput, Refusal } from '../errors.ts';
import type { State } from '../state.ts';
import { findGame } from './games/index.ts';
import type { Session } from './session.ts';

export interface FreeRounds {
  id: string;
  player_id: string;
  game_id: string;
  currency: string;
  stake_minor: string;
  rounds: number;
  played: number;
  expires_at: number;
  cancelled: number;
}

const grantInput = z.looseObject({
  id: identifier,
  playerId: identifier,
  gameId: identifier,
  rounds: z.number().int().min(1).max(1_000),
  stake: z.string().max(40),
  currency: z.string().refine(isCurrency, 'is not a currency of this platform'),
  expiresAt: z.iso.datetime({ offset: true }),
});
const cancelInput = z.looseObject({ id: identifier });

class NoFreeRounds extends Refusal {
  constructor() {
    super('NO_FREE_ROUNDS', 409, 'there are no free rounds of this game');
  }
}

/** Gives a player free rounds; a repeat under the same id changes nothing. Refuses with UNKNOWN_GAME and BAD_USER_INPUT. */
export function grantFreeRounds({ state }: { state: State }, body: unknown): { id: string } {
  const { id, playerId, gameId, rounds, stake, currency, expiresAt } = parseInput(grantInput, body);
  const stakeMinor = parseAmount(stake, currency);
  if (stakeMinor === 0n) throw new MalformedInput('stake: must be above zero', ['stake']);
  state.run(
    `INSERT INTO free_rounds (id, player_id, game_id, currency, stake_minor, rounds, played, expires_at, cancelled)
     VALUES (?, ?, ?, ?, ?, ?, 0, ?, 0) ON CONFLICT (id) DO NOTHING`,
    ...([id, playerId, findGame(gameId).code, currency, stakeMinor.toString(), rounds, Date.parse(expiresAt)] as const),
  );
  return { id };
}

/** Takes back what is not played. Refuses with NOT_FOUND, HTTP 404. */
export function cancelFreeRounds({ state }: { state: State }, body: unknown): { id: string } {
  const { id } = parseInput(cancelInput, body);
  if (!state.one('SELECT id FROM free_rounds WHERE id = ?', id))
    throw new Refusal('NOT_FOUND', 404, 'there are no such free rounds');
  state.run('UPDATE free_rounds SET cancelled = 1 WHERE id = ?', id);
  return { id };
}

/** Takes one free round of a session's player, the oldest first. Refuses with NO_FREE_ROUNDS, HTTP 409. */
export function takeFreeRound(state: State, session: Session, gameId: string): FreeRounds {
  const found = state.one<FreeRounds>(
    `SELECT * FROM free_rounds WHERE player_id = ? AND game_id = ? AND currency = ? AND played < rounds AND cancelled = 0 AND expires_at > ?
     ORDER BY rowid LIMIT 1`,
    ...([session.player_id, gameId, session.currency, Date.now()] as const),
  );
  if (!found || session.mode === 'DEMO') throw new NoFreeRounds();
  state.run('UPDATE free_rounds SET played = played + 1 WHERE id = ?', found.id);
  return found;
}

/** Gives back a free round whose bet the operator did not take. */
export function giveBackFreeRound(state: State, id: string | null): void {
  if (id !== null) state.run('UPDATE free_rounds SET played = played - 1 WHERE id = ?', id);
}
