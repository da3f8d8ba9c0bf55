import { currencyDigits, type Refusal, type WalletState } from '@croupier/contracts';
import type { HttpAnswer } from '../../../providers/provider.ts';
import { rawNumber, unitsOf } from '../../../providers/units.ts';
import type { BetOutcome, BookmakerCall } from '../dialect.ts';

const BAD_REQUEST = 2004;
const CODES: Record<Refusal, number> = {
  PLAYER_BLOCKED: 1005,
  SELF_EXCLUDED: 1005,
  UNKNOWN_PLAYER: 1006,
  INVALID_TOKEN: 1007,
  TOKEN_EXPIRED: 1007,
  INSUFFICIENT_FUNDS: 2001,
  WRONG_CURRENCY: 2002,
  UNKNOWN_WALLET: 2002,
  TRANSACTION_NOT_FOUND: 2003,
  LIMIT_REACHED: 4001,
  CAP_REACHED: 4001,
  BONUS_ACTIVE: 4001,
  // The style has no words for these.
  DUPLICATE_TRANSACTION: BAD_REQUEST,
  ALREADY_SETTLED: BAD_REQUEST,
  ROLLED_BACK: BAD_REQUEST,
  REFUNDED: BAD_REQUEST,
  ROUND_CLOSED: BAD_REQUEST,
  UNKNOWN_GAME: BAD_REQUEST,
};

export const fault = (code: number, message: string): HttpAnswer => ({ status: 400, body: { code, message } });
export const badRequest = (message: string): HttpAnswer => fault(BAD_REQUEST, message);
export const tryAgain = (): HttpAnswer => ({
  ...{ status: 503, headers: { 'retry-after': '1' } },
  body: { message: 'Not known to have happened; repeat it' },
});

/** The dialect's answer: 200 with the balance, which is real money alone, for no other is staked; 400 with a code; or 503. */
export function writeOutcome(outcome: BetOutcome, call: BookmakerCall): HttpAnswer {
  if (outcome.status === 'try-again') return tryAgain();
  if (outcome.status === 'declined') return fault(CODES[outcome.code], outcome.code);
  if (outcome.status === 'alive') return { status: 200, body: { timestamp: Math.floor(outcome.at.getTime() / 1000) } };
  if (outcome.status === 'identified') {
    const { userId: user_id, sessionId: session_id, country, wallet } = outcome;
    return { status: 200, body: { user_id, session_id, country, ...balanceOf(wallet) } };
  }
  const { wallet, transactionId } = outcome;
  const { amount, ...told } = call.told;
  const said = typeof amount === 'bigint' ? { ...told, amount: rawNumber(String(amount)) } : told;
  const id = call.kind === 'place' ? { id: call.betId } : call.kind === 'settle' ? { id: transactionId } : {};
  return { status: 200, body: { ...id, ...said, ...balanceOf(wallet) } };
}

const balanceOf = (wallet: WalletState | null) =>
  wallet && { currency: wallet.currency, balance: unitsOf(wallet.real, currencyDigits(wallet.currency)) };
