import { formatAmount } from '@croupier/contracts';
import { type FreshDatabase, freshDatabase } from '@croupier/testkit';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Expected, Model, type Step } from '../testing/model.testing.ts';
import { aPlayer, bet, brokenBooks, commandOf, rollback, win } from '../testing/plays.testing.ts';
import { createLedger, type Ledger } from './ledger.ts';
import type { LedgerOperation } from './operation.ts';

const LENGTH = process.env.CROUPIER_SUITE_SIZE === 'large' ? 6 : 4;
const ENOUGH = '3.00';

let database: FreshDatabase;
let pool: pg.Pool;
let ledger: Ledger;
beforeAll(async () => {
  database = await freshDatabase('wallet');
  pool = new pg.Pool({ connectionString: database.appUrl, max: 1 });
  pool.on('error', () => undefined); // the database may go first
  ledger = await createLedger({ databaseUrl: database.appUrl });
});
afterAll(async () => {
  await ledger.stop();
  await pool.end();
  await database.drop();
});

/** Every sequence of the steps up to the length, duplicates included. */
function* sequences(steps: Step[], length: number): Generator<Step[]> {
  if (length === 0) return;
  for (const step of steps) {
    yield [step];
    for (const rest of sequences(steps, length - 1)) yield [step, ...rest];
  }
}

const amount = (cents: number): string => formatAmount(BigInt(cents), 'EUR');

// Ids are unique per provider, so each player has a provider of their own here.
function operationOf(step: Step): LedgerOperation {
  switch (step.kind) {
    case 'bet':
      return bet(step.id, amount(step.cents), { roundId: step.round });
    case 'win':
      return win(step.id, step.bet, amount(step.cents), { roundId: step.round, roundClosed: step.closes });
    case 'rollback':
      return rollback(step.id, step.bet);
    case 'end':
      return { kind: 'end_round', roundId: step.round };
  }
}

async function playBoth(steps: Step[]): Promise<{ expected: object[]; found: object[]; steps: Step[] }> {
  const userId = await aPlayer(ledger, ENOUGH);
  const model = new Model(300, 1);
  const expected: Expected[] = steps.map((step) => model.play(step));
  // Submitted without waiting: neighbours share a batch, and their order must hold all the same.
  const answers = await Promise.all(
    steps.map((step) => ledger.execute(commandOf(userId, `studio:${userId}`, operationOf(step)))),
  );
  const firstWith = new Map<string, number>();
  const found = answers.map((answer, index): Expected => {
    if (answer.status === 'TRY_AGAIN') throw new Error(answer.message);
    const wallet = { cents: Number(answer.wallet!.real.replace('.', '')), version: answer.wallet!.version };
    if (answer.status === 'REFUSED') return { status: answer.code, ...wallet, transactionOf: null };
    const id = answer.results[0]!.transactionId;
    if (id !== null && !firstWith.has(id)) firstWith.set(id, index);
    return { status: 'DONE', ...wallet, transactionOf: id === null ? null : firstWith.get(id)! };
  });
  return { expected, found, steps };
}

async function check(steps: Step[], length: number): Promise<number> {
  let played = 0;
  let running: Promise<{ expected: object[]; found: object[]; steps: Step[] }>[] = [];
  const settle = async () => {
    for (const { expected, found, steps } of await Promise.all(running))
      expect({ steps, answers: found }).toEqual({ steps, answers: expected });
    played += running.length;
    running = [];
  };
  for (const sequence of sequences(steps, length)) {
    running.push(playBoth(sequence));
    if (running.length === 200) await settle();
  }
  await settle();
  return played;
}

test(`every order and duplication of bet, win and rollback up to length ${LENGTH} ends as the model says`, async () => {
  const steps: Step[] = [
    { kind: 'bet', id: 'b', round: 'r', cents: 100 },
    { kind: 'win', id: 'w', bet: 'b', round: 'r', cents: 250, closes: false },
    { kind: 'rollback', id: 'x', bet: 'b' },
  ];
  const played = await check(steps, LENGTH);
  expect(played).toBe(
    Array.from({ length: LENGTH }, (_, index) => 3 ** (index + 1)).reduce((sum, each) => sum + each, 0),
  );
  expect(await brokenBooks(pool)).toEqual([]);
}, 600_000);

test('so do closing rounds, whole-round wins, second bets, funds that run out, and ids that are used for something else', async () => {
  const steps: Step[] = [
    { kind: 'bet', id: 'b', round: 'r', cents: 200 },
    { kind: 'bet', id: 'c', round: 'r', cents: 200 },
    { kind: 'bet', id: 'b', round: 'r', cents: 100 },
    { kind: 'win', id: 'w', bet: null, round: 'r', cents: 0, closes: false },
    { kind: 'win', id: 'v', bet: 'b', round: 'r', cents: 50, closes: true },
    { kind: 'win', id: 'u', bet: 'b', round: 'q', cents: 50, closes: false },
    { kind: 'rollback', id: 'x', bet: 'b' },
    { kind: 'rollback', id: 'y', bet: 'b' },
    { kind: 'rollback', id: 'z', bet: 'w' },
    { kind: 'rollback', id: 'b', bet: 'b' },
    { kind: 'end', round: 'r' },
  ];
  await check(steps, LENGTH === 6 ? 4 : 2);
  expect(await brokenBooks(pool)).toEqual([]);
}, 600_000);
