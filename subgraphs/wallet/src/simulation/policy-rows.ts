/** Every row of the policy matrix that a life may be lived by: those of our dialects, and some of nobody's that turn the other knobs. */
import { type CallbackPolicy, CROUPIER_POLICY, POLICIES } from '@croupier/contracts';

export const POLICY_ROWS: Record<string, CallbackPolicy> = {
  ...POLICIES,
  'ids of each player, amounts that match': {
    ...CROUPIER_POLICY,
    duplicateMismatch: 'REPLAY',
    rollbackUnknown: 'OK_NO_TOMBSTONE',
    winWithoutBet: 'ACCEPT',
    txScope: 'PER_PLAYER',
    rollbackAmount: 'MUST_MATCH',
    winAfterRollback: 'TRANSACTION_NOT_FOUND',
  },
  'late bets of each player, reversed with their wins': {
    ...CROUPIER_POLICY,
    rollbackUnknown: 'REFUSE_TOMBSTONE',
    betAfterTombstone: 'ACCEPT_AND_REVERSE',
    rollbackAfterSettle: 'REVERSE_ALL',
    txScope: 'PER_PLAYER',
    rollbackAmount: 'MUST_MATCH',
  },
  'nothing of the unknown': {
    ...CROUPIER_POLICY,
    rollbackUnknown: 'REFUSE',
    rollbackAfterSettle: 'REVERSE_ALL',
    settlement: 'BET_WISE',
    winAfterRollback: 'ALREADY_SETTLED',
  },
  'answers of then, bets taken back in part': {
    ...CROUPIER_POLICY,
    duplicateIdentical: 'REPLAY_STORED',
    betAfterTombstone: 'ACCEPT_AND_REVERSE',
    rollbackAfterSettle: 'REVERSE_ALL',
    rollbackAmount: 'PARTIAL',
  },
  'whole rounds of each player': {
    ...CROUPIER_POLICY,
    duplicateMismatch: 'REPLAY',
    betAfterTombstone: 'ACCEPT_AND_REVERSE',
    rollbackAfterSettle: 'REVERSE_ALL',
    winWithoutBet: 'ACCEPT',
    settlement: 'ROUND_WISE',
    txScope: 'PER_PLAYER',
  },
};

/** A life in which most of what is played is the bookmaker's, who has no policy. */
export const BOOKMAKER_ROW = 'bookmaker';
export const ROW_NAMES = [...Object.keys(POLICY_ROWS), BOOKMAKER_ROW];
