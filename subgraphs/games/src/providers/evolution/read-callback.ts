import { z } from 'zod';
import { anyPayout, exactMoney, exactStake, exactWin } from '../exact-amount.ts';
import { jackpotOfSeveral } from '../jackpot.ts';
import { MalformedCall, NO_GAME, type Callback, type RawCall } from '../provider.ts';
import { outsideId } from '../raw-json.ts';
import { readBody } from '../read-body.ts';
import { shortened } from '../units.ts';

const id = outsideId;
// A cancel is claimed under its debit's id with a word before it, an asked credit under its reference with a letter; all fit the ledger's 255 characters.
const transactionId = id.max(240);
// Numbers arrive as the text that was sent.
export const amount = z.string().regex(/^[0-9]{1,40}(\.[0-9]{1,6})?$/, 'digits, with at most six after the point');
const game = z.object({ details: z.object({ table: z.object({ id }) }) });
const session = z.object({ sid: id, userId: id, uuid: id.nullish() });
const play = {
  ...{ sid: id, userId: id, uuid: id.nullish(), currency: id, game },
  transaction: z.object({ id: transactionId, refId: transactionId, amount, jackpots: z.unknown().optional() }),
};
const bodies = {
  play: z.object(play),
  cancel: z.object({
    ...{ userId: id, uuid: id.nullish() },
    transaction: z.object({ id: transactionId, amount: amount.nullish() }),
  }),
  promotion: z.object({
    ...{ userId: id, uuid: id.nullish(), currency: id, game: game.nullish() },
    promoTransaction: z.object({ id: transactionId, amount }),
  }),
};

/** Translates a callback's body. Throws MalformedCall; fields and kinds of promotion that are not known are ignored. */
export function readCallback({ operation, body }: RawCall): Callback {
  switch (operation) {
    case 'check':
    case 'balance': {
      const { sid: sessionToken, userId: playerId, uuid: requestId = null } = readBody(session, body, 'TEXT');
      return { kind: operation === 'check' ? 'authenticate' : 'balance', requestId, sessionToken, playerId };
    }
    case 'debit': {
      const { transaction, sid: sessionToken, ...debit } = readBody(bodies.play, body, 'TEXT');
      const about = { ...aboutOf(debit), roundId: transaction.refId, transactionId: transaction.id };
      const jackpot = jackpotOfSeveral(transaction.jackpots, 'contribution');
      return {
        kind: 'bet',
        ...about,
        ...moneyOf(transaction, debit, exactStake),
        sessionToken,
        free: false,
        ...jackpot,
      };
    }
    case 'credit': {
      const { transaction, ...credit } = readBody(bodies.play, body, 'TEXT');
      const about = { ...aboutOf(credit), roundId: transaction.refId, transactionId: transaction.id };
      const settled = { betTransactionId: null, roundClosed: false, promotion: false };
      const jackpot = jackpotOfSeveral(transaction.jackpots, 'winAmount');
      return { kind: 'win', ...about, ...moneyOf(transaction, credit, exactWin), ...settled, ...jackpot };
    }
    case 'cancel': {
      const { userId: playerId, uuid: requestId = null, transaction } = readBody(bodies.cancel, body, 'TEXT');
      return {
        ...cancelOf(playerId, transaction.id),
        requestId,
        ...(transaction.amount == null ? {} : { amount: anyPayout('amount', shortened(transaction.amount)) }),
      };
    }
    case 'promo_payout':
      return readPromotion(body);
    default:
      throw new MalformedCall(`unknown operation ${operation.slice(0, 40)}`);
  }
}

/** The studio has no id for it but its debit's. */
export const cancelOf = (playerId: string, betTransactionId: string) => ({
  ...{ kind: 'rollback' as const, requestId: null, playerId },
  ...{ transactionId: `cancel:${betTransactionId}`, betTransactionId },
});

function readPromotion(body: Buffer): Callback {
  const { promoTransaction, ...promotion } = readBody(bodies.promotion, body, 'TEXT');
  const about = { ...aboutOf(promotion), roundId: promoTransaction.id, transactionId: promoTransaction.id };
  const settled = { betTransactionId: null, roundClosed: true, promotion: true };
  return { kind: 'win', ...about, ...moneyOf(promoTransaction, promotion, exactWin), ...settled };
}

interface Said {
  userId: string;
  uuid?: string | null | undefined;
  game?: z.output<typeof game> | null | undefined;
}
const aboutOf = ({ userId: playerId, uuid: requestId = null, game }: Said) => ({
  ...{ playerId, requestId, gameId: game?.details.table.id ?? NO_GAME },
});

const moneyOf = ({ amount }: { amount: string }, { currency }: { currency: string }, exact: typeof exactStake) =>
  exactMoney(shortened(amount), currency, exact);
