import type { Refusal } from '@croupier/contracts';

/** Codes of a decline (interface.md, "Bookmaker callbacks"). */
export type DeclineCode =
  | 'INSUFFICIENT_FUNDS'
  | 'PLAYER_BLOCKED'
  | 'LIMIT_REACHED'
  | 'UNKNOWN_PLAYER'
  | 'UNKNOWN_BET'
  | 'DUPLICATE_BET'
  | 'REFUNDED';

export type BetOutcome = { status: 'done' } | { status: 'declined'; code: DeclineCode } | { status: 'try-again' };

const DECLINES: Record<Refusal, DeclineCode> = {
  INSUFFICIENT_FUNDS: 'INSUFFICIENT_FUNDS',
  CAP_REACHED: 'LIMIT_REACHED',
  LIMIT_REACHED: 'LIMIT_REACHED',
  PLAYER_BLOCKED: 'PLAYER_BLOCKED',
  SELF_EXCLUDED: 'PLAYER_BLOCKED',
  UNKNOWN_PLAYER: 'UNKNOWN_PLAYER',
  // No wallet in that currency: there are no funds in it.
  BONUS_ACTIVE: 'LIMIT_REACHED',
  UNKNOWN_WALLET: 'INSUFFICIENT_FUNDS',
  WRONG_CURRENCY: 'INSUFFICIENT_FUNDS',
  DUPLICATE_TRANSACTION: 'DUPLICATE_BET',
  TRANSACTION_NOT_FOUND: 'UNKNOWN_BET',
  ALREADY_SETTLED: 'DUPLICATE_BET',
  ROLLED_BACK: 'REFUNDED',
  REFUNDED: 'REFUNDED',
  ROUND_CLOSED: 'DUPLICATE_BET',
  INVALID_TOKEN: 'UNKNOWN_PLAYER',
  TOKEN_EXPIRED: 'UNKNOWN_PLAYER',
  UNKNOWN_GAME: 'UNKNOWN_BET',
};

/** The ledger's refusal in the bookmakers' vocabulary. */
export const declineOf = (refusal: Refusal): BetOutcome => ({ status: 'declined', code: DECLINES[refusal] });

const MESSAGES: Record<DeclineCode, string> = {
  INSUFFICIENT_FUNDS: 'The balance does not cover the stake',
  PLAYER_BLOCKED: 'This player may not bet now',
  LIMIT_REACHED: 'A limit of the player is reached',
  UNKNOWN_PLAYER: 'There is no such player',
  UNKNOWN_BET: 'There is no such bet of this player',
  DUPLICATE_BET: 'This bet_id was used for another bet',
  REFUNDED: 'This bet was refunded',
};
export const messageOf = (code: DeclineCode): string => MESSAGES[code];
