import { currencyDigits, type WalletState } from '@croupier/contracts';
import { playableOf } from '../playable.ts';
import type { Callback, CallbackOutcome, HttpAnswer, Move } from '../provider.ts';
import { unitsOf } from '../units.ts';

type Refused = Extract<CallbackOutcome, { status: 'REFUSED' }>['code'];

// 105 and 106 are both limits; the ledger does not say which, so 106 (most bet) is never sent.
const CODE: Partial<Record<Refused, number>> = {
  INSUFFICIENT_FUNDS: 100,
  INVALID_TOKEN: 101,
  TOKEN_EXPIRED: 101,
  UNKNOWN_PLAYER: 101,
  LIMIT_REACHED: 105,
  UNKNOWN_GAME: 107,
  PLAYER_BLOCKED: 107,
  SELF_EXCLUDED: 107,
  UNKNOWN_WALLET: 153,
  WRONG_CURRENCY: 154,
};

/** The dialect's answer: refusals are HTTP 412 with a code and the balance; what is not known to have happened is 503. */
export function writeOutcome(outcome: CallbackOutcome, callback: Callback): HttpAnswer {
  if (outcome.status === 'TRY_AGAIN')
    return { status: 503, headers: { 'retry-after': '1' }, body: { code: 500, message: 'try again' } };
  const balance = balanceOf(outcome.wallet);
  if (outcome.status === 'REFUSED')
    return { status: 412, body: { code: CODE[outcome.code] ?? 500, message: outcome.code, ...balance } };
  if (callback.kind !== 'several') return { status: 200, body: { ...balance } };
  const round = callback.moves.find((move) => 'roundId' in move);
  const transactions = callback.moves
    .map((move, index) => ({ move, tx_id: outcome.transactionIds[index] ?? null }))
    .filter(
      (each): each is { move: Exclude<Move, { kind: 'end-round' }>; tx_id: string | null } =>
        each.move.kind !== 'end-round',
    )
    .map(({ move, tx_id }) => ({ action_id: move.transactionId, tx_id }));
  return { status: 200, body: { ...balance, ...(round ? { game_id: round.roundId } : {}), transactions } };
}

function balanceOf(wallet: WalletState | null): { balance?: unknown } {
  return wallet ? { balance: unitsOf(playableOf(wallet), currencyDigits(wallet.currency)) } : {};
}
