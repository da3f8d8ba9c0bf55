import { randomUUID } from 'node:crypto';
import { decimalFrom, type StudioProgram } from '../../testing/studio-program.testing.ts';

/** A studio in the style of Evolution. */
export const evolution: StudioProgram = {
  secret: 'evolution-auth-token\nevolution-api-token',
  say: (_provider, deed, said, { wrongKey } = {}) => {
    const { playerId: userId, token: sid, currency, round, id } = said;
    const game = { id: `g-${round}`, type: 'blackjack', details: { table: { id: said.game, vid: 'v' } } };
    const asked = { sid, userId, uuid: randomUUID(), currency, game };
    const transaction = { id, refId: round, amount: Number(said.amount) };
    const bodies = {
      authenticate: { ...asked, channel: { type: 'P' } },
      balance: asked,
      bet: { ...asked, transaction },
      win: said.promotion
        ? {
            ...asked,
            promoTransaction: { type: 'FreeRoundPlayableSpent', id, amount: Number(said.amount), voucherId: 'v' },
          }
        : { ...asked, transaction },
      rollback: { ...asked, transaction: { ...transaction, id: said.bet } },
    };
    // Six digits, as the style's documents show them.
    const written = JSON.stringify({ ...bodies[deed], ...said.more });
    const body = written.replace(
      /"amount":([0-9.]+)/,
      (_all, amount: string) => `"amount":${Number(amount).toFixed(6)}`,
    );
    const operations = { authenticate: 'check', balance: 'balance', bet: 'debit', win: 'credit', rollback: 'cancel' };
    const operation = deed === 'win' && said.promotion ? 'promo_payout' : operations[deed];
    return { operation, query: `?authToken=${wrongKey ? 'another' : 'evolution-auth-token'}`, headers: {}, body };
  },
  tell: ({ playerId, round: transactionId, game: id, amount, currency }) => {
    const bets = [{ code: 'Main', stake: 1, payout: Number(amount), transactionId }];
    const game = { id: 'g-1', status: 'Resolved', table: { id }, participants: [{ playerId, currency, bets }] };
    return { path: '/api/gamehistory/v1/casino/games', answer: { data: [{ date: '2026-11-21', games: [game] }] } };
  },
  words: {
    ...{
      OK: '200 OK',
      REPEATED: '200 BET_ALREADY_EXIST',
      INVALID_TOKEN: '200 INVALID_SID',
      TOKEN_EXPIRED: '200 INVALID_SID',
    },
    ...{ INSUFFICIENT_FUNDS: '200 INSUFFICIENT_FUNDS', PLAYER_BLOCKED: '200 ACCOUNT_LOCKED' },
    ...{ WRONG_CURRENCY: '200 INVALID_PARAMETER', UNKNOWN_GAME: '200 INVALID_PARAMETER' },
    ...{ DUPLICATE_TRANSACTION: '200 BET_ALREADY_EXIST', TRANSACTION_NOT_FOUND: '200 BET_DOES_NOT_EXIST' },
    ...{ ROLLBACK_OF_UNKNOWN: '200 BET_DOES_NOT_EXIST', LATE_BET: '200 BET_ALREADY_SETTLED' },
    ...{ ROLLBACK_AFTER_WIN: '200 BET_ALREADY_SETTLED', WIN_AFTER_ROLLBACK: '200 BET_ALREADY_SETTLED' },
    ...{ MALFORMED: '200 INVALID_PARAMETER', UNSIGNED: '401 INVALID_TOKEN_ID', TRY_AGAIN: '200 TEMPORARY_ERROR' },
  },
  word: (status, body) => `${status} ${body.status as string}`,
  balance: (body) => decimalFrom(body.balance, 0),
};
