import type { Refusal } from '@croupier/contracts';
import type { HttpAnswer } from '../../../providers/provider.ts';
import type { BetOutcome, BookmakerCall } from '../dialect.ts';

/** Codes of a decline (interface.md, "Bookmaker callbacks"). */
type DeclineCode =
  | 'INSUFFICIENT_FUNDS'
  | 'PLAYER_BLOCKED'
  | 'LIMIT_REACHED'
  | 'UNKNOWN_PLAYER'
  | 'UNKNOWN_BET'
  | 'DUPLICATE_BET'
  | 'REFUNDED';

const DECLINES: Record<Refusal, DeclineCode> = {
  INSUFFICIENT_FUNDS: 'INSUFFICIENT_FUNDS',
  CAP_REACHED: 'LIMIT_REACHED',
  LIMIT_REACHED: 'LIMIT_REACHED',
  PLAYER_BLOCKED: 'PLAYER_BLOCKED',
  SELF_EXCLUDED: 'PLAYER_BLOCKED',
  UNKNOWN_PLAYER: 'UNKNOWN_PLAYER',
  BONUS_ACTIVE: 'LIMIT_REACHED',
  // No wallet in that currency: there are no funds in it.
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

const MESSAGES: Record<DeclineCode, string> = {
  INSUFFICIENT_FUNDS: 'The balance does not cover the stake',
  PLAYER_BLOCKED: 'This player may not bet now',
  LIMIT_REACHED: 'A limit of the player is reached',
  UNKNOWN_PLAYER: 'There is no such player',
  UNKNOWN_BET: 'There is no such bet of this player',
  DUPLICATE_BET: 'This bet_id was used for another bet',
  REFUNDED: 'This bet was refunded',
};

const DONE: Partial<Record<BookmakerCall['kind'], { status: string; message: string }>> = {
  check: { status: 'approved', message: 'The bet would be taken' },
  place: { status: 'blocked', message: 'The stake is held' },
  settle: { status: 'updated', message: 'The bet is settled' },
  refund: { status: 'refunded', message: 'The bet is refunded' },
  recalculate: { status: 'recalculated', message: 'Every bet of the round is settled by its selection' },
};

export const TRY_AGAIN: HttpAnswer = {
  status: 503,
  headers: { 'retry-after': '1' },
  body: { status: 'try_again', message: 'Not known to have happened; repeat it with the same bet_id' },
};

export const refusal = (status: number, message: string): HttpAnswer => ({
  status,
  body: { status: 'error', message },
});

/** The dialect's answer: HTTP 200 with a status, `code` on declines; only what is not known to have happened is 503. */
export function writeOutcome(outcome: BetOutcome, call: BookmakerCall): HttpAnswer {
  if (outcome.status === 'try-again') return TRY_AGAIN;
  if (outcome.status !== 'declined') return { status: 200, body: { ...DONE[call.kind], ...call.told } };
  // Only the ledger knows the bet's currency.
  if (outcome.code === 'WRONG_CURRENCY' && call.kind === 'settle')
    return refusal(400, "payout, currency: not the bet's currency, or no amount of it");
  const code = DECLINES[outcome.code];
  return { status: 200, body: { status: 'declined', message: MESSAGES[code], ...call.told, code } };
}
