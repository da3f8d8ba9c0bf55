import { createPrivateKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { digitsOf, fromUnits, toUnits } from '../amount.ts';
import { USUAL_ANSWERS, type Dialect } from '../dialect.ts';
import type { Action, Code, Player } from '../vocabulary.ts';
import { BOOKMAKER_TRAITS } from './bookmaker-traits.ts';
import { digits, providersPath, textOf } from './read.ts';

const LIFETIME_SECONDS = 60;
const CODES: Record<string, Code> = {
  1005: 'PLAYER_BLOCKED',
  1006: 'UNKNOWN_PLAYER',
  1007: 'INVALID_TOKEN',
  3001: 'REFUSED',
  2001: 'INSUFFICIENT_FUNDS',
  2002: 'WRONG_CURRENCY',
  2003: 'NOT_FOUND',
  2004: 'REFUSED',
  2005: 'INVALID_SIGNATURE',
  4001: 'LIMIT_REACHED',
};

/**
 * In the style of Betby: a bet is made, its results come one by one and may be taken back, or it is discarded; each call is a JWT, and amounts
 * are whole numbers of the currency's unit. The secret is the bookmaker's private key, RSA or P-256, in PEM.
 */
export const betby: Dialect = {
  name: 'betby',
  traits: {
    ...BOOKMAKER_TRAITS,
    // The discard of a bet that nobody knows tells the balance.
    speaks: new Set(['authenticate', 'balance', 'bet', 'win', 'settle', 'reopen', 'rollback']),
    answers: {
      ...USUAL_ANSWERS,
      malformed: ['REFUSED'],
      wrongType: ['REFUSED'],
      otherContent: ['REFUSED'],
      rolledBackBet: ['REFUSED'],
      winAfterRollback: ['REFUSED'],
      settledAfterRefund: ['REFUSED'],
      rollbackOfOthers: ['NOT_FOUND', 'UNKNOWN_PLAYER'],
    },
    timestampWindowSeconds: LIFETIME_SECONDS,
    balanceInAnswers: true,
    freeRounds: true,
    echoesPlayer: true,
    winIds: true,
    rollbackSaysAmount: null,
    fields: { transaction: ['transaction', 'id'], amount: ['transaction', 'amount'], growing: null, isNumber: true },
    refusalStatuses: [400],
  },
  pathOf: providersPath,
  encode(action) {
    const [operation, body] = callOf(action);
    return { operation, body };
  },
  wrongSecret: () =>
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  sign: () => ({}),
  envelope({ text, carried, unsigned }, { secret }, at) {
    const key = createPrivateKey(secret);
    const header = encoded(JSON.stringify({ alg: key.asymmetricKeyType === 'rsa' ? 'RS256' : 'ES256', typ: 'JWT' }));
    const iat = Math.floor(at.getTime() / 1000);
    const claims = (payload: string) => encoded(`{"iat":${iat},"exp":${iat + LIFETIME_SECONDS},"payload":${payload}}`);
    const signed = Buffer.from(`${header}.${claims(text)}`);
    const signature = unsigned ? '' : sign('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');
    return JSON.stringify({ payload: `${header}.${claims(carried)}.${signature}` });
  },
  decode({ action, status, body }) {
    if (status === 404) return { code: 'INVALID_PARTNER' };
    if (status !== 200)
      return { code: status === 503 ? 'TRY_AGAIN' : (status === 400 && CODES[textOf(body, 'code') ?? '']) || 'OTHER' };
    const balance = textOf(body, 'balance');
    const currency = 'player' in action ? action.player.currency : 'EUR';
    return {
      code: 'OK',
      balance: balance === null ? null : fromUnits(BigInt(balance), digitsOf(currency)),
      currency: textOf(body, 'currency'),
      playerId: textOf(body, 'user_id'),
      transactionId: textOf(body, 'id'),
    };
  },
};

const encoded = (text: string): string => Buffer.from(text).toString('base64url');

function callOf(action: Action): [string, Record<string, unknown>] {
  switch (action.kind) {
    case 'balance':
      return [
        'bet_discard',
        { ext_player_id: action.player.playerId, transaction_id: randomUUID(), reason: 'unknown' },
      ];
    case 'authenticate':
      return ['identify', { token: action.player.token }];
    case 'bet': {
      const { player, id, amount, currency, round, odds, free } = action;
      const bets = [{ event_id: round, outcome_name: odds?.selection ?? 'home', odds: odds?.odds ?? '1.85' }];
      const transaction = transactionOf(player, id, amount, currency);
      if (!free) return ['bet_make', { transaction, betslip: { bets } }];
      const bonus = { bonus_id: `bonus-${id}`, bonus_type: 'freebet_freemoney' };
      return ['bet_make', { ...bonus, transaction: { ...transaction, ...bonus }, betslip: { bets } }];
    }
    case 'win': {
      const { player, id, bet, amount, currency } = action;
      const lost = /^[0.]+$/.test(amount);
      const transaction = transactionOf(player, id, amount, currency);
      return [lost ? 'bet_lost' : 'bet_win', { bet_transaction_id: bet, transaction }];
    }
    case 'settle': {
      const { player, id, bet, result, payout = '0' } = action;
      const told = { bet_transaction_id: bet, transaction: transactionOf(player, id, payout) };
      if (result === 'lose') return ['bet_lost', told];
      return result === 'void' ? ['bet_refund', told] : ['bet_win', { ...told, is_cashout: result === 'cashout' }];
    }
    case 'reopen': {
      const told = { bet_transaction_id: action.bet, transaction: transactionOf(action.player, action.id, '0') };
      return ['bet_rollback', { ...told, parent_transaction_id: action.bet }];
    }
    case 'rollback':
      return ['bet_discard', { ext_player_id: action.player.playerId, transaction_id: action.bet, reason: 'timeout' }];
    default:
      throw new Error(`the dialect has no ${action.kind}`);
  }
}

const transactionOf = (player: Player, id: string, amount: string, currency = player.currency) => ({
  ...{ id, ext_player_id: player.playerId, currency },
  amount: digits(toUnits(amount, digitsOf(currency)).toString()),
});
