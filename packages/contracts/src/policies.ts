/** The policy matrix: how studios want repeats, rollbacks and settlements judged. One row per dialect, data that the ledger executes. */
import { z } from 'zod';

/**
 * How a studio's dialect wants repeats, rollbacks and settlements judged (domain: policy matrix).
 * It travels with every bet, win and rollback; the values of Croupier's own dialect are `CROUPIER_POLICY`.
 */
export const callbackPolicy = z.object({
  /** REPLAY_STORED: a repeat is answered with the balance that its first answer showed; the others show the present one */
  duplicateIdentical: z.enum(['REPLAY_FRESH_BALANCE', 'REPLAY_STORED', 'ALREADY_EXISTS']),
  duplicateMismatch: z.enum(['REFUSE', 'REPLAY']),
  rollbackUnknown: z.enum(['OK_TOMBSTONE', 'OK_NO_TOMBSTONE', 'REFUSE', 'REFUSE_TOMBSTONE']),
  betAfterTombstone: z.enum(['REFUSE', 'ACCEPT_AND_REVERSE']),
  rollbackAfterSettle: z.enum(['REFUSE', 'REVERSE_ALL']),
  winWithoutBet: z.enum(['REFUSE', 'ACCEPT']),
  /** ROUND_WISE: one win settles its round and closes it, whatever bet it names */
  settlement: z.enum(['BET_WISE', 'ROUND_WISE', 'MIXED']),
  /** whose ids are whose: one id happens once for the provider, or once for each of its players. Left out: PER_PROVIDER */
  txScope: z.enum(['PER_PROVIDER', 'PER_PLAYER']).optional(),
  /**
   * MUST_MATCH: a rollback that names another amount than its bet's is TRANSACTION_NOT_FOUND. PARTIAL: one that names less gives that much
   * back and the bet stands on with the rest; more than is left is TRANSACTION_NOT_FOUND. Left out: IGNORE
   */
  rollbackAmount: z.enum(['IGNORE', 'MUST_MATCH', 'PARTIAL']).optional(),
  /** what a win is refused with whose bet was rolled back. Left out: ROLLED_BACK */
  winAfterRollback: z.enum(['ROLLED_BACK', 'TRANSACTION_NOT_FOUND', 'ALREADY_SETTLED']).optional(),
});
export type CallbackPolicy = z.infer<typeof callbackPolicy>;

export const CROUPIER_POLICY: Required<CallbackPolicy> = {
  duplicateIdentical: 'REPLAY_FRESH_BALANCE',
  duplicateMismatch: 'REFUSE',
  rollbackUnknown: 'OK_TOMBSTONE',
  betAfterTombstone: 'REFUSE',
  rollbackAfterSettle: 'REFUSE',
  winWithoutBet: 'REFUSE',
  settlement: 'MIXED',
  txScope: 'PER_PROVIDER',
  rollbackAmount: 'IGNORE',
  winAfterRollback: 'ROLLED_BACK',
};

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
    // A bet that was rolled back is to the studio as if it had never been.
    winAfterRollback: 'TRANSACTION_NOT_FOUND',
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
    // The studio wants BET_ALREADY_SETTLED after its cancel.
    winAfterRollback: 'ALREADY_SETTLED',
  },
} as const satisfies Record<string, CallbackPolicy>;
