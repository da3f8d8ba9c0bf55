/** What the ledger's log says to its readers, and how they ask for what they missed. */
import { z } from 'zod';
import { currencyCode, decimalText, defineRequest, idText, jackpotText, moment } from './shape.ts';

export const BUCKETS = ['REAL', 'BONUS', 'LOCKED'] as const;

export const LEDGER_KINDS = [
  'DEPOSIT',
  'WITHDRAWAL',
  'BET',
  'WIN',
  'ROLLBACK',
  'RESETTLEMENT',
  'HOLD',
  'CAPTURE',
  'RELEASE',
  'BONUS_GRANT',
  'BONUS_CONVERSION',
  'FORFEITURE',
  'CORRECTION',
  'CHARGEBACK',
  'EXCHANGE',
  // entries of the log that are no Transaction
  'ROUND_CLOSED',
  'TOMBSTONE',
] as const;

/** One entry of the ledger's log. Sequences are contiguous per lane; order across lanes is not promised. */
export const ledgerEntry = z.object({
  sequence: z.number().int().positive(),
  at: moment,
  kind: z.enum(LEDGER_KINDS),
  userId: idText,
  walletId: idText.nullable(),
  currency: currencyCode.nullable(),
  /** null for ROUND_CLOSED */
  transactionId: idText.nullable(),
  /** the wallet's version after it; null where nothing was posted to a wallet */
  version: z.number().int().nullable(),
  scope: z.string(),
  reference: idText.nullable(),
  /** absolute */
  amount: decimalText,
  /** change and balance after, per bucket, from the player's side */
  buckets: z.array(z.object({ bucket: z.enum(BUCKETS), amount: decimalText, balanceAfter: decimalText })),
  real: decimalText,
  bonus: decimalText,
  locked: decimalText,
  roundId: idText.nullable(),
  gameId: idText.nullable(),
  /** BET/HOLD: own reference; WIN/ROLLBACK/RESETTLEMENT/CAPTURE/RELEASE: the bet's or hold's reference */
  betReference: idText.nullable(),
  /** the transaction that this one reverses or re-settles */
  relatedTransactionId: idText.nullable(),
  free: z.boolean(),
  promotion: z.boolean(),
  /** ROLLBACK: of a part of the stake; the bet stands on with the rest */
  partial: z.boolean().optional(),
  /** BET: what of the stake went into jackpots; WIN: what of the payout came out of them; ROLLBACK, RESETTLEMENT: what of that is taken back */
  jackpot: jackpotText.optional(),
  /** bookmaker: outcome of the bet after this entry, null on a RESETTLEMENT: it waits for another; selection and odds on HOLD */
  outcome: z.enum(['WIN', 'LOSE', 'VOID', 'CASHOUT', 'REFUND']).nullable(),
  purpose: z.enum(['WITHDRAWAL', 'BOOKMAKER_BET', 'PLAY']).nullable(),
  selection: z.string().nullable(),
  odds: decimalText.nullable(),
  /** amount converted at the day's rate, EUR minor units as a decimal string with 2 digits */
  amountEur: decimalText,
});
export type LedgerEntry = z.infer<typeof ledgerEntry>;

export const ledgerBatch = z.object({
  lane: z.number().int().min(0),
  first: z.number().int().positive(),
  last: z.number().int().positive(),
  entries: z.array(ledgerEntry).min(1).max(500),
});
export type LedgerBatch = z.infer<typeof ledgerBatch>;

/** Published per lane, up to 500 consecutive entries in a message: `wallet.ledger.v1.<lane>`. */
export const LEDGER_SUBJECT = 'wallet.ledger.v1';
export const ledgerSubject = (lane: number) => `${LEDGER_SUBJECT}.${lane}`;

/** Older entries, straight from the ledger: for projections that start late or were cut off. */
export const askReadLog = defineRequest(
  'ask.wallet.read_log.v1',
  z.object({ lane: z.number().int().min(0), after: z.number().int().min(0), limit: z.number().int().min(1).max(500) }),
  z.object({ entries: z.array(ledgerEntry) }),
);

/** The last sequence of every lane. */
export const askLaneHeads = defineRequest(
  'ask.wallet.lane_heads.v1',
  z.object({}),
  z.object({ heads: z.array(z.object({ lane: z.number().int(), sequence: z.number().int() })) }),
);
