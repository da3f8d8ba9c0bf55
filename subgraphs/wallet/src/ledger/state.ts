/**
 * The world of one batch: the rows that were read, what the accepted commands have changed, and a draft on top for the command that is
 * being judged. A refused command drops its draft, so it changes nothing; the next command sees what the accepted ones left.
 */
import type { ChargebackRow, DepositRow } from './chargeback-rows.ts';
import { transactionIdOf } from './ids.ts';
import type {
  AlertRow,
  AnswerRow,
  BetRow,
  BonusRow,
  ClaimRow,
  ClosedRoundRow,
  CounterRow,
  GateRow,
  HistoryRow,
  HoldRow,
  PromotionCapRow,
  ReservationRow,
  TransactionRow,
  WalletRow,
  WinRow,
} from './rows.ts';

export interface Tables {
  claim: ClaimRow;
  wallet: WalletRow;
  gate: GateRow;
  counter: CounterRow;
  bet: BetRow;
  win: WinRow;
  answer: AnswerRow;
  closedRound: ClosedRoundRow;
  hold: HoldRow;
  reservation: ReservationRow;
  deposit: DepositRow;
  chargeback: ChargebackRow;
  bonus: BonusRow;
  cap: PromotionCapRow;
  history: HistoryRow;
}
export type TableName = keyof Tables;

// NUL never occurs in an id, so a joined key is unambiguous.
export const keyOf = (...parts: string[]): string => parts.join('\u0000');

const KEYS: { [T in TableName]: (row: Tables[T]) => string } = {
  claim: (row) => `${row.scope}\u0000${row.reference}`,
  wallet: (row) => `${row.userId}\u0000${row.currency}`,
  gate: (row) => row.userId,
  counter: (row) => keyOf(row.userId, row.kind, row.period, row.periodStart, row.currency),
  bet: (row) => keyOf(row.userId, row.scope, row.reference),
  win: (row) => keyOf(row.userId, row.transactionId),
  answer: (row) => keyOf(row.userId, row.transactionId),
  closedRound: (row) => keyOf(row.userId, row.scope, row.roundId),
  hold: (row) => keyOf(row.userId, row.scope, row.reference),
  reservation: (row) => keyOf(row.userId, row.scope, row.reference),
  // by its claim: whose it is, is looked at
  deposit: (row) => keyOf(row.scope, row.reference),
  chargeback: (row) => keyOf(row.userId, row.scope, row.reference),
  bonus: (row) => keyOf(row.userId, row.id),
  cap: (row) => keyOf(row.scope, row.day),
  history: (row) => keyOf(row.userId, row.kind, row.purpose ?? '', row.currency, String(row.at)),
};
export const TABLE_NAMES = Object.keys(KEYS) as TableName[];

/** Rows of one table by key, and by player: a batch has many players, and each is judged over his own rows alone. */
class Rows<Row> {
  readonly byKey = new Map<string, Row>();
  readonly #keysOfPlayer = new Map<string, string[]>();

  set(key: string, row: Row): void {
    if (!this.byKey.has(key)) {
      const { userId } = row as { userId?: string };
      if (userId !== undefined) {
        const keys = this.#keysOfPlayer.get(userId);
        if (keys) keys.push(key);
        else this.#keysOfPlayer.set(userId, [key]);
      }
    }
    this.byKey.set(key, row);
  }

  ofPlayer(userId: string): string[] {
    return this.#keysOfPlayer.get(userId) ?? [];
  }
}

type Store = { [T in TableName]?: Rows<Tables[T]> };

function rowsOf<T extends TableName>(store: Store, table: T): Rows<Tables[T]> {
  return (store[table] ??= new Rows<Tables[T]>() as never) as unknown as Rows<Tables[T]>;
}

export class State {
  readonly #present: Store = {};
  /** what stood in the database under a key that was changed; undefined: nothing */
  readonly #before: { [T in TableName]?: Map<string, Tables[T] | undefined> } = {};
  readonly transactions: TransactionRow[] = [];
  readonly alerts: AlertRow[] = [];

