/**
 * The ledger's database, in memory, with PostgreSQL's promises and no others: a lane's lock is held until its transaction ends, reads see
 * what is committed, a claim is unique over all lanes, and what is committed stays. Connections break wherever the seed says so.
 */
import { lateScopeOf, playerScopeOf } from '../ledger/judge/claims.ts';
import type { LedgerCommand } from '../ledger/operation.ts';
import type { AnswerRow, ClaimRow, TransactionRow, WalletRow, WinRow } from '../ledger/rows.ts';
import { keyOf, State, TABLE_NAMES, type TableName, type Tables } from '../ledger/state.ts';
import { type LedgerSession, StoreFailure } from '../ledger/store.ts';
import type { World } from './world.ts';

type Row = Tables[TableName];
type PlayerRows = Map<TableName, Set<Row>>;

/** A batch that has happened: its commands in order, judged at `at` over claims of other lanes as of commit number `snapshot`. */
export interface Happened {
  lane: number;
  commands: LedgerCommand[];
  at: number;
  snapshot: number;
  /** its own number, over all lanes */
  commit: number;
  /** entries that it committed; none where it only read */
  entries: TransactionRow[];
}

interface Lock {
  holder: Session | null;
  waiting: { session: Session; granted: () => void }[];
}

export const POISON = 'poison';

export class MemoryDatabase {
  /** how many batches were committed, over all lanes */
  commits = 0;
  /** the longest way to the database or back */
  readonly farMs: number;
  readonly log: TransactionRow[][];
  readonly #moments: number[];
  readonly #locks: Lock[];
  readonly #claims = new Map<string, ClaimRow>();
  readonly #players = new Map<string, PlayerRows>();
  /** wins that settled one bet, by player: they stand in the log alone */
  readonly #wins = new Map<string, WinRow[]>();
  /** what transactions were answered with, by player: it stands in the log alone too */
  readonly #answers = new Map<string, AnswerRow[]>();
  readonly #sessions = new Set<Session>();

  constructor(
    readonly world: World,
    lanes: number,
    readonly happened: (batch: Happened) => void,
  ) {
    this.farMs = world.random.pick([2, 3, 15]);
    this.log = Array.from({ length: lanes }, () => []);
    this.#moments = this.log.map(() => 0);
    this.#locks = this.log.map(() => ({ holder: null, waiting: [] }));
  }

  /** `owner` is asked for its clock and for whether it still lives. */
  connect(lane: number, owner: Owner): Promise<LedgerSession> {
    return new Promise((resolve, reject) =>
      this.world.soon(0, this.farMs, () => {
        if (!owner.alive) return;
        if (this.world.strikes(50)) return reject(new StoreFailure('lost', 'no connection'));
        const session = new Session(this, lane, owner);
        this.#sessions.add(session);
        resolve(session);
      }),
    );
  }

