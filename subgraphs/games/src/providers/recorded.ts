import type { Callback, CallbackOutcome, HttpAnswer, LeftOpenRound, ToldRound } from './provider.ts';

type Refused = Extract<CallbackOutcome, { status: 'REFUSED' }>['code'];

/** A call as a studio makes it, byte for byte, what is understood of it, and what is answered when that became of it. */
export interface RecordedCall {
  operation: string;
  query?: string;
  headers: Record<string, string>;
  body: string;
  means: Callback;
  outcome: CallbackOutcome;
  answer: HttpAnswer;
}
/** How a studio is asked for a round that was left open, its answer, byte for byte, and what that says. */
export interface RecordedRound {
  path: string;
  asks?: object;
  answer: string;
  tells: ToldRound | null;
}
export interface Recorded {
  secret: string;
  calls: RecordedCall[];
  rounds: RecordedRound[];
}

/** The round that recorded studios are asked for. */
export const leftOpen: LeftOpenRound = {
  ...{ playerId: 'u-1', roundId: 'r-1', openedAt: new Date('2026-11-21T12:00:00Z'), openBets: ['b-1', 'b-2'] },
};

const wallet = { walletId: 'w-1', currency: 'EUR', real: '99.00', bonus: '1.00', locked: '0.00', version: 7 };

/** What recorded calls came to: done, for the player u-1, who has 99.00 EUR and a bonus of 1.00 */
export const done = (...transactionIds: (string | null)[]): CallbackOutcome => ({
  ...{ status: 'OK', playerId: 'u-1', transactionIds, wallet },
});
export const refused = (code: Refused): CallbackOutcome => ({ status: 'REFUSED', code, playerId: 'u-1', wallet });
export const refusedStranger: CallbackOutcome = {
  status: 'REFUSED',
  code: 'INVALID_TOKEN',
  playerId: null,
  wallet: null,
};
export const tryAgain: CallbackOutcome = { status: 'TRY_AGAIN' };
