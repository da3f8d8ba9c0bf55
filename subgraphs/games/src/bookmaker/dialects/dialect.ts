import type { Refusal, WalletState } from '@croupier/contracts';
import type { Partner } from '../../catalogue/studio-memory.ts';
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
  /** whose session is it */
  | Called<'identify', { token: string }>
  /** are we there */
  | Called<'ping', object>
  /** tells what needs no deed */
  | Called<'tell', object>;

/** What became of it. */
export type BetOutcome =
  | { status: 'done'; transactionId: string | null; wallet: WalletState | null }
  | {
      status: 'identified';
      sessionId: string;
      userId: string;
      /** ISO 3166; null: no identity was approved */
      country: string | null;
      wallet: WalletState | null;
    }
  | { status: 'alive'; at: Date }
  | { status: 'declined'; code: Refusal }
  | { status: 'try-again' };

/** What a bookmaker's page is opened with. */
export interface BookmakerPage {
  token: string;
  currency: string;
  lobbyUrl: string;
}

/** How a bookmaker is called. */
export interface BookmakerCalls {
  /** Throws when it does not answer. */
  ping(partner: Partner): Promise<void>;
  pageOf(partner: Partner, page: BookmakerPage): string;
}

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
  /** Dialects whose bookmakers call us alone have none. */
  calls?: BookmakerCalls;
}
