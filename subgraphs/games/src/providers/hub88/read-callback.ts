import { z } from 'zod';
import { exactMoney, exactStake, exactWin } from '../exact-amount.ts';
import { jackpotOfUnits } from '../jackpot.ts';
import { MalformedCall, type Callback, type RawCall } from '../provider.ts';
import { outsideId } from '../raw-json.ts';
import { readBody } from '../read-body.ts';
import { decimalOfUnits } from '../units.ts';

/** Amounts are whole numbers of 1/100 000 of the currency. */
export const UNIT_DIGITS = 5;

const id = outsideId;
const flag = z.boolean().nullish();
const session = z.object({ request_uuid: id, user: id.nullish(), token: id });
const play = { request_uuid: id, user: id, transaction_uuid: id, round: id, game_code: id, currency: id };
const bodies = {
  bet: z.object({
    ...play,
    amount: z.bigint(),
    token: id,
    is_free: flag,
    jackpot_contribution: z.unknown().optional(),
  }),
  win: z.object({
    ...play,
    amount: z.bigint(),
    reference_transaction_uuid: id.nullish(),
    round_closed: flag,
    is_supplier_promo: flag,
    jackpot_win: z.unknown().optional(),
  }),
  rollback: z.object({ request_uuid: id, user: id, transaction_uuid: id, reference_transaction_uuid: id }),
};

/** Translates a callback's body. Throws MalformedCall; fields that are not known are ignored. */
export function readCallback({ operation, body }: RawCall): Callback {
  if (operation === 'info' || operation === 'balance') {
    const { request_uuid: requestId, user, token: sessionToken } = readBody(session, body, 'BIGINT');
    return {
      kind: operation === 'info' ? 'authenticate' : 'balance',
      ...{ requestId, sessionToken, ...(user == null ? {} : { playerId: user }) },
    };
  }
  if (operation === 'bet') {
    const bet = readBody(bodies.bet, body, 'BIGINT');
    const jackpot = jackpotOfUnits(bet.jackpot_contribution, UNIT_DIGITS);
    return { kind: 'bet', ...playOf(bet, exactStake), sessionToken: bet.token, free: bet.is_free ?? false, ...jackpot };
  }
  if (operation === 'win') {
    const win = readBody(bodies.win, body, 'BIGINT');
    return {
      kind: 'win',
      ...playOf(win, exactWin),
      betTransactionId: win.reference_transaction_uuid ?? null,
      roundClosed: win.round_closed ?? false,
      promotion: win.is_supplier_promo ?? false,
      ...jackpotOfUnits(win.jackpot_win, UNIT_DIGITS),
    };
  }
  if (operation === 'rollback') {
    const rollback = readBody(bodies.rollback, body, 'BIGINT');
    const { request_uuid: requestId, user: playerId, transaction_uuid: transactionId } = rollback;
    return {
      kind: 'rollback',
      ...{ requestId, playerId, transactionId, betTransactionId: rollback.reference_transaction_uuid },
    };
  }
  throw new MalformedCall(`unknown operation ${operation.slice(0, 40)}`);
}

function playOf(play: z.output<typeof bodies.win> | z.output<typeof bodies.bet>, exact: typeof exactStake) {
  const { request_uuid: requestId, user: playerId, transaction_uuid: transactionId, round, game_code } = play;
  const money = exactMoney(decimalOfUnits(play.amount, UNIT_DIGITS), play.currency, exact);
  return { requestId, playerId, transactionId, roundId: round, gameId: game_code, ...money };
}
