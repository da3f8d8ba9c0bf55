/** What the ledger is told to do: the contract's operations, and those that only this room gives. */
import {
  type CallbackPolicy,
  type Command,
  CROUPIER_POLICY,
  isCurrency,
  MalformedAmount,
  MAX_AMOUNT_MINOR,
  NO_CURRENCY,
  type Operation,
  parseAmount,
} from '@croupier/contracts';
import { BadUserInput } from '@croupier/kit';
import type { BonusTerms } from './rows.ts';

/** Terms of a grant; amounts are decimal strings in its currency. */
export type GrantTerms = Omit<BonusTerms, 'mostBet' | 'mostConversion' | 'deposit'> & {
  mostBet: string | null;
  mostConversion: string | null;
  deposit: string;
};

export type InternalOperation =
  /** An approved correction by staff. `minor` is positive. */
  | {
      kind: 'adjust';
      reference: string;
      currency: string;
      bucket: 'REAL' | 'BONUS';
      direction: 'CREDIT' | 'DEBIT';
      amount: string;
    }
  /** Closes the reference of a correction that was refused: an approval that is still on its way finds it taken. */
  | { kind: 'reject_adjustment'; reference: string; currency: string }
  | {
      kind: 'grant_bonus';
      reference: string;
      bonusKind: 'MONEY' | 'FREE_ROUNDS';
      currency: string;
      amount: string;
      rounds: number;
      gameCode: string | null;
      stake: string | null;
      wageringMultiple: number;
      expiresAt: number | null;
      terms?: GrantTerms | null;
    }
  /**
   * A player exchanges real money as a quote promised. `reference` is the call's, `quote` the quote's id: each happens once. Amounts are
   * decimal strings, `expiresAt` is the quote's end in epoch milliseconds.
   */
  | {
      kind: 'exchange';
      reference: string;
      quote: string;
      from: { amount: string; currency: string };
      to: { amount: string; currency: string };
      expiresAt: number;
    }
  /** Ends a bonus; what is left of it returns to the house's bonus cost. Repeating it is harmless. */
  | { kind: 'end_bonus'; bonus: string; status: 'FORFEITED' | 'EXPIRED' }
  /** Releases an open withdrawal whose `expiresAt` is over. Repeating it is harmless. */
  | { kind: 'expire_hold'; hold: string };

export type LedgerOperation = Operation | InternalOperation;
export interface LedgerCommand extends Omit<Command, 'operations'> {
  operations: LedgerOperation[];
}

export const policyOf = (command: LedgerCommand): CallbackPolicy => command.policy ?? CROUPIER_POLICY;

/** As many digits as any currency has: only its bet knows a rollback's. */
export const FINEST_CURRENCY = 'TON';
const DEBITS = new Set<LedgerOperation['kind']>(['bet', 'hold']);
const USER_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Money of development: nobody's payment, so no DEPOSIT limit counts it. No room may speak for it; the demo calls the ledger itself. */
export const DEMO_SCOPE = 'psp:demo';

/** A user's id as we make them; any other text is nobody's. */
export const isUserId = (text: string): boolean => USER_ID.test(text);

/**
 * Refuses what could not be judged: an amount with more digits than its currency has, a sign, an unknown currency, a NUL.
 * Throws BadUserInput. What it lets through can be written down.
 */
export function checkCommand(command: LedgerCommand): void {
  for (const operation of command.operations) {
    if (isInNoCurrency(operation)) continue;
    if ('currency' in operation && operation.currency !== undefined && !isCurrency(operation.currency))
      throw new BadUserInput('unknown currency', { currency: 'unknown' });
    if (operation.kind === 'capture' || operation.kind === 'chargeback') checkPart(operation.kind, operation.amount);
    else if (operation.kind === 'rollback') minorOrRefuse(operation.amount ?? '0', FINEST_CURRENCY);
    else if ('amount' in operation) checkAmount(operation.amount, operation.currency, operation.kind);
    if (operation.kind === 'hold' && (operation.selection?.includes('\u0000') || operation.odds?.startsWith('-'))) {
      throw new BadUserInput('selection and odds are plain text and a positive number');
    }
    if (operation.kind === 'hold' && operation.purpose !== 'WITHDRAWAL' && operation.expiresAt)
      throw new BadUserInput('only a withdrawal expires', { expiresAt: 'not for this purpose' });
    if (operation.kind === 'hold' && operation.purpose !== 'BOOKMAKER_BET' && operation.free)
      throw new BadUserInput('only a bet is free', { free: 'not for this purpose' });
    if (operation.kind === 'set_gate') for (const limit of operation.limits) checkLimit(limit);
    if (operation.kind === 'settle_bet' && operation.payout?.startsWith('-'))
      throw new BadUserInput('a payout has no sign', { payout: 'has a sign' });
  }
}

/** A play in a currency that nobody has: the judge refuses it in its order. */
const isInNoCurrency = (operation: LedgerOperation): boolean =>
  (operation.kind === 'bet' || operation.kind === 'win') && operation.currency === NO_CURRENCY;

/** Minor units of a bet or a win; zero in no currency, where there is nothing to count in. */
export const playMinor = ({ amount, currency }: { amount: string; currency: string }): bigint =>
  currency === NO_CURRENCY ? 0n : parseAmount(amount, currency);

function checkAmount(amount: string, currency: string, kind: LedgerOperation['kind']): void {
  const minor = minorOrRefuse(amount, currency);
  if (minor > MAX_AMOUNT_MINOR && !DEBITS.has(kind))
    throw new BadUserInput('the amount is too large', { amount: 'too large' });
}

/** Only the hold or the deposit knows the currency, so the judge looks at the rest. */
function checkPart(kind: string, amount: string | undefined): void {
  if (amount === undefined) return;
  if (amount.startsWith('-') || !/[1-9]/.test(amount))
    throw new BadUserInput(`a ${kind} takes something`, { amount: 'not positive' });
}

function checkLimit(limit: {
  kind: string;
  amount: string | null;
  currency: string | null;
  minutes: number | null;
}): void {
  if (limit.kind === 'SESSION_TIME' ? limit.minutes === null : limit.amount === null || limit.currency === null) {
    throw new BadUserInput('a limit has an amount and a currency, or minutes');
  }
  if (limit.amount !== null && limit.currency !== null) minorOrRefuse(limit.amount, limit.currency);
}

/** Text → minor units; BadUserInput for what is not an exact amount of the currency. */
export function minorOrRefuse(amount: string, currency: string): bigint {
  try {
    return parseAmount(amount, currency);
  } catch (error) {
    if (error instanceof MalformedAmount) throw new BadUserInput(error.message, { amount: 'malformed' });
    throw error;
  }
}
