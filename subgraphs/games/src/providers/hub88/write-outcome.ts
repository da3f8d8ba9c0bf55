import type { Callback, CallbackOutcome, HttpAnswer } from '../provider.ts';
import { playableOf } from '../playable.ts';
import { unitsOf } from '../units.ts';
import { UNIT_DIGITS } from './read-callback.ts';

type Refused = Extract<CallbackOutcome, { status: 'REFUSED' }>['code'];

// The studio repeats what is UNKNOWN, or takes the bet back; the others are its last word.
const STATUS: Record<Refused, string> = {
  INVALID_TOKEN: 'INVALID_TOKEN',
  TOKEN_EXPIRED: 'TOKEN_EXPIRED',
  UNKNOWN_PLAYER: 'UNKNOWN',
  UNKNOWN_GAME: 'INVALID_GAME',
  WRONG_CURRENCY: 'WRONG_CURRENCY',
  UNKNOWN_WALLET: 'WRONG_CURRENCY',
  INSUFFICIENT_FUNDS: 'NOT_ENOUGH_MONEY',
  LIMIT_REACHED: 'LIMIT_REACHED',
  PLAYER_BLOCKED: 'USER_DISABLED',
  SELF_EXCLUDED: 'USER_DISABLED',
  DUPLICATE_TRANSACTION: 'DUPLICATE_TRANSACTION',
  ALREADY_EXISTS: 'DUPLICATE_TRANSACTION',
  TRANSACTION_NOT_FOUND: 'TRANSACTION_DOES_NOT_EXIST',
  ALREADY_SETTLED: 'TRANSACTION_DOES_NOT_EXIST',
  ROLLED_BACK: 'TRANSACTION_DOES_NOT_EXIST',
  REFUNDED: 'TRANSACTION_DOES_NOT_EXIST',
  ROUND_CLOSED: 'TRANSACTION_DOES_NOT_EXIST',
  BONUS_ACTIVE: 'UNKNOWN',
};
// There is no status for a bet whose id is used up by its rollback, or whose round is over.
const BET_STATUS: Partial<Record<Refused, string>> = { ROLLED_BACK: 'DUPLICATE_TRANSACTION', ROUND_CLOSED: 'UNKNOWN' };

/** The dialect's answer: HTTP 200 with an RS status; only what is not known to have happened is 503. */
export function writeOutcome(outcome: CallbackOutcome, callback: Callback): HttpAnswer {
  const echo = callback.requestId === null ? {} : { request_uuid: callback.requestId };
  if (outcome.status === 'TRY_AGAIN')
    return { status: 503, headers: { 'retry-after': '1' }, body: { status: 'RS_ERROR_UNKNOWN', ...echo } };
  const { playerId, wallet } = outcome;
  const told = playerId === null || wallet === null ? {} : { user: playerId, currency: wallet.currency };
  const balance = wallet === null ? {} : { balance: unitsOf(playableOf(wallet), UNIT_DIGITS) };
  if (outcome.status === 'OK') {
    const shown = callback.kind === 'authenticate' ? {} : balance;
    return { status: 200, body: { status: 'RS_OK', ...echo, user: playerId, ...told, ...shown } };
  }
  const status = (callback.kind === 'bet' && BET_STATUS[outcome.code]) || STATUS[outcome.code];
  return { status: 200, body: { status: `RS_ERROR_${status}`, ...echo, ...told, ...balance } };
}
