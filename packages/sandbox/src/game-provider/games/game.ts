import type { z } from 'zod';
import type { Draw } from '../fairness.ts';

/** What a play came to. `payoutMinor` is gross, in minor units, rounded down; `outcome` is what the player is shown. */
export interface Result {
  payoutMinor: bigint;
  outcome: Record<string, unknown>;
}

/** One game: its place in the catalogue, what may be chosen, and how a draw becomes a payout. */
export interface Game<Choice = unknown> {
  code: string;
  title: { en: string; ru: string };
  genre: 'INSTANT' | 'SLOT';
  volatility: 'LOW' | 'MEDIUM' | 'HIGH';
  /** Return to player in percent, a decimal string. */
  rtp: string;
  choice: z.ZodType<Choice>;
  play(draw: Draw, stakeMinor: bigint, choice: Choice): Result;
}
