/** What games tells the ledger of free rounds that a studio gives and reports as `free` bets. */
import { z } from 'zod';
import { currencyCode, decimalText, idText, moment } from './shape.ts';

export const freeRoundOperations = [
  /**
   * Free rounds of a game, to be spent by `free` bets; their wins stay bonus money. `reference` is the grant's id; again: harmless.
   * Refusals: UNKNOWN_PLAYER PLAYER_BLOCKED SELF_EXCLUDED. games only.
   */
  z.object({
    kind: z.literal('grant_free_rounds'),
    reference: z.uuid(),
    rounds: z.number().int().min(1).max(1_000),
    gameId: idText,
    /** the largest stake of a round */
    amount: decimalText,
    currency: currencyCode,
    expiresAt: moment,
  }),
  /** Takes back the rounds that were not played; what was won stays. Of an unknown grant: TRANSACTION_NOT_FOUND; again: harmless. games only. */
  z.object({ kind: z.literal('end_free_rounds'), grant: z.uuid() }),
] as const;
