import { createHmac } from 'node:crypto';
import { decimalFrom, unitsFrom, type StudioProgram } from '../../testing/studio-program.testing.ts';

/** A studio in the style of SOFTSWISS. */
export const softswiss: StudioProgram = {
  secret: 'softswiss-token-of-the-test',
  say: (_provider, deed, said, { wrongKey } = {}) => {
    const { playerId: user_id, token: session_id, id: action_id, bet, round: game_id, game, currency } = said;
    const asked = { user_id, session_id, currency, game };
    const amount = unitsFrom(said.amount, 2);
    const play = (action: string) => ({
      ...{ ...asked, game_id, finished: said.closed ?? false, actions: [{ action, action_id, amount }] },
    });
    const bodies = {
      authenticate: asked,
      balance: asked,
      bet: play('bet'),
      win: said.promotion ? { ...asked, issue_id: action_id, status: 'played', total_amount: amount } : play('win'),
      rollback: { ...asked, game_id, actions: [{ action: 'rollback', action_id, original_action_id: bet }] },
    };
    const body = JSON.stringify({ ...bodies[deed], ...said.more });
    const secret = wrongKey ? 'another-secret' : softswiss.secret;
    const headers = { 'x-request-sign': createHmac('sha256', secret).update(body).digest('hex') };
    const operation = deed === 'rollback' ? deed : deed === 'win' && said.promotion ? 'freespins' : 'play';
    return { operation, query: '', headers, body };
  },
  tell: ({ playerId: user_id, id, bet, round: game_id, game, amount, currency }) => {
    const placed = { action: 'bet', action_id: bet, amount: 100 };
    const actions = [placed, { action: 'win', action_id: id, amount: unitsFrom(amount, 2) }];
    return { path: '/rounds/details', answer: { user_id, game_id, game, currency, finished: true, actions } };
  },
  words: {
    ...{
      OK: '200',
      REPEATED: '200',
      INVALID_TOKEN: '412 101',
      TOKEN_EXPIRED: '412 101',
      INSUFFICIENT_FUNDS: '412 100',
    },
    ...{
      PLAYER_BLOCKED: '412 107',
      WRONG_CURRENCY: '412 154',
      UNKNOWN_GAME: '412 107',
      DUPLICATE_TRANSACTION: '412 500',
    },
    ...{ TRANSACTION_NOT_FOUND: '412 500', ROLLBACK_OF_UNKNOWN: '200', LATE_BET: '200', ROLLBACK_AFTER_WIN: '200' },
    ...{ WIN_AFTER_ROLLBACK: '412 500', MALFORMED: '400 400', UNSIGNED: '403 403', TRY_AGAIN: '503 500' },
  },
  word: (status, body) => (body.code === undefined ? String(status) : `${status} ${body.code as number}`),
  balance: (body) => decimalFrom(body.balance, 2),
};
