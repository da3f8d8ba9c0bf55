import type { WalletState } from '@croupier/contracts';
import type { Callback, CallbackOutcome, HttpAnswer } from '../provider.ts';
import { decimalOf } from '../units.ts';

type Refused = Extract<CallbackOutcome, { status: 'REFUSED' }>['code'];
const DIGITS = 6;

const STATUS: Record<Refused, string> = {
  INVALID_TOKEN: 'INVALID_SID',
  TOKEN_EXPIRED: 'INVALID_SID',
  UNKNOWN_PLAYER: 'INVALID_SID',
  UNKNOWN_GAME: 'INVALID_PARAMETER',
  WRONG_CURRENCY: 'INVALID_PARAMETER',
  UNKNOWN_WALLET: 'INVALID_PARAMETER',
  INSUFFICIENT_FUNDS: 'INSUFFICIENT_FUNDS',
  LIMIT_REACHED: 'FINAL_ERROR_ACTION_FAILED',
  BONUS_ACTIVE: 'FINAL_ERROR_ACTION_FAILED',
  PLAYER_BLOCKED: 'ACCOUNT_LOCKED',
  SELF_EXCLUDED: 'ACCOUNT_LOCKED',
  DUPLICATE_TRANSACTION: 'BET_ALREADY_SETTLED',
  ALREADY_EXISTS: 'BET_ALREADY_SETTLED',
  TRANSACTION_NOT_FOUND: 'BET_DOES_NOT_EXIST',
  ALREADY_SETTLED: 'BET_ALREADY_SETTLED',
  ROLLED_BACK: 'BET_ALREADY_SETTLED',
  ROUND_CLOSED: 'BET_ALREADY_SETTLED',
  REFUNDED: 'BET_ALREADY_SETTLED',
};
const DEBIT_STATUS: Partial<Record<Refused, string>> = {
  DUPLICATE_TRANSACTION: 'BET_ALREADY_EXIST',
  ALREADY_EXISTS: 'BET_ALREADY_EXIST',
};

/** The dialect's answer: always HTTP 200; what is not known to have happened is TEMPORARY_ERROR, to be sent again. */
export function writeOutcome(outcome: CallbackOutcome, callback: Callback): HttpAnswer {
  const echo = callback.requestId === null ? {} : { uuid: callback.requestId };
  const answer = (body: Record<string, unknown>): HttpAnswer => ({ status: 200, body: { ...body, ...echo } });
  if (outcome.status === 'TRY_AGAIN') return answer({ status: 'TEMPORARY_ERROR', retransmission: true });
  if (callback.kind === 'authenticate')
    return answer(
      outcome.status === 'OK' ? { status: 'OK', sid: callback.sessionToken } : { status: STATUS[outcome.code] },
    );
  const balance = outcome.wallet ? balanceOf(outcome.wallet) : {};
  const status = outcome.status === 'OK' ? 'OK' : statusOf(outcome.code, callback);
  return answer({ status, ...balance, retransmission: false });
}

const statusOf = (code: Refused, { kind }: Callback): string => (kind === 'bet' && DEBIT_STATUS[code]) || STATUS[code];

const balanceOf = ({ real, bonus }: WalletState) => ({
  balance: decimalOf(real, DIGITS),
  bonus: decimalOf(bonus, DIGITS),
});
