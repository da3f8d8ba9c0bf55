/**
 * What a lane needs of its database. PostgreSQL stands behind it (postgres-store.ts), and in the simulation a database in memory that
 * crashes on purpose; lane.ts and the judge are the same for both.
 */
import type { LedgerCommand } from './operation.ts';
import type { State } from './state.ts';

export interface LedgerSession {
  /**
   * Begins a transaction, takes the lane's lock, then reads every row that the commands may need: what it waited for is seen.
   * `now` (epoch milliseconds) says which calendar periods are open. Throws StoreFailure.
   */
  begin(commands: LedgerCommand[], now: number): Promise<State>;
  /** Writes all that was accepted into the state and commits. Resolves only when it is durable. Throws StoreFailure. */
  commit(state: State): Promise<void>;
  /** Ends a transaction that wrote nothing. */
  rollback(): Promise<void>;
  close(): Promise<void>;
}

export interface LedgerStore {
  /** A session of one lane. Throws StoreFailure `lost` where the database cannot be reached. */
  connect(lane: number): Promise<LedgerSession>;
}

/**
 * `again`: another process was faster, nothing was written, judge again. `lost`: the session is gone; a commit under way may have
 * happened or not. `poisoned`: the database refused these rows, nothing was written.
 */
export class StoreFailure extends Error {
  constructor(
    readonly outcome: 'again' | 'lost' | 'poisoned',
    cause: unknown,
  ) {
    super(`the ledger's database: ${outcome}`, { cause });
  }
}

/** Time as a lane knows it; virtual in the simulation. */
export interface Clock {
  /** epoch milliseconds */
  now(): number;
  sleep(ms: number): Promise<void>;
  /** Lets what has arrived meanwhile be heard: one turn of the event loop. */
  turn(): Promise<void>;
}

export const realClock: Clock = {
  now: () => Date.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  turn: () => new Promise((resolve) => setImmediate(resolve)),
};
