/**
 * What the other rooms say to the ledger. A command is an ordered list of operations of ONE player, all or none, each with its own
 * claim `(scope, reference)`. Amounts are decimal strings in the operation's currency.
 */
import { z } from 'zod';
import { callbackPolicy } from './policies.ts';
import { currencyCode, decimalText, defineRequest, idText, jackpotText, moment } from './shape.ts';
import { playerStatus } from './users.ts';
import { chargebackOperations } from './wallet-chargebacks.ts';
import { freeRoundOperations } from './wallet-free-rounds.ts';

export const LIMIT_KINDS = ['DEPOSIT', 'LOSS', 'WAGER', 'SESSION_TIME'] as const;
export const LIMIT_PERIODS = ['DAY', 'WEEK', 'MONTH'] as const;

/** A limit as the gate keeps it. Money limits are in `currency` and cover all wallets; SESSION_TIME is in minutes. */
export const gateLimit = z.object({
  kind: z.enum(LIMIT_KINDS),
  period: z.enum(LIMIT_PERIODS),
  amount: decimalText.nullable(),
  currency: currencyCode.nullable(),
  minutes: z.number().int().positive().nullable(),
});

const providerLimit = z.enum(['LIMIT_REACHED', 'CAP_REACHED']).nullable().optional();

/**
 * What games already knows when it sends a bet or a win. The ledger applies them only AFTER it looked at the claim,
 * in this order: token, player (no gate row: UNKNOWN_PLAYER), game, currency, round, bet, status and limits, funds.
 */
export const verdicts = z.object({
  token: z.enum(['INVALID_TOKEN', 'TOKEN_EXPIRED']).nullable(),
  game: z.enum(['UNKNOWN_GAME']).nullable(),
  /** the session's currency; a bet in another is WRONG_CURRENCY. null: not checked here */
  sessionCurrency: currencyCode.nullable(),
  /** what the operator allows this provider: a bet beyond it is LIMIT_REACHED, a payout CAP_REACHED. Judged with status and limits */
  limit: providerLimit,
});

const money = { amount: decimalText, currency: currencyCode };
/** `jackpot`: what of it went into a jackpot, or came out of one; told in the log, it moves no money. The first word for a bet or win holds. */
const play = { roundId: idText, gameId: idText, verdicts, jackpot: jackpotText.optional() };

