import { randomUUID } from 'node:crypto';
import type { Action, Bet, Code, Win } from '../vocabulary.ts';
import { USUAL_ANSWERS, type Dialect } from '../dialect.ts';
import { providersPath, textOf } from './read.ts';
import { signedPath } from './signed-path.ts';

const CODES: Record<string, Code> = {
  OK: 'OK',
  INVALID_TOKEN: 'INVALID_TOKEN',
  TOKEN_EXPIRED: 'TOKEN_EXPIRED',
  INVALID_SIGNATURE: 'INVALID_SIGNATURE',
  INVALID_REQUEST: 'MALFORMED',
  UNKNOWN_PROVIDER: 'INVALID_PARTNER',
  UNKNOWN_PLAYER: 'UNKNOWN_PLAYER',
  UNKNOWN_GAME: 'UNKNOWN_GAME',
  WRONG_CURRENCY: 'WRONG_CURRENCY',
  INSUFFICIENT_FUNDS: 'INSUFFICIENT_FUNDS',
  LIMIT_REACHED: 'LIMIT_REACHED',
  PLAYER_BLOCKED: 'PLAYER_BLOCKED',
  DUPLICATE_TRANSACTION: 'DUPLICATE',
  TRANSACTION_NOT_FOUND: 'NOT_FOUND',
  ALREADY_SETTLED: 'ALREADY_SETTLED',
  ROLLED_BACK: 'ROLLED_BACK',
  ROUND_CLOSED: 'ROUND_CLOSED',
  TRY_AGAIN: 'TRY_AGAIN',
};
/** The dialect ties each status to its class of HTTP: another one is no answer of it. */
const HTTP_STATUS: Partial<Record<Code, number>> = {
  INVALID_SIGNATURE: 401,
  MALFORMED: 400,
  INVALID_PARTNER: 404,
  TRY_AGAIN: 503,
};

/** Croupier's own dialect. */
export const croupier: Dialect = {
  name: 'croupier',
  traits: {
    kind: 'studio',
    speaks: new Set(['authenticate', 'balance', 'bet', 'win', 'rollback', 'end-round']),
    answers: { ...USUAL_ANSWERS, secondWin: ['OK'] },
    signature: 'BODY',
    timestampWindowSeconds: 300,
    balanceInAnswers: true,
    echoesPlayer: true,
    tokens: true,
    rotatesTokens: false,
    authenticateNamesPlayer: false,
    namesGames: true,
    namesCurrency: true,
    winNamesBet: true,
    winIds: true,
    rollbackIds: true,
    settlesRounds: true,
    closesRounds: true,
    manyWins: true,
    freeRounds: true,
    promotions: true,
    zeroBets: true,
    mostDigits: 9,
    idScope: 'PROVIDER',
    lateBet: 'REFUSED',
    refusedBet: 'JUDGED_AFRESH',
    rollbackSaysAmount: ['amount'],
    fields: { transaction: ['transactionId'], amount: ['amount'], growing: null, isNumber: false },
    refusalStatuses: [200],
  },
  pathOf: providersPath,
  encode(action) {
    const requestId = randomUUID();
    return { operation: action.kind, body: { requestId, ...bodyOf(action) }, requestId };
  },
  wrongSecret: ({ secret }) => `not-${secret}`,
  sign: ({ path, text }, { secret }, at) => signedPath(secret, path, text, at),
  decode({ status, body }) {
    const code = CODES[textOf(body, 'status') ?? ''] ?? 'OTHER';
    return {
      code: status === (HTTP_STATUS[code] ?? 200) ? code : 'OTHER',
      balance: textOf(body, 'balance', 'real'),
      bonus: textOf(body, 'balance', 'bonus'),
      currency: textOf(body, 'balance', 'currency'),
      playerId: textOf(body, 'playerId'),
      transactionId: textOf(body, 'transactionId'),
      requestId: { sent: '', echoed: textOf(body, 'requestId') },
    };
  },
};

function bodyOf(action: Action): Record<string, unknown> {
  switch (action.kind) {
    case 'authenticate':
    case 'balance':
      return { sessionToken: action.player.token };
    case 'bet':
      return {
        sessionToken: action.player.token,
        ...play(action),
        ...(action.free ? { free: true } : {}),
        ...jackpotOf(action),
      };
    case 'win':
      return {
        ...play(action),
        ...(action.bet === null ? {} : { betTransactionId: action.bet }),
        ...(action.closes ? { roundClosed: true } : {}),
        ...(action.promotion ? { promotion: true } : {}),
        ...jackpotOf(action),
      };
    case 'rollback':
      return { playerId: action.player.playerId, transactionId: action.id, betTransactionId: action.bet };
    case 'end-round':
      return { playerId: action.player.playerId, roundId: action.round };
    default:
      throw new Error(`the dialect has no ${action.kind}`);
  }
}

const jackpotOf = ({ kind, jackpot }: Bet | Win) =>
  jackpot === undefined ? {} : { [kind === 'bet' ? 'jackpotContribution' : 'jackpotWin']: jackpot };
const play = ({ player, id, round, amount, currency, game }: Bet | Win) => ({
  playerId: player.playerId,
  transactionId: id,
  roundId: round,
  gameId: game ?? player.games[0],
  amount,
  currency: currency ?? player.currency,
});
