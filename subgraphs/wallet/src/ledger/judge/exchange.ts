import { parseAmount } from '@croupier/contracts';
import type { InternalOperation } from '../operation.ts';
import { claim, claimOf, hashOf, isRepeat } from './claims.ts';
import { mayReceive, openWallet, unknownPlayer } from './gate.ts';
import { type Judging, post } from './post.ts';
import { done, refused, replayed, type Verdict } from './verdict.ts';

type Exchange = Extract<InternalOperation, { kind: 'exchange' }>;

/**
 * Exchanges real money between two wallets of a player as a quote promised: two transactions, both or none, each in its own currency
 * against the house's EXCHANGE account of that currency. A quote is used once. Used or expired: ALREADY_SETTLED; else SELF_EXCLUDED
 * PLAYER_BLOCKED INSUFFICIENT_FUNDS, and WRONG_CURRENCY where both are the same. Opens the second wallet where it is missing.
 */
export function judgeExchange(judging: Judging, exchange: Exchange): Verdict {
  const { draft, userId } = judging;
  const { from, to } = exchange;
  const given = parseAmount(from.amount, from.currency);
  const received = parseAmount(to.amount, to.currency);
  const hash = hashOf('exchange', userId, exchange.quote, given, from.currency, received, to.currency);
  const found = claimOf(judging, exchange.reference);
  if (found)
    return isRepeat(found, 'EXCHANGE', userId, hash)
      ? replayed(found.transactionId, from.currency)
      : refused('DUPLICATE_TRANSACTION', from.currency);
  const gate = draft.get('gate', userId);
  if (!gate) return unknownPlayer();
  if (claimOf(judging, exchange.quote) || exchange.expiresAt <= draft.now)
    return refused('ALREADY_SETTLED', from.currency);
  const blocked = mayReceive(gate, draft.now);
  if (blocked) return refused(blocked, from.currency);
  if (from.currency === to.currency) return refused('WRONG_CURRENCY', from.currency);
  const wallet = draft.get('wallet', userId, from.currency);
  // Who has no wallet in the currency has no money in it.
  if (!wallet || wallet.real < given) return refused('INSUFFICIENT_FUNDS', from.currency);
  openWallet(judging, to.currency);
  const { transactionId } = post(judging, wallet, movementOf(exchange.quote, -given));
  const target = draft.get('wallet', userId, to.currency)!;
  post(judging, target, movementOf(exchange.quote, received), { relatedTransactionId: transactionId });
  claim(judging, exchange.reference, 'EXCHANGE', hash, transactionId);
  claim(judging, exchange.quote, 'EXCHANGE', hash, transactionId);
  return done(transactionId, from.currency);
}

const movementOf = (reference: string, real: bigint) => ({
  ...{ kind: 'EXCHANGE' as const, reference, amount: real < 0n ? -real : real, real },
  house: [{ account: 'EXCHANGE' as const, minor: -real }],
});
