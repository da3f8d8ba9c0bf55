import { CROUPIER_POLICY, type CallbackPolicy } from '@croupier/contracts';

/**
 * One row per dialect: how its studios want repeats, rollbacks and settlements judged. The ledger executes it. What is not named is as in
 * Croupier's own row; the reasons are those of the styles' public documents.
 */
export const POLICIES = {
  croupier: CROUPIER_POLICY,
  hub88: {
    ...CROUPIER_POLICY,
    // A rollback is repeated until it is RS_OK: an unknown transaction must not keep it going, and its late bet must not be taken.
    rollbackUnknown: 'OK_TOMBSTONE',
    betAfterTombstone: 'REFUSE',
    // It means: undo what the transaction did. A settled bet takes its wins along.
    rollbackAfterSettle: 'REVERSE_ALL',
    // A win names its bet; one that names none is a supplier's promotion.
    settlement: 'BET_WISE',
  },
  softswiss: {
    ...CROUPIER_POLICY,
    // The studio is done with an action that it rolled back, and expects OK when the action itself comes late; both net to nothing.
    rollbackUnknown: 'OK_TOMBSTONE',
    betAfterTombstone: 'ACCEPT_AND_REVERSE',
    // A whole round is rolled back in one call, its wins with its bets.
    rollbackAfterSettle: 'REVERSE_ALL',
    // Wins belong to the round.
    settlement: 'MIXED',
  },
  evolution: {
    ...CROUPIER_POLICY,
    // A repeat is told as such (BET_ALREADY_EXIST, BET_ALREADY_SETTLED); the studio takes both for success.
    duplicateIdentical: 'ALREADY_EXISTS',
    // The studio wants BET_DOES_NOT_EXIST; the debit that was still on its way is refused all the same.
    rollbackUnknown: 'REFUSE_TOMBSTONE',
    betAfterTombstone: 'REFUSE',
    rollbackAfterSettle: 'REFUSE',
    // A reference is settled once and as a whole: it is a round here.
    settlement: 'ROUND_WISE',
  },
} as const satisfies Record<string, CallbackPolicy>;
