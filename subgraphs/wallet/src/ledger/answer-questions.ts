/** Questions about the ledger that change nothing. */
import { askLaneHeads, askRate, askReadLog, askWallet, isCurrency } from '@croupier/contracts';
import { BadUserInput, defineAnswer } from '@croupier/kit';
import type { WalletContext } from '../room.ts';

export const answerQuestions = [
  defineAnswer(askWallet, (ctx: WalletContext, { userId, currency }) => ctx.room.ledger.wallet(userId, currency)),
  defineAnswer(askReadLog, async (ctx: WalletContext, { lane, after, limit }) => ({
    entries: await ctx.room.ledger.readLog(lane, after, limit),
  })),
  defineAnswer(askLaneHeads, async (ctx: WalletContext) => ({ heads: await ctx.room.ledger.heads() })),
  defineAnswer(askRate, async (ctx: WalletContext, { currency, day }) => {
    if (!isCurrency(currency)) throw new BadUserInput('Unknown currency', { currency: 'unknown' });
    return { eurPerUnit: ctx.room.ledger.rates.eurPerUnit(currency, day) };
  }),
];
