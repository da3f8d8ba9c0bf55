import type { Callback, CallbackOutcome, HttpAnswer } from './provider.ts';

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
export interface Recorded {
  secret: string;
  calls: RecordedCall[];
}
