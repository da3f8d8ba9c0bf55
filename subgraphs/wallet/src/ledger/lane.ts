/**
 * One lane's writer: what waits when the session is free becomes one batch, one transaction, two round trips. A lone command does not
 * wait. Nothing is answered before COMMIT; what is not known to have happened is answered TRY_AGAIN. No clock, timer or random of its
 * own: the simulation runs this very file.
 */
import type { CommandResult } from '@croupier/contracts';
import { judge } from './judge/judge.ts';
import type { SpendingOrder } from './judge/post.ts';
import type { LedgerCommand } from './operation.ts';
import type { Rates } from './rates.ts';
import type { TransactionRow } from './rows.ts';
import { type Clock, type LedgerSession, type LedgerStore, StoreFailure } from './store.ts';

const MOST_IN_BATCH = 500;
const MOST_WAITING = 10_000;
const MOST_ATTEMPTS = 5;
const DEFAULT_PATIENCE_MS = 5_000;
const RECONNECT_AFTER_MS = 50;

export interface LaneLog {
  warn(about: object, message: string): void;
  error(about: object, message: string): void;
}

export interface LaneOptions {
  lane: number;
  store: LedgerStore;
  log: LaneLog;
  rates: Rates;
  /** what a game's stake takes first; none: REAL_FIRST */
  spending?: SpendingOrder | undefined;
  clock: Clock;
  /** an id that tells its moment, for what is no transaction */
  newId: (atMs: number) => string;
  /** after every commit that moved something: hands the relay what it would read */
  afterCommit: (lane: number, transactions: TransactionRow[]) => void;
  /** named places where a test stops the process or lets it fail */
  fault?: (point: FaultPoint) => void | Promise<void>;
}

export type FaultPoint = 'after-read' | 'before-commit' | 'after-commit-before-answer' | 'after-answer';
export const FAULT_POINTS: FaultPoint[] = ['after-read', 'before-commit', 'after-commit-before-answer', 'after-answer'];

interface Waiting {
  command: LedgerCommand;
  deadline: number;
  answer: (result: CommandResult) => void;
}
type Outcome = 'answered' | StoreFailure['outcome'];

const tryAgain = (message: string): CommandResult => ({ status: 'TRY_AGAIN', message });

export class Lane {
  readonly #options: LaneOptions;
  #waiting: Waiting[] = [];
  #session: LedgerSession | null = null;
  #stopping = false;
  #wake: () => void = () => undefined;
  readonly #finished: Promise<void>;

  constructor(options: LaneOptions) {
    this.#options = options;
    this.#finished = this.#run();
  }

  submit(command: LedgerCommand): Promise<CommandResult> {
    if (this.#stopping) return Promise.resolve(tryAgain('the ledger is stopping'));
    if (this.#waiting.length >= MOST_WAITING) return Promise.resolve(tryAgain('the ledger has too much to do'));
    const deadline =
      command.deadlineAt === null ? this.#options.clock.now() + DEFAULT_PATIENCE_MS : Date.parse(command.deadlineAt);
    return new Promise((answer) => {
      this.#waiting.push({ command, deadline, answer });
      this.#wake();
    });
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#wake();
    await this.#finished;
    await this.#disconnect();
  }

  async #run(): Promise<void> {
    let afterBatch = false;
    for (;;) {
      if (this.#waiting.length === 0) {
        if (this.#stopping) return;
        afterBatch = false;
        await new Promise<void>((resolve) => (this.#wake = resolve));
        continue;
      }
      if (afterBatch) await this.#options.clock.turn();
      afterBatch = true;
      const batch = this.#waiting.length <= MOST_IN_BATCH ? this.#waiting : this.#waiting.slice(0, MOST_IN_BATCH);
      this.#waiting = this.#waiting.length <= MOST_IN_BATCH ? [] : this.#waiting.slice(MOST_IN_BATCH);
      await this.#commitBatch(this.#inTime(batch));
    }
  }

  /** What may still be submitted; the others are answered that nothing happened. */
  #inTime(batch: Waiting[]): Waiting[] {
    const now = this.#options.clock.now();
    const late = batch.filter((each) => each.deadline < now);
    for (const each of late) each.answer(tryAgain('it waited beyond its deadline'));
    return late.length === 0 ? batch : batch.filter((each) => each.deadline >= now);
  }

  async #commitBatch(batch: Waiting[]): Promise<void> {
    for (let attempt = 1; batch.length > 0; attempt++) {
      const outcome = await this.#attempt(batch);
      if (outcome === 'answered') return;
      if (outcome === 'poisoned' || (outcome === 'again' && attempt >= MOST_ATTEMPTS)) {
        if (batch.length === 1) return batch[0]!.answer(tryAgain('this command could not be written'));
        // One of them breaks the batch: halves of it, and of what breaks again, until only that one fails.
        const middle = batch.length >> 1;
        await this.#commitBatch(this.#inTime(batch.slice(0, middle)));
        return this.#commitBatch(this.#inTime(batch.slice(middle)));
      }
      if (outcome === 'lost') {
        await this.#options.clock.sleep(RECONNECT_AFTER_MS);
        attempt = 0;
      }
      batch = this.#inTime(batch);
    }
  }

  async #attempt(batch: Waiting[]): Promise<Outcome> {
    const { lane, log, rates, spending, newId, clock, store, fault } = this.#options;
    let writing = false;
    try {
      const session = (this.#session ??= await store.connect(lane));
      const state = await session.begin(
        batch.map((each) => each.command),
        clock.now(),
      );
      if (fault) await fault('after-read');
      // Taken under the lane's lock: what it waited for lies in its past.
      const at = clock.now();
      const onBug = (error: unknown, command: LedgerCommand) =>
        log.error({ err: error, scope: command.scope, userId: command.userId }, 'a command broke the judge');
      const moment = { now: at, newId: () => newId(at), rates, spending, onBug };
      const results = batch.map(({ command }) => judge(state, command, moment));
      writing = state.isChanged();
      if (writing) {
        if (fault) await fault('before-commit');
        await session.commit(state);
        if (fault) await fault('after-commit-before-answer');
      } else await session.rollback();
      batch.forEach((each, index) => each.answer(results[index]!));
      if (writing) this.#options.afterCommit(lane, state.transactions);
      if (fault) await fault('after-answer');
      return 'answered';
    } catch (error) {
      return this.#failed(error, batch, writing);
    }
  }

  async #failed(error: unknown, batch: Waiting[], writing: boolean): Promise<Outcome> {
    const { log, lane } = this.#options;
    const outcome = error instanceof StoreFailure ? error.outcome : 'lost';
    if (outcome === 'lost') {
      log.warn({ err: error, lane }, 'the ledger lost its connection');
      await this.#disconnect();
      // Before the first write nothing can have happened, so the batch is simply judged again.
      if (!writing) return 'lost';
      for (const each of batch) each.answer(tryAgain('not known whether it was committed'));
      return 'answered';
    }
    await this.#session?.rollback().catch(() => this.#disconnect());
    if (outcome === 'poisoned') log.error({ err: error, lane, commands: batch.length }, 'a batch could not be written');
    return outcome;
  }

  async #disconnect(): Promise<void> {
    const session = this.#session;
    this.#session = null;
    await session?.close().catch(() => undefined);
  }
}
