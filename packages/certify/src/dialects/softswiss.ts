import { createHmac } from 'node:crypto';
import { digitsOf, fromUnits, toUnits } from '../amount.ts';
import { USUAL_ANSWERS, type Dialect } from '../dialect.ts';
import type { Action, Bet, Code, Win } from '../vocabulary.ts';
import { digits, providersPath, textOf } from './read.ts';

const CODES: Record<string, Code> = {
  100: 'INSUFFICIENT_FUNDS',
  101: 'INVALID_TOKEN',
  105: 'LIMIT_REACHED',
  106: 'LIMIT_REACHED',
  107: 'UNKNOWN_GAME',
  153: 'WRONG_CURRENCY',
  154: 'WRONG_CURRENCY',
  400: 'MALFORMED',
  403: 'INVALID_SIGNATURE',
  404: 'INVALID_PARTNER',
  500: 'REFUSED',
};

/** In the style of SOFTSWISS and BGaming: plays are arrays of actions, all or none; amounts are whole numbers of the currency's unit. */
export const softswiss: Dialect = {
  name: 'softswiss',
  traits: {
    kind: 'studio',
    speaks: new Set(['balance', 'bet', 'win', 'rollback', 'play']),
    answers: {
      ...USUAL_ANSWERS,
      // one word for whatever is wrong with the player
      expiredToken: ['INVALID_TOKEN'],
      unknownPlayer: ['INVALID_TOKEN'],
      blocked: ['UNKNOWN_GAME', 'INVALID_TOKEN'],
      otherContent: ['REFUSED'],
      closedRoundBet: ['REFUSED'],
      closedRoundWin: ['REFUSED'],
      rolledBackBet: ['OK', 'REFUSED'],
      winWithoutBet: ['REFUSED'],
      winAfterRollback: ['REFUSED'],
      rollbackAfterWin: ['OK', 'REFUSED'],
      rollbackOfWin: ['OK', 'REFUSED'],
      rollbackOfOthers: ['REFUSED', 'INVALID_TOKEN'],
    },
    signature: 'BODY',
    timestampWindowSeconds: null,
    balanceInAnswers: true,
    echoesPlayer: false,
    tokens: true,
    rotatesTokens: false,
    authenticateNamesPlayer: false,
    namesGames: true,
    namesCurrency: true,
    winNamesBet: false,
    winIds: true,
    rollbackIds: true,
    settlesRounds: true,
    closesRounds: true,
    manyWins: true,
    freeRounds: false,
    promotions: true,
    zeroBets: true,
    mostDigits: 9,
    idScope: 'PROVIDER',
    lateBet: 'REVERSED',
    refusedBet: 'JUDGED_AFRESH',
    rollbackSaysAmount: null,
    fields: {
      transaction: ['actions', 0, 'action_id'],
      amount: ['actions', 0, 'amount'],
      growing: null,
      isNumber: true,
    },
    refusalStatuses: [412],
  },
  pathOf: providersPath,
  encode(action) {
    const [operation, body] = callOf(action);
    return { operation, body };
  },
  wrongSecret: ({ secret }) => `not-${secret}`,
  sign: ({ text }, { secret }) => ({ 'x-request-sign': createHmac('sha256', secret).update(text).digest('hex') }),
  decode({ action, status, body }) {
    const said = textOf(body, 'code');
    const balance = textOf(body, 'balance');
    const currency = 'player' in action ? action.player.currency : 'EUR';
    const [transaction] = Array.isArray(body.transactions) ? (body.transactions as unknown[]) : [];
    return {
      code: status === 200 ? 'OK' : status === 503 ? 'TRY_AGAIN' : (CODES[said ?? status] ?? 'OTHER'),
      balance: balance === null ? null : fromUnits(BigInt(balance), digitsOf(currency)),
      transactionId: textOf(transaction, 'tx_id'),
    };
  },
};

function callOf(action: Action): [string, Record<string, unknown>] {
  if (!('player' in action)) throw new Error(`the dialect has no ${action.kind}`);
  const { playerId: user_id, token: session_id, games, currency } = action.player;
  const who = { user_id, session_id, currency, game: games[0] };
  switch (action.kind) {
    case 'balance':
      return ['play', who];
    case 'win':
      if (action.promotion)
        return [
          'freespins',
          { user_id, currency, game: who.game, issue_id: action.id, status: 'played', total_amount: units(action) },
        ];
      return ['play', { ...playOf(who, action), actions: [actionOf(action)], finished: action.closes ?? false }];
    case 'bet':
      return ['play', { ...playOf(who, action), actions: [actionOf(action)], finished: false }];
    case 'play':
      return [
        'play',
        { ...who, game_id: action.round, actions: action.actions.map(actionOf), finished: action.closes },
      ];
    case 'rollback': {
      const back = { action: 'rollback', action_id: action.id, original_action_id: action.bet };
      return ['rollback', { ...who, game_id: action.round, actions: [back], finished: false }];
    }
    default:
      throw new Error(`the dialect has no ${action.kind}`);
  }
}

const playOf = (who: { currency: string; game: string | undefined }, { game, currency, round }: Bet | Win) => ({
  ...{ ...who, game: game ?? who.game, currency: currency ?? who.currency, game_id: round },
});
const units = ({ currency, player, amount }: Bet | Win, text = amount) =>
  digits(toUnits(text, digitsOf(currency ?? player.currency)).toString());
const actionOf = (action: Bet | Win) => ({
  ...{ action: action.kind, action_id: action.id, amount: units(action) },
  ...(action.jackpot === undefined ? {} : jackpotOf(action, action.jackpot)),
});
const jackpotOf = (action: Bet | Win, jackpot: string) => ({
  [action.kind === 'bet' ? 'jackpot_contribution' : 'jackpot_win']: units(action, jackpot),
});