export const operation = z.discriminatedUnion('kind', [
  /** Opens a wallet; repeating it is harmless. */
  z.object({ kind: z.literal('open_wallet'), currency: currencyCode }),
  /** What may move for this player. `number` rises with every change; a lower or equal one changes nothing. users only. */
  z.object({
    kind: z.literal('set_gate'),
    number: z.number().int().positive(),
    status: playerStatus,
    until: moment.nullable(),
    timeZone: z.string().max(64),
    limits: z.array(gateLimit).max(50),
  }),
  /** Reserves the DEPOSIT limit and checks status when a deposit starts. Refusals: PLAYER_BLOCKED SELF_EXCLUDED LIMIT_REACHED. payments only. */
  z.object({ kind: z.literal('reserve_deposit'), reference: idText, ...money }),
  /** Gives the reservation back (deposit failed or cancelled). */
  z.object({ kind: z.literal('release_deposit'), reference: idText, reservation: idText }),
  /** Captured money: never refused for status or limits. Consumes the reservation. Opens the wallet if it is missing. */
  z.object({ kind: z.literal('deposit'), reference: idText, reservation: idText.nullable(), ...money }),
  ...chargebackOperations,
  ...freeRoundOperations,
  /**
   * real → locked. purpose WITHDRAWAL ignores play limits and needs no ACTIVE status unless BLOCKED/CLOSED; BOOKMAKER_BET is judged like a bet.
   * A WITHDRAWAL that is neither captured nor released at `expiresAt` is released by the ledger. A repeat's `expiresAt` is not looked at.
   */
  z.object({
    kind: z.literal('hold'),
    reference: idText,
    purpose: z.enum(['WITHDRAWAL', 'BOOKMAKER_BET']),
    roundId: idText.nullable(),
    selection: z.string().max(255).nullable(),
    odds: decimalText.nullable(),
    expiresAt: moment.nullable().optional(),
    /** WITHDRAWAL: consent to lose bonuses that are granted so and not wagered yet; without it BONUS_ACTIVE. A repeat's is not looked at. */
    forfeitBonus: z.boolean().optional(),
    /** of a BOOKMAKER_BET, as in `verdicts` */
    limit: providerLimit,
    /** of a BOOKMAKER_BET: the bookmaker carries the stake; nothing is held, and there is nothing to give back */
    free: z.boolean().optional(),
    ...money,
  }),
  /**
   * locked → out of the house (a withdrawal that was paid). `amount`, in the hold's currency, captures a part; the rest returns to real in
   * the same transaction. Without it: all. More than is held: INSUFFICIENT_FUNDS; again with another amount: ALREADY_SETTLED.
   */
  z.object({ kind: z.literal('capture'), reference: idText, hold: idText, amount: decimalText.optional() }),
  /** locked → real (a withdrawal that was not paid). Of an unknown hold: TRANSACTION_NOT_FOUND. */
  z.object({ kind: z.literal('release'), reference: idText, hold: idText }),
  /** Stake: real first, then bonus. `free` spends a granted free round. `tip` is a stake that no wagering counts. */
  z.object({
    kind: z.literal('bet'),
    reference: idText,
    free: z.boolean(),
    tip: z.boolean().optional(),
    ...money,
    ...play,
  }),
  /** Payout: names its bet, or settles the player's open bets of its round (bet null). `promotion` needs no bet. */
  z.object({
    kind: z.literal('win'),
    reference: idText,
    bet: idText.nullable(),
    roundClosed: z.boolean(),
    promotion: z.boolean(),
    /** what this provider may pay as promotions in a day (UTC), in EUR; without it EUR 100 000 */
    promotionsPerDay: decimalText.optional(),
    ...money,
    ...play,
  }),
  /**
   * Takes a bet back: its own amount and buckets. Of an unknown bet: a lasting tombstone, by policy. `amount`, in the bet's currency, is
   * what the studio says it was, or how much of it: looked at by policy alone. With PARTIAL it is part of what makes a repeat identical.
   */
  z.object({ kind: z.literal('rollback'), reference: idText, bet: idText, amount: decimalText.optional() }),
  /** Closes a round; idempotent. Unknown round: TRANSACTION_NOT_FOUND. */
  z.object({ kind: z.literal('end_round'), roundId: idText }),
  /** What the scope's promotions have paid today counts no more: after CAP_REACHED they are paid again. A person's decision. */
  z.object({ kind: z.literal('release_cap') }),
  /**
   * Bookmaker result of a held bet. First result settles, a later different one re-settles in one transaction, the same one
   * repeats. payout is gross (stake included). A re-settlement that would take real below zero stops at zero and records a debt.
   * OPEN takes the present result back: what it paid is taken, and the bet waits for another; of a bet without result it does nothing.
   */
  z.object({
    kind: z.literal('settle_bet'),
    /** the bookmaker's own id of this result, where it has one: said again it repeats, whatever result came since */
    reference: idText.optional(),
    bet: idText,
    outcome: z.enum(['WIN', 'LOSE', 'VOID', 'CASHOUT', 'OPEN']),
    payout: decimalText.nullable(),
    /** what the payout is said to be in: another than the hold's is WRONG_CURRENCY */
    currency: currencyCode.optional(),
    /** what the partner may be paid for one bet, by currency (the hold knows which): above it CAP_REACHED */
    mostPayouts: z.record(currencyCode, decimalText).optional(),
  }),
  /** Bookmaker refund: gives the stake back (and takes winnings back); of an unknown bet: a lasting tombstone, the late hold is REFUNDED. */
  z.object({ kind: z.literal('refund_bet'), bet: idText }),
]);
export type Operation = z.infer<typeof operation>;

