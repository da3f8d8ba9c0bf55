import type { CallbackPolicy, Refusal, WalletState } from '@croupier/contracts';
import type { Studio } from '../catalogue/studio-memory.ts';

/** A callback as it came: nothing of it is believed before `isSigned` and `read`. */
export interface RawCall {
  /** as the studio signed it, such as `/providers/sandbox/bet` */
  path: string;
  operation: string;
  query: URLSearchParams;
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

/** The gameId of a promotion that belongs to no game. */
export const NO_GAME = 'no-game';

/** What moves money or ends a round. */
export type Move =
  /** `jackpot`: what of the stake went into a jackpot, or what of the payout came out of one; a decimal, told beside the money */
  | Called<'bet', Play & { sessionToken: string; free: boolean; tip?: boolean; jackpot?: string }>
  | Called<
      'win',
      Play & { betTransactionId: string | null; roundClosed: boolean; promotion: boolean; jackpot?: string }
    >
  /** `amount`: what the studio says that the bet was */
  | Called<'rollback', { playerId: string; transactionId: string; betTransactionId: string; amount?: string }>
  | Called<'end-round', { playerId: string; roundId: string }>;

/** What studios ask, in one vocabulary. A session shown for a player that it is not of is INVALID_TOKEN. */
export type Callback =
  | Called<'authenticate', { sessionToken: string; playerId?: string }>
  | Called<'balance', { sessionToken: string; playerId?: string }>
  | Move
  /** all or none, in this order, of one player */
  | Called<'several', { playerId: string; moves: Move[] }>;

/**
 * What became of it; `transactionIds` in the order of the moves. A refusal carries the true balance where session and player are known.
 * ALREADY_EXISTS: a bet or win that had happened before, where the studio's policy wants to be told so.
 */
export type CallbackOutcome =
  | { status: 'OK'; transactionIds: (string | null)[]; playerId: string; wallet: WalletState | null }
  | { status: 'REFUSED'; code: Refusal | 'ALREADY_EXISTS'; playerId: string | null; wallet: WalletState | null }
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

/** A callback that does not follow its dialect; `wrongType`: a field is there and is of another JSON type. */
export class MalformedCall extends Error {
  constructor(
    message: string,
    readonly wrongType = false,
  ) {
    super(message);
  }
}

/** A round at its studio, for a person who looks into a complaint. */
export interface AskedRound {
  playerId: string;
  roundId: string;
  transactionId: string;
}

/** A round that is open here, as its studio is asked for it. */
export interface LeftOpenRound {
  playerId: string;
  roundId: string;
  openedAt: Date;
  /** the studio's own ids of the bets that nothing has settled */
  openBets: string[];
}

/** What a studio says of a round that is open here: whether it is over there, and the callbacks of it but its bets, as it made or would make them. */
export interface ToldRound {
  /** null: its calls do not say; what they say of money holds all the same */
  finished: boolean | null;
  moves: Exclude<Move, { kind: 'bet' }>[];
}

/** Free rounds as a studio is told of them; it knows them by `id`. */
export interface GivenRounds {
  id: string;
  playerId: string;
  gameCode: string;
  rounds: number;
  /** of each, padded to the digits of the currency */
  stake: string;
  currency: string;
  expiresAt: Date;
}

/** How a studio is told to give free rounds. Both calls may be repeated, and throw when it does not answer. */
export interface StudioFreeRounds {
  /** whether it tells each bet of them; else it tells at their end what they won together, under their id */
  inBets: boolean;
  grant(studio: Studio, given: GivenRounds): Promise<void>;
  /** Of rounds that the studio does not know: nothing. */
  cancel(studio: Studio, given: GivenRounds): Promise<void>;
}

/** A studio's dialect: it translates and decides nothing. One folder each, listed in index.ts. */
export interface StudioDialect {
  name: string;
  policy: CallbackPolicy;
  /** Whether the studio signed exactly this call, just now. */
  isSigned(call: RawCall, secret: string, now: Date): boolean;
  /** Throws MalformedCall. */
  read(call: RawCall): Callback;
  write(outcome: CallbackOutcome, callback: Callback): HttpAnswer;
  refuseUnsigned(): HttpAnswer;
  refuseMalformed(malformed: MalformedCall): HttpAnswer;
  /** What is wrong with a text that shall be the studio's secret material; null: nothing. */
  secretFault(secret: string): string | null;
  /** Throws when the studio does not answer or answers nonsense. */
  launchGame(studio: Studio, launch: Launch): Promise<{ url: string }>;
  listGames(studio: Studio): Promise<ListedGame[]>;
  /** Where the studio shows what happened in a round; dialects without such a call have none. */
  showRound?(studio: Studio, round: AskedRound): Promise<{ url: string }>;
  /** What became of a round; null: the studio knows no such round. Dialects whose studios answer people alone have none. */
  askRound?(studio: Studio, round: LeftOpenRound): Promise<ToldRound | null>;
  freeRounds?: StudioFreeRounds;
}
