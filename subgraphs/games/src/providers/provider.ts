import type { CallbackPolicy, Refusal, WalletState } from '@croupier/contracts';
import type { Studio } from '../catalogue/studio-memory.ts';

/** A callback as it came: nothing of it is believed before `isSigned` and `read`. */
export interface RawCall {
  /** as the studio signed it, such as `/providers/sandbox/bet` */
  path: string;
  operation: string;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

interface Play {
  playerId: string;
  transactionId: string;
  roundId: string;
  gameId: string;
  /** normalised: padded to the digits of the currency */
  amount: string;
  currency: string;
}
type Called<Kind extends string, Fields> = { kind: Kind; requestId: string | null } & Fields;

/** What studios ask, in one vocabulary. */
export type Callback =
  | Called<'authenticate', { sessionToken: string }>
  | Called<'balance', { sessionToken: string }>
  | Called<'bet', Play & { sessionToken: string; free: boolean }>
  | Called<'win', Play & { betTransactionId: string | null; roundClosed: boolean; promotion: boolean }>
  | Called<'rollback', { playerId: string; transactionId: string; betTransactionId: string }>
  | Called<'end-round', { playerId: string; roundId: string }>;

/** What became of it. A refusal carries the true balance where session and player are known. */
export type CallbackOutcome =
  | { status: 'OK'; transactionId: string | null; playerId: string; wallet: WalletState | null }
  | { status: 'REFUSED'; code: Refusal; playerId: string | null; wallet: WalletState | null }
  | { status: 'TRY_AGAIN' };

export interface HttpAnswer {
  status: number;
  body: Record<string, unknown>;
  headers?: Record<string, string>;
}

export interface Launch {
  token: string;
  playerId: string;
  gameCode: string;
  currency: string;
  mode: 'REAL' | 'DEMO';
  lobbyUrl: string;
}

/** A game as its studio lists it. */
export interface ListedGame {
  code: string;
  titles: Record<string, string>;
  genre: string;
  volatility: string | null;
  rtp: string | null;
  thumbnailUrl: string | null;
  currencies: string[];
  /** what is left out here is left as it is: a person may have set it */
  tags?: string[];
  /** ISO 3166, the only ones; null: all */
  countries?: string[] | null;
  blockedCountries?: string[];
}

/** A callback that does not follow its dialect. */
export class MalformedCall extends Error {}

/** A studio's dialect: it translates and decides nothing. One folder each, listed in index.ts. */
export interface StudioDialect {
  name: string;
  policy: CallbackPolicy;
  /** Whether the studio signed exactly this call, just now. */
  isSigned(call: RawCall, secret: string, now: Date): boolean;
  /** Throws MalformedCall. */
  read(call: RawCall): Callback;
  write(outcome: CallbackOutcome, requestId: string | null): HttpAnswer;
  refuseUnsigned(): HttpAnswer;
  refuseMalformed(reason: string): HttpAnswer;
  /** Throws when the studio does not answer or answers nonsense. */
  launchGame(studio: Studio, launch: Launch): Promise<{ url: string }>;
  listGames(studio: Studio): Promise<ListedGame[]>;
}