  /** Every session is gone at once; what was committed stays. */
  restart(): void {
    for (const session of this.#sessions) session.end();
  }

  /** A process died: the database notices a little later. */
  bury(owner: Owner): void {
    for (const session of this.#sessions) if (session.owner === owner) this.world.soon(0, 60, () => session.end());
  }

  lock(session: Session, granted: () => void): void {
    const lock = this.#locks[session.lane]!;
    if (lock.holder !== null) return void lock.waiting.push({ session, granted });
    lock.holder = session;
    granted();
  }

  release(session: Session): void {
    const lock = this.#locks[session.lane]!;
    lock.waiting = lock.waiting.filter((each) => each.session !== session);
    if (lock.holder !== session) return;
    const [next] = lock.waiting.length > 0 ? lock.waiting.splice(this.world.random.below(lock.waiting.length), 1) : [];
    lock.holder = next?.session ?? null;
    next?.granted();
  }

  forget(session: Session): void {
    this.release(session);
    this.#sessions.delete(session);
  }

  isHeldBy(session: Session): boolean {
    return this.#locks[session.lane]!.holder === session;
  }

  read(lane: number, commands: LedgerCommand[]): State {
    const state = new State(lane, this.log[lane]!.length, this.#moments[lane]);
    for (const userId of new Set(commands.map((command) => command.userId))) {
      for (const win of this.#wins.get(userId) ?? []) state.load('win', win);
      for (const answer of this.#answers.get(userId) ?? []) state.load('answer', answer);
      for (const [table, rows] of this.#players.get(userId) ?? [])
        for (const row of rows) state.load(table, row as never);
    }
    for (const { scope, userId, operations } of commands)
      for (const operation of operations)
        for (const reference of [
          'reference' in operation ? (operation.reference ?? null) : null,
          'bet' in operation ? operation.bet : null,
          'quote' in operation ? operation.quote : null,
        ]) {
          for (const each of [scope, playerScopeOf(scope, userId)])
            for (const place of reference ? [each, lateScopeOf(each)] : []) {
              const claim = this.#claims.get(keyOf(place, reference!));
              if (claim) state.load('claim', claim);
            }
        }
    return state;
  }

  /** All of a batch or nothing. */
  write(state: State): 'done' | 'again' | 'poisoned' {
    const claims = state.changes('claim');
    if (claims.some(({ row }) => row.reference.startsWith(POISON))) return 'poisoned';
    if (claims.some(({ row }) => this.#claims.has(keyOf(row.scope, row.reference)))) return 'again';
    const broken = this.#brokenRule(state);
    if (broken !== null) {
      this.world.violate(broken);
      return 'poisoned';
    }
    for (const { row } of claims) this.#claims.set(keyOf(row.scope, row.reference), Object.freeze(row));
    for (const table of TABLE_NAMES) if (table !== 'claim') this.#replace(table, state);
    this.log[state.lane]!.push(...state.transactions);
    for (const entry of state.transactions) {
      this.#rememberWin(entry);
      this.#rememberAnswer(entry);
    }
    this.#moments[state.lane] = state.transactions.at(-1)?.createdAt ?? this.#moments[state.lane]!;
    this.commits += 1;
    return 'done';
  }

  #rememberWin({ kind, userId, relatedTransactionId: betTransactionId, stake, ...entry }: TransactionRow): void {
    if (kind !== 'WIN' || betTransactionId === null) return;
    const { transactionId, sequence, amount: payout, realChange: real, bonusChange: bonus } = entry;
    const win = { userId, transactionId, betTransactionId, sequence, payout, real, bonus };
    const wins = this.#wins.get(userId) ?? [];
    wins.push({ ...win, parts: stake?.parts ?? [], counted: stake?.counted ?? [] });
    this.#wins.set(userId, wins);
  }

  #rememberAnswer({ userId, transactionId, stake }: TransactionRow): void {
    const answer = { userId, transactionId, wallet: stake?.answered };
    if (answer.wallet !== undefined) this.#answers.set(userId, [...(this.#answers.get(userId) ?? []), answer]);
  }

  #replace(table: TableName, state: State): void {
    for (const { row, before } of state.changes(table)) {
      const { userId } = row as { userId: string };
      let tables = this.#players.get(userId);
      if (!tables) this.#players.set(userId, (tables = new Map()));
      let rows = tables.get(table);
      if (!rows) tables.set(table, (rows = new Set()));
      if (before !== undefined && !rows.delete(before)) this.world.violate(`${table}: an update was lost`);
      rows.add(Object.freeze(row));
    }
  }

  /** What the tables' constraints would refuse, and no correct ledger ever sends. */
  #brokenRule(state: State): string | null {
    let sequence = this.log[state.lane]!.length;
    let moment = this.#moments[state.lane]!;
    for (const row of state.transactions) {
      if (row.sequence !== ++sequence || row.lane !== state.lane) return `sequence ${row.sequence} is not ${sequence}`;
      if (row.createdAt < moment) return `sequence ${sequence} is older than the one before`;
      moment = row.createdAt;
      const player = row.realChange + row.bonusChange + row.lockedChange;
      const house = row.gaming + row.pspClearing + row.bonusCost + row.adjustments + row.debts + row.exchange;
      if (player + house !== 0n) return `sequence ${sequence} does not sum to zero`;
      if (row.realAfter < 0n || row.bonusAfter < 0n || row.lockedAfter < 0n) return `sequence ${sequence}: below zero`;
    }
    if (state.sequence !== sequence) return `the lane's head says ${state.sequence}, its log ${sequence}`;
    return state.changes('claim').some(({ before }) => before !== undefined) ? 'a claim was changed' : null;
  }

  wallets(): WalletRow[] {
    return [...this.#players.values()].flatMap((tables) => [...((tables.get('wallet') ?? []) as Set<WalletRow>)]);
  }
}

export interface Owner {
  readonly alive: boolean;
  now(): number;
}

/** One connection. `gone`: the database has ended it; then nothing that was not committed has happened. */
class Session implements LedgerSession {
  #gone = false;
  #pending: ((failure: StoreFailure) => void) | null = null;
  #batch: Omit<Happened, 'entries' | 'at' | 'commit'> | null = null;
  /** a commit was refused: what follows is only the end of this transaction */
  #refused = false;

  constructor(
    readonly database: MemoryDatabase,
    readonly lane: number,
    readonly owner: Owner,
  ) {}

  begin(commands: LedgerCommand[]): Promise<State> {
    const { world } = this.database;
    return this.#call((resolve) => {
      if (world.strikes(15)) return this.#break();
      this.database.lock(this, () =>
        world.soon(0, this.database.farMs, () => {
          if (this.#gone) return;
          const state = this.database.read(this.lane, commands);
          this.#batch = { lane: this.lane, commands, snapshot: this.database.commits };
          this.#refused = false;
          if (world.strikes(15)) return this.#break();
          this.#answer(() => resolve(state));
        }),
      );
    });
  }

  commit(state: State): Promise<void> {
    const at = this.owner.now();
    return this.#call((resolve, reject) => {
      const { world } = this.database;
      if (world.strikes(15)) return this.#break();
      if (!this.database.isHeldBy(this)) world.violate('a commit without the lane’s lock');
      const outcome = this.database.write(state);
      world.tell(() => `lane ${this.lane} commit ${outcome} ${state.transactions.length} up to ${state.sequence}`);
      this.#refused = outcome !== 'done';
      if (outcome !== 'done') return this.#answer(() => reject(new StoreFailure(outcome, outcome)));
      this.database.happened({ ...this.#batch!, at, commit: this.database.commits, entries: state.transactions });
      this.database.release(this);
      if (world.strikes(25)) return this.#break();
      this.#answer(resolve);
    });
  }

  rollback(): Promise<void> {
    const at = this.owner.now();
    return this.#call((resolve) => {
      if (this.database.world.strikes(10)) return this.#break();
      if (!this.#refused) this.database.happened({ ...this.#batch!, at, commit: this.database.commits, entries: [] });
      this.database.release(this);
      this.#answer(resolve);
    });
  }

  close(): Promise<void> {
    this.database.world.soon(0, 5, () => this.end());
    return Promise.resolve();
  }

  /** The database ends it: the lock is free, what was asked is never answered but by a lost connection. */
  end(): void {
    if (this.#gone) return;
    this.#gone = true;
    this.database.forget(this);
    const pending = this.#pending;
    this.#pending = null;
    if (pending && this.owner.alive)
      this.database.world.soon(0, 5, () => pending(new StoreFailure('lost', 'connection lost')));
  }

  /** The caller's side hears at once that it is lost, the database notices later. */
  #break(): void {
    const { world } = this.database;
    const pending = this.#pending;
    this.#pending = null;
    if (this.owner.alive) world.soon(0, 5, () => pending?.(new StoreFailure('lost', 'connection lost')));
    world.soon(0, 80, () => this.end());
  }

  #call<T>(arrive: (resolve: (value: T) => void, reject: (failure: StoreFailure) => void) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#gone) return reject(new StoreFailure('lost', 'connection lost'));
      this.#pending = reject;
      // What a process sent before it died still arrives, unless the database noticed first.
      this.database.world.soon(0, this.database.farMs, () => {
        if (!this.#gone) arrive(resolve, reject);
      });
    });
  }

  #answer(settle: () => void): void {
    this.database.world.soon(0, this.database.farMs, () => {
      if (this.#pending === null || !this.owner.alive) return;
      this.#pending = null;
      settle();
    });
  }
}
