/**
 * The world that a batch is judged in: the rows that were read, and what the accepted commands changed.
 * A command works on a Draft over it; a refused command's draft is thrown away, so that a refusal changes nothing.
 */
import type {
  AlertRow,
  BetRow,
  BonusRow,
  ClaimRow,
  ClosedRoundRow,
  CounterRow,
  GateRow,
  HistoryRow,
  HoldRow,
  PostingRow,
  PromotionCapRow,
  ReservationRow,
  TransactionRow,
  WalletRow,
} from './rows.ts';

export interface Tables {
  claim: ClaimRow;
  wallet: WalletRow;
  gate: GateRow;
  counter: CounterRow;
  bet: BetRow;
  closedRound: ClosedRoundRow;
  hold: HoldRow;
  reservation: ReservationRow;
  bonus: BonusRow;
  cap: PromotionCapRow;
  history: HistoryRow;
}
export type TableName = keyof Tables;

// NUL never occurs in an id, so a joined key is unambiguous.
export const keyOf = (...parts: string[]): string => parts.join('\u0000');

const KEYS: { [T in TableName]: (row: Tables[T]) => string } = {
  claim: (row) => keyOf(row.scope, row.reference),
  wallet: (row) => keyOf(row.userId, row.currency),
  gate: (row) => row.userId,
  counter: (row) => keyOf(row.userId, row.kind, row.period, row.periodStart, row.currency),
  bet: (row) => keyOf(row.userId, row.scope, row.reference),
  closedRound: (row) => keyOf(row.userId, row.scope, row.roundId),
  hold: (row) => keyOf(row.userId, row.scope, row.reference),
  reservation: (row) => keyOf(row.userId, row.scope, row.reference),
  bonus: (row) => keyOf(row.userId, row.id),
  cap: (row) => keyOf(row.scope, row.day),
  history: (row) => keyOf(row.userId, row.kind, row.purpose ?? '', row.currency, String(row.at)),
};
export const TABLE_NAMES = Object.keys(KEYS) as TableName[];

type Maps = { [T in TableName]: Map<string, Tables[T]> };
const emptyMaps = (): Maps => Object.fromEntries(TABLE_NAMES.map((name) => [name, new Map()])) as Maps;

export class State {
  readonly #read = emptyMaps();
  readonly #changed = emptyMaps();
  readonly transactions: TransactionRow[] = [];
  readonly postings: PostingRow[] = [];
  readonly alerts: AlertRow[] = [];

  constructor(
    readonly lane: number,
    /** the last sequence that the lane has handed out */
    public sequence: number,
  ) {}

  /** Puts a row that was read from the database. */
  load<T extends TableName>(table: T, row: Tables[T]): void {
    this.#read[table].set(KEYS[table](row), row);
  }

  get<T extends TableName>(table: T, key: string): Tables[T] | undefined {
    return this.#changed[table].get(key) ?? this.#read[table].get(key);
  }

  *all<T extends TableName>(table: T): Iterable<Tables[T]> {
    for (const [key, row] of this.#read[table]) yield this.#changed[table].get(key) ?? row;
    for (const [key, row] of this.#changed[table]) if (!this.#read[table].has(key)) yield row;
  }

  /** Rows to write: what was there before is told apart from what is new. */
  changes<T extends TableName>(table: T): { row: Tables[T]; before: Tables[T] | undefined }[] {
    return [...this.#changed[table]].map(([key, row]) => ({ row, before: this.#read[table].get(key) }));
  }

  /** Takes an accepted command's changes over; its entries get the lane's next sequences. */
  accept(draft: Draft): void {
    for (const table of TABLE_NAMES) {
      const target = this.#changed[table] as Map<string, unknown>;
      for (const [key, row] of draft.changed[table]) target.set(key, row);
    }
    for (const transaction of draft.transactions) {
      transaction.sequence = ++this.sequence;
      this.transactions.push(transaction);
    }
    this.postings.push(...draft.postings);
    this.alerts.push(...draft.alerts);
  }
}

export class Draft {
  readonly changed = emptyMaps();
  readonly transactions: TransactionRow[] = [];
  readonly postings: PostingRow[] = [];
  readonly alerts: AlertRow[] = [];

  constructor(
    readonly state: State,
    /** epoch milliseconds */
    readonly now: number,
    readonly newId: () => string,
  ) {}

  get<T extends TableName>(table: T, ...key: string[]): Tables[T] | undefined {
    const joined = keyOf(...key);
    return this.changed[table].get(joined) ?? this.state.get(table, joined);
  }

  put<T extends TableName>(table: T, row: Tables[T]): void {
    this.changed[table].set(KEYS[table](row), row);
  }

  /** Rows of a table that fulfil `keep`, as this command sees them. */
  filter<T extends TableName>(table: T, keep: (row: Tables[T]) => boolean): Tables[T][] {
    const found: Tables[T][] = [];
    for (const row of this.state.all(table)) {
      const present = this.changed[table].get(KEYS[table](row)) ?? row;
      if (keep(present)) found.push(present);
    }
    for (const [key, row] of this.changed[table]) if (!this.state.get(table, key) && keep(row)) found.push(row);
    return found;
  }
}
