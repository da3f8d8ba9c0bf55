/** What a studio's program says, in one vocabulary; a program per dialect puts it on the wire as the style's documents say. */
export interface Said {
  playerId: string;
  token: string;
  /** the transaction's own id */
  id: string;
  bet?: string;
  round: string;
  game: string;
  amount: string;
  currency: string;
  closed?: boolean;
  promotion?: boolean;
  free?: boolean;
  /** fields that nobody knows */
  more?: object;
}
export type Deed = 'authenticate' | 'balance' | 'bet' | 'win' | 'rollback';
export interface Wire {
  operation: string;
  query: string;
  headers: Record<string, string>;
  body: string;
}
export type Word =
  | 'OK'
  | 'REPEATED'
  | 'INVALID_TOKEN'
  | 'TOKEN_EXPIRED'
  | 'INSUFFICIENT_FUNDS'
  | 'PLAYER_BLOCKED'
  | 'WRONG_CURRENCY'
  | 'UNKNOWN_GAME'
  | 'DUPLICATE_TRANSACTION'
  | 'TRANSACTION_NOT_FOUND'
  | 'ROLLBACK_OF_UNKNOWN'
  | 'LATE_BET'
  | 'ROLLBACK_AFTER_WIN'
  | 'WIN_AFTER_ROLLBACK'
  | 'MALFORMED'
  | 'UNSIGNED'
  | 'TRY_AGAIN';

export interface StudioProgram {
  /** what an operator stores for it */
  secret: string;
  /** `wrongKey`: signs with another studio's key */
  say(provider: string, deed: Deed, said: Said, options?: { wrongKey?: boolean }): Wire;
  /** what its side answers when it is asked for a round of one bet, `won` and over; `path`: how the address begins */
  tell(won: Said & { bet: string }): { path: string; answer: unknown };
  /** the words of its vocabulary, as `<HTTP status> <what it is called>` */
  words: Record<Word, string>;
  word(status: number, body: Record<string, unknown>): string;
  balance(body: Record<string, unknown>): string | null;
}

/** What a test reads of a balance in whole units. */
export const decimalFrom = (units: unknown, digits: number): string | null =>
  units === undefined ? null : (Number(units) / 10 ** digits).toFixed(2);
/** An amount in whole units; a finer one stays a fraction, which no studio may send. */
export const unitsFrom = (amount: string, digits: number): number => Number((Number(amount) * 10 ** digits).toFixed(6));
