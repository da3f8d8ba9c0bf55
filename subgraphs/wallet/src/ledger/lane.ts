/**
 * One lane's writer: what waits when the connection is free becomes one batch, one transaction, two round trips. A lone command does not
 * wait. Nothing is answered before COMMIT; what is not known to have happened is answered TRY_AGAIN.
 */
import type { CommandResult } from '@croupier/contracts';
import pg from 'pg';
import type { Logger } from 'pino';
import { judge } from './judge/judge.ts';
import type { LedgerCommand } from './operation.ts';
import type { Rates } from './rates.ts';
import { readState } from './read-state.ts';
import { PREPARE } from './statements.ts';
import { commitState, writesOf } from './write-state.ts';

const MOST_IN_BATCH = 500;
const MOST_WAITING = 10_000;
const MOST_ATTEMPTS = 5;
const DEFAULT_PATIENCE_MS = 5_000;
/** The world was not what the batch was judged on: another process was faster. unique_violation, serialization_failure, deadlock_detected, and query_canceled: the lane was taken for too long */
const JUDGE_AGAIN = new Set(['23505', '40001', '40P01', '57014']);

export interface LaneOptions {
  lane: number;
  databaseUrl: string;
  log: Logger;
  rates: Rates;
  now: () => number;
  /** an id that tells the moment under which its row is stored */
  newId: (atMs: number) => string;
  /** after every commit: wakes the relay */
  afterCommit: (lane: number) => void;
}

interface Waiting {
  command: LedgerCommand;
  deadline: number;
  answer: (result: CommandResult) => void;
}

const tryAgain = (message: string): CommandResult => ({ status: 'TRY_AGAIN', message });

export class Lane {
  readonly #options: LaneOptions;
  #waiting: Waiting[] = [];
  #client: pg.Client | null = null;
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
      command.deadlineAt === null ? this.#options.now() + DEFAULT_PATIENCE_MS : Date.parse(command.deadlineAt);
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
    for (;;) {
      if (this.#waiting.length === 0) {
        if (this.#stopping) return;
        await new Promise<void>((resolve) => (this.#wake = resolve));
        continue;
      }
      await this.#commitBatch(this.#inTime(this.#waiting.splice(0, MOST_IN_BATCH)));
    }
  }

  /** What may still be submitted; the others are answered that nothing happened. */
  #inTime(batch: Waiting[]): Waiting[] {
    const now = this.#options.now();
    for (const late of batch.filter((each) => each.deadline < now))
      late.answer(tryAgain('it waited beyond its deadline'));
    return batch.filter((each) => each.deadline >= now);
  }

  async #commitBatch(batch: Waiting[]): Promise<void> {
    for (let attempt = 1; batch.length > 0; attempt++) {
      const outcome = await this.#attempt(batch);
      if (outcome === 'answered') return;
      if (outcome === 'poisoned' || attempt >= MOST_ATTEMPTS) {
        if (batch.length === 1) return batch[0]!.answer(tryAgain('this command could not be written'));
        // One of them breaks the batch: each alone, so that only that one fails.
        for (const each of batch) await this.#commitBatch(this.#inTime([each]));
        return;
      }
      if (outcome === 'unreachable') {
        await new Promise((resolve) => setTimeout(resolve, 50));
        attempt = 0;
      }
      batch = this.#inTime(batch);
    }
  }

  async #attempt(batch: Waiting[]): Promise<'answered' | 'again' | 'unreachable' | 'poisoned'> {
    const { lane, log, rates, newId, now } = this.#options;
    let writing = false;
    try {
      const client = (this.#client ??= await this.#connect());
      const state = await readState(
        client,
        lane,
        batch.map((each) => each.command),
        now(),
      );
      // The moment is taken under the lane's lock, so that moments and sequences agree.
      const at = now();
      const sequenceBefore = state.sequence;
      const onBug = (error: unknown, command: LedgerCommand) =>
        log.error({ err: error, scope: command.scope, userId: command.userId }, 'a command broke the judge');
      const results = batch.map(({ command }) =>
        judge(state, command, { now: at, newId: () => newId(at), rates, onBug }),
      );
      const writes = writesOf(state, sequenceBefore);
      writing = writes.length > 0;
      if (writing) await commitState(client, writes);
      else await client.query('rollback');
      batch.forEach((each, index) => each.answer(results[index]!));
      if (writing) this.#options.afterCommit(lane);
      return 'answered';
    } catch (error) {
      return this.#failed(error as pg.DatabaseError, batch, writing);
    }
  }

  async #failed(
    error: pg.DatabaseError,
    batch: Waiting[],
    writing: boolean,
  ): Promise<'answered' | 'again' | 'unreachable' | 'poisoned'> {
    const { log, lane } = this.#options;
    const fromServer =
      typeof error.code === 'string' && /^[0-9A-Z]{5}$/.test(error.code) && typeof error.severity === 'string';
    const lost = !fromServer || error.severity === 'FATAL' || error.severity === 'PANIC';
    if (lost) {
      log.warn({ err: error, lane }, 'the ledger lost its connection');
      await this.#disconnect();
      if (!writing) return 'unreachable';
      for (const each of batch) each.answer(tryAgain('not known whether it was committed'));
      return 'answered';
    }
    const rolledBack = await this.#client!.query('rollback').then(
      () => true,
      () => false,
    );
    if (!rolledBack) await this.#disconnect();
    if (JUDGE_AGAIN.has(error.code!)) return 'again';
    log.error({ err: error, lane, commands: batch.length }, 'a batch could not be written');
    return 'poisoned';
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.#options.databaseUrl,
      application_name: `ledger-lane-${this.#options.lane}`,
      connectionTimeoutMillis: 3_000,
      keepAlive: true,
    });
    client.on('error', () => undefined); // the next query fails and the lane connects again
    await client.connect();
    try {
      await client.query(PREPARE.join(';'));
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    return client;
  }

  async #disconnect(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    await client?.end().catch(() => undefined);
  }
}