  constructor(
    readonly lane: number,
    /** the last sequence that the lane has handed out */
    public sequence: number,
    /** the lane's last moment, epoch milliseconds: the next one is never before it */
    readonly moment: number = 0,
    /** the lane's last batch and its hash: the next one is chained to it */
    readonly batch: number = 0,
    readonly batchHash: string = '',
  ) {}

  /** Puts a row that was read from the database. */
  load<T extends TableName>(table: T, row: Tables[T]): void {
    rowsOf(this.#present, table).set(KEYS[table](row), row);
  }

  get<T extends TableName>(table: T, key: string): Tables[T] | undefined {
    return (this.#present[table] as Rows<Tables[T]> | undefined)?.byKey.get(key);
  }

  /** A player's rows of a table. */
  *ofPlayer<T extends TableName>(table: T, userId: string): Iterable<[string, Tables[T]]> {
    const rows = this.#present[table] as Rows<Tables[T]> | undefined;
    for (const key of rows?.ofPlayer(userId) ?? []) yield [key, rows!.byKey.get(key)!];
  }

  isChanged(): boolean {
    return this.alerts.length > 0 || TABLE_NAMES.some((table) => this.#before[table] !== undefined);
  }

  /** Rows to write: what was there before is told apart from what is new. */
  changes<T extends TableName>(table: T): { row: Tables[T]; before: Tables[T] | undefined }[] {
    const before = this.#before[table] as Map<string, Tables[T] | undefined> | undefined;
    return before ? [...before].map(([key, old]) => ({ row: this.get(table, key)!, before: old })) : [];
  }

  /** Takes an accepted command's changes over; its entries have got the lane's next sequences. */
  accept(draft: Draft): void {
    for (const [table, rows] of draft.changed) {
      const before = (this.#before[table] ??= new Map() as never) as Map<string, unknown>;
      const present = rowsOf(this.#present, table);
      for (const [key, row] of rows) {
        if (!before.has(key)) before.set(key, present.byKey.get(key));
        present.set(key, row as never);
      }
    }
    for (const transaction of draft.transactions) {
      if (transaction.sequence !== ++this.sequence) throw new Error('a draft was accepted out of turn');
      this.transactions.push(transaction);
    }
    this.alerts.push(...draft.alerts);
  }
}

/** What one command of one player would change. */
export class Draft {
  readonly changed = new Map<TableName, Map<string, Tables[TableName]>>();
  readonly transactions: TransactionRow[] = [];
  readonly alerts: AlertRow[] = [];

  /** The moment of its entries. Never before the lane's last one, whatever this process's clock says: ids must rise with sequences. */
  readonly postedAt: number;

  constructor(
    readonly state: State,
    /** epoch milliseconds: the moment by which it is judged */
    readonly now: number,
    readonly newId: () => string,
    readonly userId: string,
  ) {
    this.postedAt = Math.max(now, state.moment);
  }

  get<T extends TableName>(table: T, ...key: string[]): Tables[T] | undefined {
    const joined = key.length === 1 ? key[0]! : key.join('\u0000');
    return (this.changed.get(table)?.get(joined) as Tables[T] | undefined) ?? this.state.get(table, joined);
  }

  put<T extends TableName>(table: T, row: Tables[T]): void {
    let rows = this.changed.get(table);
    if (!rows) this.changed.set(table, (rows = new Map()));
    rows.set(KEYS[table](row), row);
  }

  /** Rows of this command's player that fulfil `keep`, as this command sees them. */
  filter<T extends TableName>(table: T, keep: (row: Tables[T]) => boolean): Tables[T][] {
    const changed = this.changed.get(table) as Map<string, Tables[T]> | undefined;
    const found: Tables[T][] = [];
    for (const [key, row] of this.state.ofPlayer(table, this.userId)) {
      const present = changed?.get(key) ?? row;
      if (keep(present)) found.push(present);
    }
    if (changed) for (const [key, row] of changed) if (!this.state.get(table, key) && keep(row)) found.push(row);
    return found;
  }

  /** Sequence and id of this command's next entry of the lane's log. */
  nextEntry(): { sequence: number; transactionId: string } {
    const sequence = this.state.sequence + this.transactions.length + 1;
    return { sequence, transactionId: transactionIdOf(this.postedAt, this.state.lane, sequence) };
  }
}
