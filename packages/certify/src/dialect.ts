import type { Action, ActionKind, Code, Outcome } from './vocabulary.ts';

/** Who signs: a studio or a bookmaker, as the operator knows it. */
export interface Credentials {
  /** the provider's or partner's name */
  provider: string;
  /** shared secret, or the PEM of a private key, as the dialect wants it */
  secret: string;
}

export interface Request {
  /** the dialect's name of it, of which the address is made */
  operation: string;
  query?: string;
  body: Record<string, unknown>;
  headers?: Record<string, string>;
  /** what the dialect calls this call, where it echoes that */
  requestId?: string;
}

/** Where the certification cases leave the answer to policy: which codes are right. The rest of the cases have one right answer. */
export interface Answers {
  unknownToken: Code[];
  expiredToken: Code[];
  /** a token that is another player's */
  foreignToken: Code[];
  badSignature: Code[];
  unknownPartner: Code[];
  insufficientFunds: Code[];
  malformed: Code[];
  wrongType: Code[];
  unknownPlayer: Code[];
  unknownGame: Code[];
  wrongCurrency: Code[];
  blocked: Code[];
  limitReached: Code[];
  /** a bet, then the very same bet */
  repeatedBet: Code[];
  repeatedWin: Code[];
  repeatedRollback: Code[];
  /** a known id with another content */
  otherContent: Code[];
  closedRoundBet: Code[];
  closedRoundWin: Code[];
  /** a bet after its rollback */
  rolledBackBet: Code[];
  winWithoutBet: Code[];
  winAfterRollback: Code[];
  /** a second win, with an id of its own, for a bet that was settled */
  secondWin: Code[];
  rollbackUnknown: Code[];
  rollbackAfterWin: Code[];
  rollbackOfWin: Code[];
  rollbackOfOthers: Code[];
  /** a free bet beyond what was granted */
  freeOverspent: Code[];
  /** a settlement after the bet was refunded */
  settledAfterRefund: Code[];
}

/** Where a field stands in the body, key by key. */
export type FieldPath = (string | number)[];

/** What a dialect can say, and its row of policy. Data, so that a case can tell why it does not apply. */
export interface Traits {
  kind: 'studio' | 'bookmaker';
  speaks: ReadonlySet<ActionKind>;
  answers: Answers;
  /** what the signature covers; KEY: none, the caller shows a key */
  signature: 'BODY' | 'KEY';
  /** calls are signed with their moment, which must be near */
  timestampWindowSeconds: number | null;
  /** balance and currency are in the answers; otherwise the kit finds them out by `check` */
  balanceInAnswers: boolean;
  /** the answer echoes currency or player */
  echoesPlayer: boolean;
  tokens: boolean;
  /** a check hands out a new token and ends the old one */
  rotatesTokens: boolean;
  /** authenticate names the player beside the token */
  authenticateNamesPlayer: boolean;
  namesGames: boolean;
  namesCurrency: boolean;
  /** wins and rollbacks have ids of their own */
  winIds: boolean;
  rollbackIds: boolean;
  /** a win says which bet it is for; otherwise a round's bets are settled together, and cases give every bet a round of its own */
  winNamesBet: boolean;
  /** a win may settle the round instead of a bet */
  settlesRounds: boolean;
  /** rounds can be closed by a call */
  closesRounds: boolean;
  /** several wins for one bet are paid while the round is open */
  manyWins: boolean;
  /** of a bookmaker: free bets, whose stake it carries itself */
  freeRounds: boolean;
  promotions: boolean;
  zeroBets: boolean;
  /** DECIMAL or whole numbers of which one major unit has 10^scale; finest: digits that may be said, the currency's own unless fewer */
  mostDigits: number;
  /** one transaction id may be used by one player, or once by each */
  idScope: 'PROVIDER' | 'PLAYER';
  /** the late bet of a rollback that came first */
  lateBet: 'REFUSED' | 'REVERSED' | 'TAKEN';
  /** a bet that was refused, with the same id again */
  refusedBet: 'JUDGED_AFRESH' | 'REMEMBERED';
  /** the rollback's own amount is ignored, or not said at all */
  rollbackSaysAmount: FieldPath | null;
  /** where the bet has its transaction id, its amount (a JSON number, or text) and, if any, a field of words whose values may grow */
  fields: { transaction: FieldPath; amount: FieldPath; growing: FieldPath | null; isNumber: boolean };
  /** HTTP statuses that carry a refusal of business */
  refusalStatuses: number[];
}

/** A dialect's driver: it encodes what is asked, signs it, and reads the answer. It judges nothing. */
export interface Dialect {
  name: string;
  traits: Traits;
  /** Where an operation is, unless the operator says otherwise. */
  pathOf(operation: string, provider: string): string;
  encode(action: Action, by: Credentials): Request;
  /** A secret of the same form that is not the caller's. */
  wrongSecret(by: Credentials): string | Promise<string>;
  /** Headers over exactly these bytes. */
  sign(
    call: { path: string; text: string; headers: Record<string, string> },
    by: Credentials,
    at: Date,
  ): Record<string, string>;
  /** Where the signature is in the body: what is sent to carry `carried`, under a signature over `text`; `unsigned`: under none. */
  envelope?(call: { text: string; carried: string; unsigned: boolean }, by: Credentials, at: Date): string;
  /** Reads an answer; numbers of its body are strings of their digits. */
  decode(answer: { action: Action; status: number; body: Record<string, unknown> }): Partial<Outcome> & { code: Code };
}

/** What most dialects answer. */
export const USUAL_ANSWERS: Answers = {
  unknownToken: ['INVALID_TOKEN'],
  expiredToken: ['TOKEN_EXPIRED'],
  foreignToken: ['INVALID_TOKEN'],
  badSignature: ['INVALID_SIGNATURE'],
  unknownPartner: ['INVALID_PARTNER', 'INVALID_SIGNATURE'],
  insufficientFunds: ['INSUFFICIENT_FUNDS'],
  malformed: ['MALFORMED'],
  wrongType: ['MALFORMED'],
  unknownPlayer: ['UNKNOWN_PLAYER'],
  unknownGame: ['UNKNOWN_GAME'],
  wrongCurrency: ['WRONG_CURRENCY'],
  blocked: ['PLAYER_BLOCKED'],
  limitReached: ['LIMIT_REACHED'],
  repeatedBet: ['OK'],
  repeatedWin: ['OK'],
  repeatedRollback: ['OK'],
  otherContent: ['DUPLICATE'],
  closedRoundBet: ['ROUND_CLOSED'],
  closedRoundWin: ['ROUND_CLOSED'],
  rolledBackBet: ['ROLLED_BACK'],
  winWithoutBet: ['NOT_FOUND'],
  winAfterRollback: ['ROLLED_BACK'],
  secondWin: ['OK'],
  rollbackUnknown: ['OK'],
  rollbackAfterWin: ['ALREADY_SETTLED'],
  rollbackOfWin: ['NOT_FOUND'],
  rollbackOfOthers: ['NOT_FOUND'],
  freeOverspent: ['INSUFFICIENT_FUNDS'],
  settledAfterRefund: ['ROLLED_BACK'],
};
