import type { Operation } from '@croupier/contracts';
import { expect, test } from 'vitest';
import { bet, deposit, gate, rollback, win } from '../testing/plays.testing.ts';
import { playerOf } from './commands.ts';
import { MemoryDatabase } from './memory-database.ts';
import { Process } from './process.ts';
import { Witness } from './witness.ts';
import { World } from './world.ts';

const LENGTH = 6;
const LENGTH_OF_MANY = process.env.CROUPIER_SUITE_SIZE === 'large' ? 4 : 3;
const PLAYER = playerOf(1);

/** Every sequence of the steps up to the length, duplicates included. */
function* sequences(steps: Operation[], length: number): Generator<Operation[]> {
  if (length === 0) return;
  for (const step of steps) {
    yield [step];
    for (const rest of sequences(steps, length - 1)) yield [step, ...rest];
  }
}

/** `crowd`: all in one batch of one process. Else one after another, at two processes by turns. */
async function play(steps: Operation[], crowd: boolean): Promise<string | null> {
  const world = new World(1);
  world.faults = false;
  const witness = new Witness(world);
  const database = new MemoryDatabase(world, 1, (batch) => witness.happened(batch));
  const processes = ['a', 'b'].map((name) => new Process(world, database, name, 1));
  let answered = 0;
  const say = async (index: number, ...operations: Operation[]): Promise<void> => {
    const command = { scope: 'studio', userId: PLAYER, deadlineAt: null, policy: null, operations };
    const result = await processes[crowd ? 0 : index % 2]!.submit(0, command);
    witness.answered(command, result);
    if (result.status !== 'TRY_AGAIN') answered += 1;
  };
  const playAll = async (): Promise<void> => {
    await say(0, gate(), deposit('d', '3.00'));
    if (crowd) await Promise.all(steps.map((step, index) => say(index, step)));
    else for (const [index, step] of steps.entries()) await say(index, step);
  };
  world.soon(0, 0, () => void playAll());
  await world.live(() => answered === steps.length + 1, 10_000);
  if (answered !== steps.length + 1) world.violate('not everything was answered');
  witness.checkBooks(database);
  return world.violation;
}

async function check(steps: Operation[], length: number): Promise<number> {
  let played = 0;
  for (const sequence of sequences(steps, length)) {
    for (const crowd of [true, false]) {
      const violation = await play(sequence, crowd);
      if (violation !== null) expect.fail(`${JSON.stringify({ sequence, crowd })}: ${violation}`);
    }
    played += 1;
  }
  return played;
}

test(`every order and duplication of bet, win and rollback up to length ${LENGTH}, in one batch and over two processes`, async () => {
  const played = await check([bet('b', '1.00'), win('w', 'b', '2.50'), rollback('x', 'b')], LENGTH);
  expect(played).toBe(3 + 9 + 27 + 81 + 243 + 729);
}, 600_000);

test(`so do withdrawals and bookmaker bets up to length ${LENGTH_OF_MANY + 1}`, async () => {
  const held = { currency: 'EUR', roundId: null, selection: null, odds: null };
  await check(
    [
      { kind: 'hold', reference: 'h', amount: '2.00', purpose: 'WITHDRAWAL', ...held },
      { kind: 'capture', reference: 'c', hold: 'h' },
      { kind: 'release', reference: 'e', hold: 'h' },
      { kind: 'hold', reference: 'm', amount: '2.00', purpose: 'BOOKMAKER_BET', ...held },
      { kind: 'settle_bet', bet: 'm', outcome: 'WIN', payout: '5.00' },
      { kind: 'settle_bet', bet: 'm', outcome: 'LOSE', payout: null },
      { kind: 'refund_bet', bet: 'm' },
    ],
    LENGTH_OF_MANY + 1,
  );
}, 600_000);

test(`so do closing rounds, whole-round wins, funds that run out and ids that are used for something else`, async () => {
  await check(
    [
      bet('b', '2.00'),
      bet('c', '2.00'),
      bet('b', '1.00'),
      win('w', null, '0.00'),
      win('v', 'b', '0.50', { roundClosed: true }),
      win('u', 'b', '0.50', { roundId: 'other' }),
      rollback('x', 'b'),
      rollback('y', 'b'),
      rollback('z', 'w'),
      rollback('b', 'b'),
      { kind: 'end_round', roundId: 'round' },
    ],
    LENGTH_OF_MANY,
  );
}, 600_000);
