import type { CommandResult } from '@croupier/contracts';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Oracle } from '../simulation/oracle.ts';
import type { Entry, Expected } from '../simulation/oracle-books.ts';
import { type Books, openBooks } from '../testing/books.testing.ts';
import { commandOf, deposit, gate } from '../testing/plays.testing.ts';
import { aWish, commandFor, dailyWager, STUDIO_ROWS, type Wish } from '../testing/wishes.testing.ts';
import { laneOf } from './ledger.ts';
import type { LedgerCommand } from './operation.ts';

const RUNS = process.env.CROUPIER_SUITE_SIZE === 'large' ? 5_000 : 10;
const NOON = Math.floor(Date.now() / 86_400_000) * 86_400_000 + 43_200_000;

let books: Books;
beforeAll(async () => void (books = await openBooks({ now: () => NOON })));
afterAll(async () => {
  expect(await books.broken()).toEqual([]);
  await books.close();
});

class Model {
  readonly oracle = new Oracle();
  readonly #ids = new Map<Entry, string>();
  commands = 0;

  expected(command: LedgerCommand): Expected {
    const commit = ++this.commands;
    return this.oracle.apply(command as never, { lane: 0, at: NOON, snapshot: commit, commit });
  }

  /** What must be answered, once the ids of new transactions are learnt from what was. */
  words({ status, at, results, wallet }: Expected, found: CommandResult) {
    const ids = results.map(({ transaction, replayed }, index) => {
      if (transaction && !replayed && !this.#ids.has(transaction) && found.status === 'DONE')
        this.#ids.set(transaction, found.results[index]?.transactionId ?? 'none');
      return [transaction && this.#ids.get(transaction), replayed];
    });
    return [status, at, ids, wallet && [wallet.real, 0, wallet.locked, wallet.version]];
  }
}

interface Real {
  players: string[];
  run: string;
  row: string;
}

const minor = (amount: string): number => Number(amount.replace('.', ''));
function wordsOf(result: CommandResult) {
  if (result.status === 'TRY_AGAIN') return [result.status, result.message];
  const { wallet } = result;
  const words = wallet && [minor(wallet.real), minor(wallet.bonus), minor(wallet.locked), wallet.version];
  if (result.status === 'REFUSED') return [result.code, result.at, [], words];
  return ['DONE', 0, result.results.map(({ transactionId, replayed }) => [transactionId, replayed]), words];
}

async function sayAll(model: Model, commands: LedgerCommand[]): Promise<void> {
  // Submitted without waiting: neighbours share a batch, and their order must hold all the same.
  const found = await Promise.all(commands.map((command) => books.ledger.execute(command)));
  for (const [index, command] of commands.entries())
    expect(wordsOf(found[index]!)).toEqual(model.words(model.expected(command), found[index]!));
}

/** Several wishes at once, to one lane. */
class Say implements fc.AsyncCommand<Model, Real> {
  constructor(readonly wishes: Wish[]) {}
  check = () => true;
  run = (model: Model, real: Real) =>
    sayAll(
      model,
      this.wishes.map((wish) => commandFor(wish, real)),
    );
  toString = () => this.wishes.map(({ player, operation }) => `${player}: ${JSON.stringify(operation)}`).join(' + ');
}

async function begin(row: string): Promise<{ model: Model; real: Real }> {
  const [run, one] = [randomUUID(), randomUUID()];
  let other = randomUUID();
  while (laneOf(other, books.ledger.lanes) !== laneOf(one, books.ledger.lanes)) other = randomUUID();
  const model = new Model();
  await sayAll(
    model,
    [one, other].map((userId) => {
      const limits = userId === other ? [dailyWager('6.00')] : [];
      return commandOf(userId, `psp:${run}`, gate({ limits }), deposit(userId, '6.00'));
    }),
  );
  return { model, real: { players: [one, other], run, row } };
}

test(`${RUNS} runs of bets, wins, rollbacks, holds, settlements, refunds and exclusions over PostgreSQL go as the model says`, async () => {
  let commands = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...STUDIO_ROWS),
      fc.commands([fc.array(aWish, { minLength: 1, maxLength: 6 }).map((wishes) => new Say(wishes))], {
        maxCommands: 12,
        size: 'max',
      }),
      async (row, steps) => {
        const start = await begin(row);
        await fc.asyncModelRun(() => start, steps);
        commands += start.model.commands;
      },
    ),
    { numRuns: RUNS },
  );
  process.stdout.write(`model: ${RUNS} runs, ${commands} commands\n`);
  expect(commands).toBeGreaterThan(10 * RUNS);
}, 3_600_000);
