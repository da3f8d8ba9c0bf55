/** What is asked of a wallet and what it answered, in words that no dialect owns. Amounts are decimal strings. */

/** A player as the operator handed them to the kit. */
export interface Player {
  playerId: string;
  /** the game session's token; empty where the dialect has none */
  token: string;
  /** codes of games of this provider; the first is played */
  games: string[];
  currency: string;
  /** before the first case touched it */
  balance: string;
  /** what the kit last knew the balance to be: read again when all cases are done (case 121) */
  expected?: string;
}

interface Play {
  player: Player;
  id: string;
  round: string;
  amount: string;
  /** the player's own unless said */
  currency?: string;
  /** the player's first unless said */
  game?: string;
  free?: boolean;
  /** what of a stake goes into a jackpot, or of a payout comes out of one */
  jackpot?: string;
}
/** A bookmaker's bet may say what would win it: the round's result that was bet on, and its odds. */
export interface Odds {
  selection: string;
  odds: string;
}
export type Bet = Play & { kind: 'bet'; odds?: Odds };
/** `bet` null: settles the player's open bets of the round. */
export type Win = Play & { kind: 'win'; bet: string | null; closes?: boolean; promotion?: boolean };

export type Action =
  | { kind: 'authenticate'; player: Player }
  | { kind: 'balance'; player: Player }
  | Bet
  | Win
  | { kind: 'rollback'; player: Player; id: string; bet: string; round: string; amount: string }
  | { kind: 'end-round'; player: Player; round: string }
  /** several in one call, all or none */
  | { kind: 'play'; player: Player; round: string; actions: (Bet | Win)[]; closes: boolean }
  /** would this bet be taken? */
  | { kind: 'check'; player: Player; id: string; round: string; amount: string; currency?: string }
  /** the bookmaker's result of a bet, with an id of its own; payout is gross, stake included */
  | {
      kind: 'settle';
      player: Player;
      id: string;
      bet: string;
      result: 'win' | 'lose' | 'void' | 'cashout';
      payout?: string;
    }
  /** the present result is taken back: the bet waits for another */
  | { kind: 'reopen'; player: Player; id: string; bet: string }
  | { kind: 'recalculate'; round: string; result: string };
export type ActionKind = Action['kind'];

export const CODES = [
  'OK',
  'INVALID_TOKEN',
  'TOKEN_EXPIRED',
  'INVALID_SIGNATURE',
  'INVALID_PARTNER',
  'MALFORMED',
  'UNKNOWN_PLAYER',
  'UNKNOWN_GAME',
  'WRONG_CURRENCY',
  'INSUFFICIENT_FUNDS',
  'LIMIT_REACHED',
  'PLAYER_BLOCKED',
  'DUPLICATE',
  'NOT_FOUND',
  'ALREADY_SETTLED',
  'ROLLED_BACK',
  'ROUND_CLOSED',
  'TRY_AGAIN',
  /** refused, and the dialect has no word for why */
  'REFUSED',
  /** an answer that the dialect does not know */
  'OTHER',
] as const;
export type Code = (typeof CODES)[number];

/** An answer. What it does not tell is null. */
export interface Outcome {
  code: Code;
  httpStatus: number;
  balance: string | null;
  bonus: string | null;
  currency: string | null;
  playerId: string | null;
  /** the operator's own id of the transaction */
  transactionId: string | null;
  /** a new session token, where the dialect hands one out */
  token: string | null;
  requestId: { sent: string; echoed: string | null } | null;
  /** the body as it came */
  text: string;
  tookMs: number;
}
