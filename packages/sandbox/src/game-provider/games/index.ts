import { Refusal } from '../../errors.ts';
import { coinflip } from './coinflip.ts';
import { dice } from './dice.ts';
import type { Game } from './game.ts';
import { slots } from './slots.ts';

export const games: readonly Game[] = [dice as Game, coinflip as Game, slots];

/** The game with this code. Refuses with UNKNOWN_GAME, HTTP 404. */
export function findGame(code: string): Game {
  const game = games.find((candidate) => candidate.code === code);
  if (!game) throw new Refusal('UNKNOWN_GAME', 404, 'there is no such game');
  return game;
}
