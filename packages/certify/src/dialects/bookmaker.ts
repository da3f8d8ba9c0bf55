import type { Action, Code, Player } from '../vocabulary.ts';
import { USUAL_ANSWERS, type Credentials, type Dialect } from '../dialect.ts';
import { BOOKMAKER_TRAITS } from './bookmaker-traits.ts';
import { textOf } from './read.ts';
import { signedPath } from './signed-path.ts';

const DECLINES: Record<string, Code> = {
  INSUFFICIENT_FUNDS: 'INSUFFICIENT_FUNDS',
  PLAYER_BLOCKED: 'PLAYER_BLOCKED',
  LIMIT_REACHED: 'LIMIT_REACHED',
  UNKNOWN_PLAYER: 'UNKNOWN_PLAYER',
  UNKNOWN_BET: 'NOT_FOUND',
  DUPLICATE_BET: 'DUPLICATE',
  REFUNDED: 'ROLLED_BACK',
};
const HTTP_CODES: Record<number, Code> = {
  400: 'MALFORMED',
  401: 'INVALID_SIGNATURE',
  403: 'INVALID_PARTNER',
  503: 'TRY_AGAIN',
};
const DONE: Partial<Record<Action['kind'], string>> = {
  check: 'approved',
  bet: 'blocked',
  win: 'updated',
  settle: 'updated',
  rollback: 'refunded',
  recalculate: 'recalculated',
};

/** The bookmakers' dialect: a bet is a hold, its result settles it and may change, a rollback is a refund. Balances are in no answer. */
export const bookmaker: Dialect = {
  name: 'bookmaker',
  traits: {
    ...BOOKMAKER_TRAITS,
    speaks: new Set(['check', 'bet', 'win', 'settle', 'rollback', 'recalculate']),
    answers: {
      ...USUAL_ANSWERS,
      // no wallet in that currency holds anything, and one that nobody knows is no currency
      wrongCurrency: ['INSUFFICIENT_FUNDS', 'MALFORMED'],
      rollbackOfOthers: ['NOT_FOUND', 'UNKNOWN_PLAYER'],
    },
    timestampWindowSeconds: 300,
    balanceInAnswers: false,
    freeRounds: false,
    echoesPlayer: false,
    winIds: false,
    rollbackSaysAmount: ['amount'],
    fields: { transaction: ['bet_id'], amount: ['amount'], growing: null, isNumber: false },
    refusalStatuses: [200],
  },
  pathOf: (operation) => `/api/${operation}`,
  encode(action, by) {
    const [operation, body] = callOf(action, by);
    return { operation, body, headers: { 'x-partner-id': by.provider } };
  },
  wrongSecret: ({ secret }) => `not-${secret}`,
  sign: ({ path, text }, { secret }, at) => signedPath(secret, path, text, at),
  decode({ action, status, body }) {
    const said = textOf(body, 'status');
    if (status !== 200) return { code: HTTP_CODES[status] ?? 'OTHER' };
    if (said === DONE[action.kind]) return { code: 'OK' };
    return { code: said === 'declined' ? (DECLINES[textOf(body, 'code') ?? ''] ?? 'OTHER') : 'OTHER' };
  },
};

function callOf(action: Action, { provider }: Credentials): [string, Record<string, unknown>] {
  const bet = (player: Player, id: string) => ({
    partner_id: provider,
    partner_player_id: player.playerId,
    bet_id: id,
  });
  switch (action.kind) {
    case 'check':
    case 'bet': {
      const { player, id, amount, round } = action;
      const body = { ...bet(player, id), amount, currency: action.currency ?? player.currency, round_id: round };
      const said = action.kind === 'bet' && action.odds ? action.odds : {};
      return [action.kind === 'check' ? 'check_bet' : 'block_funds', { ...body, ...said }];
    }
    case 'win': {
      const lost = /^[0.]+$/.test(action.amount);
      const result = lost ? { status: 'lose' } : { status: 'win', payout: action.amount };
      return ['update_bet_status', { ...bet(action.player, action.bet ?? ''), ...result, ...currencyOf(action) }];
    }
    case 'settle': {
      const payout = action.payout === undefined ? {} : { payout: action.payout };
      return ['update_bet_status', { ...bet(action.player, action.bet), status: action.result, ...payout }];
    }
    case 'rollback':
      return ['refund', bet(action.player, action.bet)];
    case 'recalculate':
      return ['recalculate_bets', { partner_id: provider, round_id: action.round, correct_result: action.result }];
    default:
      throw new Error(`the dialect has no ${action.kind}`);
  }
}

const currencyOf = ({ currency }: { currency?: string }) => (currency === undefined ? {} : { currency });
