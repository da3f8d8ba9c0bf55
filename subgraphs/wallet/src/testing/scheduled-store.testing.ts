/**
 * PostgreSQL behind a scheduler that decides whose turn it is: every round trip of several sessions waits until it is let go, and one ends
 * before the next begins, but for those that wait for a lane's lock: they wait in PostgreSQL, until whoever holds it lets go.
 */
import type { Scheduler } from 'fast-check';
import type { LedgerCommand } from '../ledger/operation.ts';
import type { Happened } from '../simulation/memory-database.ts';
import type { State } from '../ledger/state.ts';
import { type Clock, type LedgerSession, type LedgerStore, StoreFailure } from '../ledger/store.ts';

export type Mishap = 'none' | 'lost-before' | 'lost-after';

/** Sessions outlive a life of the ledger: making one costs more than a life. */
export class IdleSessions {
  readonly #idle = new Map<number, LedgerSession[]>();
  constructor(readonly store: LedgerStore) {}

  async take(lane: number): Promise<LedgerSession> {
    return this.#idle.get(lane)?.pop() ?? (await this.store.connect(lane));
  }
  give(lane: number, session: LedgerSession): void {
    this.#idle.set(lane, [...(this.#idle.get(lane) ?? []), session]);
  }
  async close(): Promise<void> {
    await Promise.all([...this.#idle.values()].flat().map((session) => session.close()));
    this.#idle.clear();
  }
}

/** The database as all processes of one life share it. */
export class ScheduledDatabase {
  commits = 0;
  readonly #holders = new Map<number, LedgerSession>();
  readonly #waiting = new Map<number, Set<Promise<unknown>>>();

  constructor(
    readonly scheduler: Scheduler,
    readonly sessions: IdleSessions,
    /** epoch milliseconds; each question is a moment of its own */
    readonly nextMoment: () => number,
    /** what befalls the next round trip that ends a transaction */
    readonly mishap: () => Mishap,
    readonly happened: (batch: Happened) => void,
  ) {}

  /** Works when it is this work's turn, and nobody else's until it has ended. A sequence of one: a scheduled function begins at once. */
  turn<T>(label: string, work: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.scheduler.scheduleSequence([{ label, builder: () => work().then(resolve, reject) }]);
    });
  }

  isHeld(lane: number): boolean {
    return this.#holders.has(lane);
  }
  hold(lane: number, session: LedgerSession): void {
    this.#holders.set(lane, session);
  }
  wait(lane: number, waiting: Promise<unknown>): void {
    const all = this.#waiting.get(lane) ?? new Set();
    this.#waiting.set(lane, all.add(waiting));
    void waiting.finally(() => all.delete(waiting));
  }
  /** One of those that wait has the lane before anything else happens. */
  async free(lane: number, session: LedgerSession): Promise<void> {
    if (this.#holders.get(lane) !== session) return;
    this.#holders.delete(lane);
    const waiting = this.#waiting.get(lane);
    if (waiting && waiting.size > 0) await Promise.race(waiting);
  }
}

/** What one writer sees of it. Its clock stands still from one reading to the next. */
export class ScheduledStore implements LedgerStore {
  readonly clock: Clock;
  #moment: number;

  constructor(
    readonly database: ScheduledDatabase,
    readonly name: string,
  ) {
    this.#moment = database.nextMoment();
    this.clock = {
      now: () => this.#moment,
      sleep: () => database.turn(`${name} sleeps`, async () => undefined),
      turn: () => database.turn(`${name} listens`, async () => undefined),
    };
  }

  async connect(lane: number): Promise<LedgerSession> {
    const { database, name } = this;
    const real = await database.turn(`${name} connects`, () => database.sessions.take(lane));
    let batch: { commands: LedgerCommand[]; snapshot: number; at: number } | null = null;
    let isGone = false;
    const lose = async (session: LedgerSession, cause: string): Promise<never> => {
      isGone = true;
      await real.close();
      await database.free(lane, session);
      throw new StoreFailure('lost', cause);
    };
    const tell = (entries: State['transactions']) => {
      database.happened({ lane, ...batch!, commit: database.commits, entries });
      batch = null;
    };
    const begin = async (session: LedgerSession, commands: LedgerCommand[]): Promise<State> => {
      const state = await real.begin(commands, this.#moment);
      database.hold(lane, session);
      this.#moment = database.nextMoment();
      batch = { commands, snapshot: database.commits, at: this.#moment };
      return state;
    };
    const session: LedgerSession = {
      begin: (commands) =>
        new Promise<State>((resolve, reject) => {
          void database.turn(`${name} begins`, async () => {
            const running = begin(session, commands).then(resolve, reject);
            if (database.isHeld(lane)) database.wait(lane, running);
            else await running;
          });
        }),
      commit: (state) =>
        database.turn(`${name} commits`, async () => {
          const mishap = database.mishap();
          if (mishap === 'lost-before') return lose(session, 'lost before its commit');
          try {
            await real.commit(state);
          } catch (error) {
            batch = null;
            if ((error as StoreFailure).outcome === 'lost') return lose(session, 'lost');
            throw error;
          }
          database.commits += 1;
          tell(state.transactions);
          if (mishap === 'lost-after') return lose(session, 'lost after its commit');
          await database.free(lane, session);
        }),
      rollback: () =>
        database.turn(`${name} rolls back`, async () => {
          await real.rollback();
          if (batch) tell([]);
          await database.free(lane, session);
        }),
      close: async () => {
        if (isGone) return;
        isGone = true;
        database.sessions.give(lane, real);
      },
    };
    return session;
  }
}
