import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { decimalFrom, unitsFrom, type StudioProgram } from '../../testing/studio-program.testing.ts';

const rsa = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
export const studioKeys = rsa();
/** Croupier's own key at the hub88 studio. */
export const ownKeys = rsa();

/** A studio in the style of Hub88. */
export const hub88: StudioProgram = {
  secret: `${studioKeys.publicKey}${ownKeys.privateKey}`,
  say: (_provider, deed, said, { wrongKey } = {}) => {
    const { playerId: user, token, id: transaction_uuid, bet, round, game: game_code, currency } = said;
    const asked = { request_uuid: randomUUID(), user };
    const play = { ...asked, transaction_uuid, token, round, game_code, currency, amount: unitsFrom(said.amount, 5) };
    const bodies = {
      authenticate: { ...asked, token },
      balance: { ...asked, token, game_code },
      bet: { ...play, is_free: said.free ?? false, round_closed: false, bet: 'zero', reward_uuid: null },
      win: {
        ...{ ...play, is_free: false, round_closed: said.closed ?? false, is_supplier_promo: said.promotion ?? false },
        ...{ reference_transaction_uuid: bet ?? null },
      },
      rollback: { ...asked, transaction_uuid, token, round, game_code, reference_transaction_uuid: bet },
    };
    const body = JSON.stringify({ ...bodies[deed], ...said.more });
    const key = wrongKey ? ownKeys.privateKey : studioKeys.privateKey;
    const headers = { 'x-hub88-signature': sign('sha256', Buffer.from(body), key).toString('base64') };
    return { operation: deed === 'authenticate' ? 'info' : deed, query: '', headers, body };
  },
  tell: ({ playerId: user, id, bet, round, game: game_code, amount, currency }) => {
    const row = { user, round, game_code, currency, status: 'TS_SUCCESS' };
    const placed = { kind: 'TK_BET', transaction_uuid: bet, amount: 100_000, inserted_at: '2026-11-21T12:00:00' };
    const won = { kind: 'TK_WIN', transaction_uuid: id, reference_transaction_uuid: bet, round_closed: true };
    const answer = [placed, { ...won, amount: unitsFrom(amount, 5), inserted_at: '2026-11-21T12:00:01' }];
    return { path: '/transactions/list', answer: answer.map((each) => ({ ...row, ...each })) };
  },
  words: {
    ...{ OK: '200 RS_OK', REPEATED: '200 RS_OK', INVALID_TOKEN: '200 RS_ERROR_INVALID_TOKEN' },
    ...{ TOKEN_EXPIRED: '200 RS_ERROR_TOKEN_EXPIRED', INSUFFICIENT_FUNDS: '200 RS_ERROR_NOT_ENOUGH_MONEY' },
    ...{ PLAYER_BLOCKED: '200 RS_ERROR_USER_DISABLED', WRONG_CURRENCY: '200 RS_ERROR_WRONG_CURRENCY' },
    ...{ UNKNOWN_GAME: '200 RS_ERROR_INVALID_GAME', DUPLICATE_TRANSACTION: '200 RS_ERROR_DUPLICATE_TRANSACTION' },
    ...{ TRANSACTION_NOT_FOUND: '200 RS_ERROR_TRANSACTION_DOES_NOT_EXIST', ROLLBACK_OF_UNKNOWN: '200 RS_OK' },
    ...{ LATE_BET: '200 RS_ERROR_DUPLICATE_TRANSACTION', ROLLBACK_AFTER_WIN: '200 RS_OK' },
    ...{ WIN_AFTER_ROLLBACK: '200 RS_ERROR_TRANSACTION_DOES_NOT_EXIST', MALFORMED: '200 RS_ERROR_WRONG_SYNTAX' },
    ...{ UNSIGNED: '200 RS_ERROR_INVALID_SIGNATURE', TRY_AGAIN: '503 RS_ERROR_UNKNOWN' },
  },
  word: (status, body) => `${status} ${body.status as string}`,
  balance: (body) => decimalFrom(body.balance, 5),
};
