import { randomUUID } from 'node:crypto';
import { USUAL_ANSWERS, type Dialect } from '../dialect.ts';
import type { Action, Bet, Code, Player, Win } from '../vocabulary.ts';
import { digits, providersPath, textOf } from './read.ts';

const CODES: Record<string, Code> = {
  OK: 'OK',
  INVALID_TOKEN_ID: 'INVALID_SIGNATURE',
  UNKNOWN_PROVIDER: 'INVALID_PARTNER',
  INVALID_SID: 'INVALID_TOKEN',
  INVALID_PARAMETER: 'MALFORMED',
  INSUFFICIENT_FUNDS: 'INSUFFICIENT_FUNDS',
  ACCOUNT_LOCKED: 'PLAYER_BLOCKED',
  BET_ALREADY_EXIST: 'DUPLICATE',
  BET_ALREADY_SETTLED: 'ALREADY_SETTLED',
  BET_DOES_NOT_EXIST: 'NOT_FOUND',
  FINAL_ERROR_ACTION_FAILED: 'REFUSED',
  UNKNOWN_ERROR: 'REFUSED',
  TEMPORARY_ERROR: 'TRY_AGAIN',
};

/** In the style of Evolution's One Wallet: a key in the query, debits and their one credit tied by a reference. The secret is the key. */
export const evolution: Dialect = {
  name: 'evolution',
  traits: {
    kind: 'studio',
    speaks: new Set(['authenticate', 'balance', 'bet', 'win', 'rollback']),
    answers: {
      ...USUAL_ANSWERS,
      expiredToken: ['INVALID_TOKEN'],
      unknownPlayer: ['INVALID_TOKEN'],
      unknownGame: ['MALFORMED'],
      wrongCurrency: ['MALFORMED'],
      limitReached: ['REFUSED'],
      repeatedBet: ['DUPLICATE', 'OK'],
      repeatedWin: ['ALREADY_SETTLED', 'OK'],
      repeatedRollback: ['ALREADY_SETTLED', 'OK'],
      otherContent: ['DUPLICATE', 'ALREADY_SETTLED'],
      closedRoundBet: ['ALREADY_SETTLED'],
      closedRoundWin: ['ALREADY_SETTLED'],
      rolledBackBet: ['ALREADY_SETTLED', 'DUPLICATE'],
      winAfterRollback: ['ALREADY_SETTLED'],
      secondWin: ['ALREADY_SETTLED', 'OK'],
      rollbackUnknown: ['NOT_FOUND'],
      rollbackOfWin: ['NOT_FOUND', 'ALREADY_SETTLED'],
      rollbackOfOthers: ['NOT_FOUND', 'INVALID_TOKEN'],
    },
    signature: 'KEY',
    timestampWindowSeconds: null,
    balanceInAnswers: true,
    echoesPlayer: false,
    tokens: true,
    rotatesTokens: false,
    authenticateNamesPlayer: true,
    namesGames: true,
    namesCurrency: true,
    winNamesBet: false,
    winIds: true,
    rollbackIds: false,
    settlesRounds: true,
    closesRounds: true,
    manyWins: false,
    freeRounds: false,
    promotions: true,
    zeroBets: true,
    mostDigits: 6,
    idScope: 'PROVIDER',
    lateBet: 'REFUSED',
    refusedBet: 'JUDGED_AFRESH',
    rollbackSaysAmount: ['transaction', 'amount'],
    fields: {
      transaction: ['transaction', 'id'],
      amount: ['transaction', 'amount'],
      growing: ['game', 'type'],
      isNumber: true,
    },
    refusalStatuses: [200],
  },
  pathOf: providersPath,
  encode(action, { secret }) {
    const requestId = randomUUID();
    const [operation, body] = callOf(action);
    const query = `?authToken=${encodeURIComponent(secret)}`;
    return { operation, query, body: { uuid: requestId, ...body }, requestId };
  },
  wrongSecret: ({ secret }) => `not-${secret}`,
  sign: () => ({}),
  decode({ status, body }) {
    const code = CODES[textOf(body, 'status') ?? ''] ?? 'OTHER';
    const isAsSaid = status === 200 || (status === 401 && code === 'INVALID_SIGNATURE') || code === 'INVALID_PARTNER';
    return {
      code: isAsSaid ? code : status === 503 ? 'TRY_AGAIN' : 'OTHER',
      balance: textOf(body, 'balance'),
      bonus: textOf(body, 'bonus'),
      token: textOf(body, 'sid'),
      requestId: { sent: '', echoed: textOf(body, 'uuid') },
    };
  },
};

function callOf(action: Action): [string, Record<string, unknown>] {
  if (!('player' in action)) throw new Error(`the dialect has no ${action.kind}`);
  const { player } = action;
  const who = { sid: player.token, userId: player.playerId };
  switch (action.kind) {
    case 'authenticate':
      return ['check', { ...who, channel: { type: 'P' } }];
    case 'balance':
      return ['balance', { ...who, game: null, currency: player.currency }];
    case 'bet':
      return ['debit', { ...who, ...playOf(action) }];
    case 'win': {
      if (!action.promotion) return ['credit', { ...who, ...playOf(action) }];
      const promoTransaction = { type: 'RewardGameWinCapReached', id: action.id, amount: digits(action.amount) };
      return ['promo_payout', { ...who, currency: player.currency, game: null, promoTransaction }];
    }
    case 'rollback': {
      const transaction = { id: action.bet, refId: action.round, amount: digits(action.amount) };
      return ['cancel', { ...who, currency: player.currency, game: gameOf(player), transaction }];
    }
    default:
      throw new Error(`the dialect has no ${action.kind}`);
  }
}

const playOf = (play: Bet | Win) => ({
  currency: play.currency ?? play.player.currency,
  game: gameOf(play.player, play.game),
  transaction: { id: play.id, refId: play.round, amount: digits(play.amount), ...jackpotsOf(play) },
});
const jackpotsOf = ({ kind, jackpot }: Bet | Win) =>
  jackpot === undefined
    ? {}
    : { jackpots: [{ id: 'j-1', [kind === 'bet' ? 'contribution' : 'winAmount']: digits(jackpot) }] };
const gameOf = (player: Player, game = player.games[0]) => ({
  id: 'g-1',
  type: 'blackjack',
  details: { table: { id: game } },
});
