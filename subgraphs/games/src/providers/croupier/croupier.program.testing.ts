import type { StudioProgram } from '../../testing/studio-program.testing.ts';
import { signedHeaders } from '../signature.ts';

/** A studio that speaks Croupier's own dialect. */
export const croupier: StudioProgram = {
  secret: 'croupier-secret-of-the-test',
  say: (provider, operation, said, { wrongKey } = {}) => {
    const {
      playerId,
      token: sessionToken,
      id: transactionId,
      bet,
      round: roundId,
      game: gameId,
      amount,
      currency,
    } = said;
    const play = { playerId, transactionId, roundId, gameId, amount, currency };
    const bodies = {
      authenticate: { sessionToken },
      balance: { sessionToken },
      bet: { ...play, sessionToken, free: said.free ?? false },
      win: { ...play, betTransactionId: bet, roundClosed: said.closed, promotion: said.promotion },
      rollback: { playerId, transactionId, betTransactionId: bet },
    };
    const body = JSON.stringify({ ...bodies[operation], ...said.more });
    const secret = wrongKey ? 'another-secret' : croupier.secret;
    const headers = signedHeaders(secret, `/providers/${provider}/${operation}`, body, new Date());
    return { operation, query: '', headers, body };
  },
  tell: ({ playerId, id: transactionId, bet: betTransactionId, round: roundId, game: gameId, amount, currency }) => {
    const win = { playerId, transactionId, betTransactionId, roundId, gameId, amount, currency, roundClosed: true };
    return { path: `/rounds/${roundId}`, answer: { finished: true, calls: [{ operation: 'win', body: win }] } };
  },
  words: {
    ...{ OK: '200 OK', REPEATED: '200 OK', INVALID_TOKEN: '200 INVALID_TOKEN', TOKEN_EXPIRED: '200 TOKEN_EXPIRED' },
    ...{ INSUFFICIENT_FUNDS: '200 INSUFFICIENT_FUNDS', PLAYER_BLOCKED: '200 PLAYER_BLOCKED' },
    ...{ WRONG_CURRENCY: '200 WRONG_CURRENCY', UNKNOWN_GAME: '200 UNKNOWN_GAME' },
    ...{ DUPLICATE_TRANSACTION: '200 DUPLICATE_TRANSACTION', TRANSACTION_NOT_FOUND: '200 TRANSACTION_NOT_FOUND' },
    ...{ ROLLBACK_OF_UNKNOWN: '200 OK', LATE_BET: '200 ROLLED_BACK', ROLLBACK_AFTER_WIN: '200 ALREADY_SETTLED' },
    ...{ WIN_AFTER_ROLLBACK: '200 ROLLED_BACK', MALFORMED: '400 INVALID_REQUEST' },
    ...{ UNSIGNED: '401 INVALID_SIGNATURE', TRY_AGAIN: '503 TRY_AGAIN' },
  },
  word: (status, body) => `${status} ${body.status as string}`,
  balance: (body) => (body.balance as { real: string } | undefined)?.real ?? null,
};
