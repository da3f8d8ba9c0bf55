import { parseInput } from '../errors.ts';
import { drawsOf, hashServerSeed, type Proof } from './fairness.ts';
import { findGame } from './games/index.ts';

export interface Verification {
  /** SHA-256 of the revealed seed's text. */
  serverSeedHash: string;
  /** Whether that is the hash which was shown before play. */
  hashMatches: boolean;
  outcome: Record<string, unknown>;
}

/**
 * Makes a play's draw again from its proof and the revealed server seed. Refuses with UNKNOWN_GAME, and with
 * BAD_USER_INPUT where the choice does not fit the game.
 */
export function verify(proof: Proof, serverSeed: string, play: { gameId: string; choice?: unknown }): Verification {
  const game = findGame(play.gameId);
  const choice = parseInput(game.choice, play.choice);
  const serverSeedHash = hashServerSeed(serverSeed);
  const { outcome } = game.play(drawsOf(serverSeed, proof.clientSeed, proof.nonce), 0n, choice);
  return { serverSeedHash, hashMatches: serverSeedHash === proof.serverSeedHash, outcome };
}
