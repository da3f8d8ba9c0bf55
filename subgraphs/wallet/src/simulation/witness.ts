/** Stands beside the database and the doors: whatever is committed or answered, the oracle must have said. */
import type { CommandResult } from '@croupier/contracts';
import type { LedgerCommand } from '../ledger/operation.ts';
import type { TransactionRow } from '../ledger/rows.ts';
import type { Happened, MemoryDatabase } from './memory-database.ts';
import { Oracle } from './oracle.ts';
import type { Entry, Expected } from './oracle-books.ts';
import type { World } from './world.ts';

export class Witness {
  readonly oracle = new Oracle();
  readonly #expected = new Map<LedgerCommand, Expected>();
  readonly #doors = new Map<string, { given: number; written: number }>();
  readonly #turns = new Map<LedgerCommand, { door: string; turn: number }>();
  readonly #ids = new Map<Entry, string>();

  constructor(readonly world: World) {}

  /** Called in the moment in which a process is given a command; `door`: one lane of one life of a process. */
  submitted(command: LedgerCommand, door: string): void {
    const last = this.#doors.get(door) ?? { given: 0, written: 0 };
    this.#doors.set(door, { ...last, given: last.given + 1 });
    this.#turns.set(command, { door, turn: last.given + 1 });
  }

  /** What one door was given is written in the order in which it was given. */
  #checkTurns(commands: LedgerCommand[]): void {
    for (const command of commands) {
      const { door, turn } = this.#turns.get(command) ?? { door: '', turn: 0 };
      const last = this.#doors.get(door);
      if (!last) continue;
      if (turn <= last.written) this.world.violate(`${door}: turn ${turn} was written after turn ${last.written}`);
      last.written = turn;
    }
  }

  /** Called in the moment of the commit (or of the end of a batch that only read), under the lane's lock. */
  happened({ lane, commands, at, snapshot, commit, entries }: Happened): void {
    if (entries.length > 0) this.#checkTurns(commands);
    const due: Entry[] = [];
    try {
      for (const command of commands) {
        this.#expected.set(command, this.oracle.apply(command, { lane, at, snapshot, commit }));
        due.push(...this.oracle.books.entries);
      }
    } catch (error) {
      return this.world.violate(`the oracle: ${(error as Error).message}`);
    }
    if (due.length !== entries.length)
      return this.world.violate(`lane ${lane}: ${entries.length} entries where ${due.length} are due`);
    due.forEach((entry, index) => this.#compareEntry(entry, entries[index]!));
  }

  #compareEntry(due: Entry, found: TransactionRow): void {
    const seen: Entry = {
      ...{ kind: found.kind, userId: found.userId, currency: found.currency },
      ...{ real: Number(found.realChange), locked: Number(found.lockedChange) },
      version: found.version,
    };
    const keys = ['kind', 'userId', 'currency', 'real', 'locked', 'version'] as const;
    if (keys.some((key) => seen[key] !== due[key]) || found.bonusChange !== 0n)
      this.world.violate(`entry ${found.sequence}: ${JSON.stringify(seen)} where ${JSON.stringify(due)} is due`);
    this.#ids.set(due, found.transactionId);
  }

  /** Called in the moment of the answer: nothing but TRY_AGAIN may be said of what has not happened. */
  answered(command: LedgerCommand, result: CommandResult): void {
    if (result.status === 'TRY_AGAIN') return;
    const expected = this.#expected.get(command);
    if (!expected) return this.world.violate(`answered before it happened: ${JSON.stringify(command.operations)}`);
    const due = JSON.stringify(this.#wordsOf(expected));
    const found = JSON.stringify(wordsOfResult(result));
    if (due !== found) this.world.violate(`${JSON.stringify(command)} answered ${found} where ${due} is due`);
  }

  #wordsOf({ status, at, results, wallet }: Expected) {
    const ids = results.map(({ transaction, replayed }) => [transaction && this.#ids.get(transaction), replayed]);
    return [status, at, ids, wallet && [wallet.real, 0, wallet.locked, wallet.version]];
  }

  /** When all is over: the wallets are the oracle's, and each is what its entries come to. */
  checkBooks(database: MemoryDatabase): void {
    const wallets = database.wallets();
    const expected = [...this.oracle.books.players]
      .flatMap(([userId, { wallet, foreign }]) => [
        { userId, currency: 'EUR', wallet },
        { userId, currency: 'USD', wallet: foreign },
      ])
      .filter((each) => each.wallet !== null);
    if (wallets.length !== expected.length) this.world.violate('a wallet is missing, or one too many');
    for (const { userId, currency, wallet } of expected) {
      const isOf = (row: { userId: string; currency: string | null }) =>
        row.userId === userId && row.currency === currency;
      const found = wallets.find(isOf);
      const entries = database.log.flat().filter((row) => isOf(row) && row.version !== null);
      const real = entries.reduce((sum, row) => sum + row.realChange, 0n);
      const locked = entries.reduce((sum, row) => sum + row.lockedChange, 0n);
      const words = [found?.real, found?.locked, found?.version].join();
      if (
        words !== [wallet!.real, wallet!.locked, wallet!.version].join() ||
        words !== [real, locked, entries.length].join()
      )
        this.world.violate(`the ${currency} wallet of ${userId} is ${words} at the end`);
    }
  }
}

const minor = (amount: string): number => Number(amount.replace('.', ''));

function wordsOfResult(result: Exclude<CommandResult, { status: 'TRY_AGAIN' }>) {
  const { wallet } = result;
  const words = wallet && [minor(wallet.real), minor(wallet.bonus), minor(wallet.locked), wallet.version];
  if (result.status === 'REFUSED') return [result.code, result.at, [], words];
  return ['DONE', 0, result.results.map(({ transactionId, replayed }) => [transactionId, replayed]), words];
}