export const command = z.object({
  /** `studio:NAME`, `psp:NAME`, `bookmaker:NAME`, `users`: claims of different scopes never meet. */
  scope: z.string().min(1).max(100),
  userId: idText,
  /** Not submitted after this moment (answered TRY_AGAIN). */
  deadlineAt: moment.nullable(),
  policy: callbackPolicy.nullable(),
  /** Judged and answered as if it were done, and nothing happens. */
  dryRun: z.boolean().optional(),
  operations: z.array(operation).min(1).max(50),
});
export type Command = z.infer<typeof command>;

/** Refusals of the ledger. games maps them to studio vocabularies, payments to graph codes. */
export const REFUSALS = [
  'INVALID_TOKEN',
  'TOKEN_EXPIRED',
  'UNKNOWN_PLAYER',
  'UNKNOWN_GAME',
  'WRONG_CURRENCY',
  'INSUFFICIENT_FUNDS',
  'LIMIT_REACHED',
  'PLAYER_BLOCKED',
  'SELF_EXCLUDED',
  'DUPLICATE_TRANSACTION',
  'TRANSACTION_NOT_FOUND',
  'ALREADY_SETTLED',
  'ROLLED_BACK',
  'ROUND_CLOSED',
  'REFUNDED',
  'CAP_REACHED',
  'UNKNOWN_WALLET',
  'BONUS_ACTIVE',
] as const;
export const refusalCode = z.enum(REFUSALS);
export type Refusal = z.infer<typeof refusalCode>;

/** A wallet right after the command, or later. */
export const walletState = z.object({
  walletId: idText,
  currency: currencyCode,
  real: decimalText,
  bonus: decimalText,
  locked: decimalText,
  version: z.number().int(),
});
export type WalletState = z.infer<typeof walletState>;

export const operationResult = z.object({
  /** The ledger's transaction; null for operations that post none (gate, open, end_round). A tombstone has one too. */
  transactionId: idText.nullable(),
  /** true: this had happened before and nothing moved now */
  replayed: z.boolean(),
});

export const commandResult = z.discriminatedUnion('status', [
  z.object({ status: z.literal('DONE'), results: z.array(operationResult), wallet: walletState.nullable() }),
  z.object({
    status: z.literal('REFUSED'),
    code: refusalCode,
    /** index of the operation that was refused; none of the others happened */
    at: z.number().int(),
    /** the true balance, where player and wallet are known; `forfeits` of BONUS_ACTIVE is what would be lost */
    wallet: walletState.nullable(),
    forfeits: z.array(z.object({ bonus: idText, amount: decimalText, currency: currencyCode })).optional(),
  }),
  /** Not known to have happened: repeat the same command. */
  z.object({ status: z.literal('TRY_AGAIN'), message: z.string() }),
]);
export type CommandResult = z.infer<typeof commandResult>;

const commandsRequest = (asker: string) =>
  defineRequest(
    `ask.wallet.commands.v1.${asker}`,
    z.object({ commands: z.array(command).min(1).max(500) }),
    z.object({ results: z.array(commandResult) }),
  );
/** One subject per asker; a message carries all commands of a tick. */
export const askCommands = {
  games: commandsRequest('games'),
  payments: commandsRequest('payments'),
  users: commandsRequest('users'),
} as const;

/** Present balance of a player's wallet (provider `balance` and `authenticate` calls). wallet null: none in that currency. */
export const askWallet = defineRequest(
  'ask.wallet.wallet.v1',
  z.object({ userId: idText, currency: currencyCode }),
  z.object({ wallet: walletState.nullable(), playerKnown: z.boolean(), status: playerStatus.nullable() }),
);

/** EUR value of a currency unit on a day; the last known where a day is missing. */
export const askRate = defineRequest(
  'ask.wallet.rate.v1',
  z.object({ currency: currencyCode, day: z.iso.date() }),
  z.object({ eurPerUnit: z.string() }),
);
