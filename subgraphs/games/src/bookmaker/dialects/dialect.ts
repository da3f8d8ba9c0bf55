import type { Refusal, WalletState } from '@croupier/contracts';
import type { HttpAnswer, MalformedCall, RawCall } from '../../providers/provider.ts';
import type { BlockFundsInput } from '../block-funds.ts';
import type { SettleBetInput } from '../settle-bet.ts';

type Called<Kind extends string, Fields> = { kind: Kind; told: Record<string, unknown> } & Fields;

/** What bookmakers ask, in one vocabulary. `told`: what the dialect repeats of the call in its answer. */
export type BookmakerCall =
  | Called<'check' | 'place', Omit<BlockFundsInput, 'partnerId'>>
  | Called<'settle', Omit<SettleBetInput, 'partnerId'>>
  | Called<'refund', { userId: string; betId: string }>
  | Called<'recalculate', { roundId: string; correctResult: string }>
  /** tells what needs no deed */
  | Called<'tell', object>;

/** What became of it. */
export type BetOutcome =
  | { status: 'done'; transactionId: string | null; wallet: WalletState | null }
  | { status: 'declined'; code: Refusal }
  | { status: 'try-again' };

/** A bookmaker's dialect: it translates and decides nothing. One folder each, listed in index.ts. */
export interface BookmakerDialect {
  name: string;
  /** API: `/api/{operation}`, and a header names the caller; NAMED: `/providers/{name}/{operation}` */
  address: 'API' | 'NAMED';
  /** Whether the bookmaker signed exactly this call, just now. */
  isSigned(call: RawCall, secret: string, now: Date): boolean;
  /** Throws MalformedCall. */
  read(call: RawCall, partnerId: string): BookmakerCall;
  write(outcome: BetOutcome, call: BookmakerCall): HttpAnswer;
  refuseUnsigned(): HttpAnswer;
  refuseMalformed(malformed: MalformedCall): HttpAnswer;
  /** Nothing is known of what happened: the call may be repeated. */
  tryAgain(): HttpAnswer;
  /** What is wrong with a text that shall be its secret; null: nothing. */
  secretFault(secret: string): string | null;
}
