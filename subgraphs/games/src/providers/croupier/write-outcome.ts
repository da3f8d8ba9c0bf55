import type { WalletState } from '@croupier/contracts';
import type { Callback, CallbackOutcome, HttpAnswer } from '../provider.ts';

// Where the ledger's vocabulary is finer than the dialect's.
const STATUS: Record<string, string> = {
  SELF_EXCLUDED: 'PLAYER_BLOCKED',
  REFUNDED: 'ROLLED_BACK',
  UNKNOWN_WALLET: 'WRONG_CURRENCY',
};

/** The dialect's answer: refusals are HTTP 200 with a status; only what is not known to have happened is 503. */
export function writeOutcome(outcome: CallbackOutcome, { requestId }: Pick<Callback, 'requestId'>): HttpAnswer {
  const echo = requestId === null ? {} : { requestId };
  if (outcome.status === 'TRY_AGAIN') {
    return { status: 503, headers: { 'retry-after': '1' }, body: { status: 'TRY_AGAIN', ...echo } };
  }
  if (outcome.status === 'OK') {
    const [transactionId = null] = outcome.transactionIds;
    const transaction = transactionId === null ? {} : { transactionId };
    return {
      status: 200,
      body: { status: 'OK', ...echo, ...transaction, playerId: outcome.playerId, ...balanceOf(outcome.wallet) },
    };
  }
  const { code, playerId, wallet } = outcome;
  const told = code === 'INVALID_TOKEN' || playerId === null ? {} : { playerId, ...balanceOf(wallet) };
  return { status: 200, body: { status: STATUS[code] ?? code, ...echo, ...told } };
}

function balanceOf(wallet: WalletState | null): { balance?: Record<string, string> } {
  if (!wallet) return {};
  const { currency, real, bonus, locked } = wallet;
  return { balance: { currency, real, bonus, locked } };
}
