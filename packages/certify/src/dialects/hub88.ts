import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { fromUnits, toUnits } from '../amount.ts';
import { USUAL_ANSWERS, type Dialect } from '../dialect.ts';
import type { Action, Code } from '../vocabulary.ts';
import { digits, providersPath, textOf } from './read.ts';

/** Whole numbers of 1/100 000. */
const SCALE = 5;

const CODES: Record<string, Code> = {
  RS_OK: 'OK',
  RS_ERROR_UNKNOWN: 'REFUSED',
  RS_ERROR_TIMEOUT: 'TRY_AGAIN',
  RS_ERROR_INVALID_PARTNER: 'INVALID_PARTNER',
  UNKNOWN_PROVIDER: 'INVALID_PARTNER',
  RS_ERROR_INVALID_TOKEN: 'INVALID_TOKEN',
  RS_ERROR_TOKEN_EXPIRED: 'TOKEN_EXPIRED',
  RS_ERROR_INVALID_GAME: 'UNKNOWN_GAME',
  RS_ERROR_WRONG_CURRENCY: 'WRONG_CURRENCY',
  RS_ERROR_NOT_ENOUGH_MONEY: 'INSUFFICIENT_FUNDS',
  RS_ERROR_USER_DISABLED: 'PLAYER_BLOCKED',
  RS_ERROR_INVALID_SIGNATURE: 'INVALID_SIGNATURE',
  RS_ERROR_WRONG_SYNTAX: 'MALFORMED',
  RS_ERROR_WRONG_TYPES: 'MALFORMED',
  RS_ERROR_DUPLICATE_TRANSACTION: 'DUPLICATE',
  RS_ERROR_TRANSACTION_DOES_NOT_EXIST: 'NOT_FOUND',
  RS_ERROR_TRANSACTION_ROLLED_BACK: 'ROLLED_BACK',
  RS_ERROR_LIMIT_REACHED: 'LIMIT_REACHED',
  RS_ERROR_BET_LIMIT_EXCEEDED: 'LIMIT_REACHED',
};

/** In the style of Hub88 and Caleta. The secret is the PEM of the studio's private RSA key. */
export const hub88: Dialect = {
  name: 'hub88',
  traits: {
    kind: 'studio',
    speaks: new Set(['authenticate', 'balance', 'bet', 'win', 'rollback']),
    answers: {
      ...USUAL_ANSWERS,
      unknownPlayer: ['REFUSED', 'INVALID_TOKEN'],
      // the style has no word for a round that is over
      closedRoundBet: ['REFUSED', 'DUPLICATE', 'NOT_FOUND'],
      closedRoundWin: ['NOT_FOUND', 'REFUSED'],
      wrongCurrency: ['WRONG_CURRENCY', 'MALFORMED'],
      rolledBackBet: ['DUPLICATE', 'ROLLED_BACK', 'NOT_FOUND'],
      winAfterRollback: ['NOT_FOUND', 'ROLLED_BACK'],
      // it means: undo what the transaction did
      rollbackAfterWin: ['OK', 'NOT_FOUND'],
      rollbackOfWin: ['NOT_FOUND', 'OK'],
      rollbackOfOthers: ['NOT_FOUND', 'REFUSED'],
      freeOverspent: ['INSUFFICIENT_FUNDS', 'LIMIT_REACHED'],
    },
    signature: 'BODY',
    timestampWindowSeconds: null,
    balanceInAnswers: true,
    echoesPlayer: true,
    tokens: true,
    rotatesTokens: false,
    authenticateNamesPlayer: true,
    namesGames: true,
    namesCurrency: true,
    winNamesBet: true,
    winIds: true,
    rollbackIds: true,
    settlesRounds: false,
    closesRounds: true,
    manyWins: true,
    freeRounds: true,
    promotions: true,
    zeroBets: true,
    mostDigits: SCALE,
    idScope: 'PROVIDER',
    lateBet: 'REFUSED',
    refusedBet: 'JUDGED_AFRESH',
    rollbackSaysAmount: null,
    fields: { transaction: ['transaction_uuid'], amount: ['amount'], growing: ['bet'], isNumber: true },
    refusalStatuses: [200],
  },
  pathOf: providersPath,
  encode(action) {
    const requestId = randomUUID();
    const [operation, body] = callOf(action);
    return { operation, body: { request_uuid: requestId, ...body }, requestId };
  },
  wrongSecret: () =>
    generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  sign: ({ text }, { secret }) => ({
    'x-hub88-signature': sign('sha256', Buffer.from(text), secret).toString('base64'),
  }),
  decode({ status, body }) {
    const code = CODES[textOf(body, 'status') ?? ''] ?? 'OTHER';
    const balance = textOf(body, 'balance');
    return {
      code: status === 200 || code === 'INVALID_PARTNER' ? code : status === 503 ? 'TRY_AGAIN' : 'OTHER',
      balance: balance === null ? null : fromUnits(BigInt(balance), SCALE),
      currency: textOf(body, 'currency'),
      playerId: textOf(body, 'user'),
      requestId: { sent: '', echoed: textOf(body, 'request_uuid') },
    };
  },
};

function callOf(action: Action): [string, Record<string, unknown>] {
  if (!('player' in action)) throw new Error(`the dialect has no ${action.kind}`);
  const { playerId: user, token, games, currency } = action.player;
  switch (action.kind) {
    case 'authenticate':
      return ['info', { user, token }];
    case 'balance':
      return ['balance', { user, token, game_code: games[0] }];
    case 'bet':
    case 'win': {
      const { id: transaction_uuid, round, amount, jackpot } = action;
      const game_code = action.game ?? games[0];
      const play = { user, token, transaction_uuid, round, game_code, currency: action.currency ?? currency };
      const units = (text: string) => digits(toUnits(text, SCALE).toString());
      const share = jackpot === undefined ? undefined : units(jackpot);
      const money = { amount: units(amount), is_free: action.free ?? false };
      if (action.kind === 'bet')
        return ['bet', { ...play, ...money, bet: 'zero', round_closed: false, jackpot_contribution: share }];
      const settled = { round_closed: action.closes ?? false, is_supplier_promo: action.promotion ?? false };
      return ['win', { ...play, ...money, ...settled, reference_transaction_uuid: action.bet, jackpot_win: share }];
    }
    case 'rollback': {
      const { id: transaction_uuid, bet: reference_transaction_uuid, round } = action;
      return ['rollback', { user, token, transaction_uuid, reference_transaction_uuid, round, game_code: games[0] }];
    }
    default:
      throw new Error(`the dialect has no ${action.kind}`);
  }
}
