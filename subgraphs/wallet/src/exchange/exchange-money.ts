import { BadUserInput, Conflict, NotFound } from '@croupier/kit';
import { randomUUID } from 'node:crypto';
import { transactionsOfExchange } from '../balances/find-transactions.ts';
import { isUserId } from '../ledger/operation.ts';
import { requireDone } from '../ledger/require-done.ts';
import type { WalletContext } from '../room.ts';
import type { ExchangeInput } from './exchange.args.ts';
import { ExchangeQuote } from './exchange-quote.entity.ts';
import { Exchange } from './exchange.type.ts';

const KEY = /^[\x20-\x7e]{1,100}$/;

/**
 * Exchanges a player's own money as one of his quotes says; both wallets move or neither. With an idempotency key a repeat answers with the
 * first exchange, also after the quote has expired; without one a used quote is refused. Refusals: BAD_USER_INPUT, NOT_FOUND (no quote of
 * his), CONFLICT (used or expired), DUPLICATE_REFERENCE (the key was used with another quote), INSUFFICIENT_FUNDS, SELF_EXCLUDED,
 * PLAYER_BLOCKED, PROVIDER_UNAVAILABLE (not known to have happened).
 */
export async function exchangeMoney(ctx: WalletContext, userId: string, input: ExchangeInput): Promise<Exchange> {
  const { quoteId, idempotencyKey } = input;
  if (idempotencyKey != null && !KEY.test(idempotencyKey))
    throw new BadUserInput('An idempotencyKey has 1 to 100 printable characters', { idempotencyKey: 'malformed' });
  const quote = isUserId(quoteId) ? await ctx.em.findOne(ExchangeQuote, { id: quoteId, userId }) : null;
  if (!quote) throw new NotFound('Quote');
  const { from, to, rate, expiresAt } = quote;
  const reference = idempotencyKey == null ? `call:${randomUUID()}` : `key:${userId}:${idempotencyKey}`;
  const result = await ctx.room.ledger.execute({
    ...{ scope: 'exchange', userId, deadlineAt: null, policy: null },
    operations: [{ kind: 'exchange', reference, quote: quoteId, from, to, expiresAt: expiresAt.getTime() }],
  });
  if (result.status === 'REFUSED' && result.code === 'ALREADY_SETTLED')
    throw new Conflict('The quote was used or has expired; ask for a new one');
  const [done] = requireDone(result);
  const transactions = await transactionsOfExchange(ctx, userId, done!.transactionId!);
  return Object.assign(new Exchange(), { id: quoteId, from, to, rate, transactions });
}
