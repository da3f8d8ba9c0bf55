import { nodeArguments, REPOSITORY } from '@croupier/infra';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Books, openBooks } from '../testing/books.testing.ts';
import { aPlayer, bet, commandOf, STUDIO } from '../testing/plays.testing.ts';

const ROUNDS = process.env.CROUPIER_SUITE_SIZE === 'large' ? 20 : 2;
const BETS = 1_500;

let books: Books;
beforeAll(async () => {
  books = await openBooks();
});
afterAll(async () => {
  expect(await books.broken()).toEqual([]);
  await books.close();
});

/** Feeds bets to a wallet process and kills it after `after` answers. Answers what it had acknowledged. */
async function playUntilKilled(bets: [string, string][], after: number): Promise<Map<string, string>> {
  const program = fileURLToPath(new URL('./killed.testing.ts', import.meta.url));
  const child: ChildProcess = spawn(process.execPath, nodeArguments(program, [books.database.appUrl]), {
    cwd: REPOSITORY,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.stdin!.on('error', () => undefined); // it is killed while we write
  const acknowledged = new Map<string, string>();
  for await (const line of createInterface({ input: child.stdout! })) {
    if (line === 'ready') child.stdin!.write(bets.map((each) => `${each.join(' ')}\n`).join(''));
    else acknowledged.set(...(line.split(' ') as [string, string]));
    if (acknowledged.size === after) child.kill('SIGKILL');
  }
  await ended;
  return acknowledged;
}

test('a wallet process that is killed in the middle of play loses nothing and doubles nothing', async () => {
  for (let round = 1; round <= ROUNDS; round++) {
    const players = await Promise.all(Array.from({ length: 20 }, () => aPlayer(books.ledger, '1000.00')));
    const bets = Array.from({ length: BETS }, (_, index): [string, string] => [
      players[index % players.length]!,
      randomUUID(),
    ]);
    const acknowledged = await playUntilKilled(bets, 200 * round);
    expect(acknowledged.size).toBeLessThan(BETS);

    const replayedOrNew = await Promise.all(
      bets.map(([userId, reference]) => books.ledger.execute(commandOf(userId, STUDIO, bet(reference, '0.10')))),
    );
    for (const [index, result] of replayedOrNew.entries()) {
      expect(result.status).toBe('DONE');
      const { transactionId, replayed } =
        result.status === 'DONE' ? result.results[0]! : { transactionId: null, replayed: false };
      const before = acknowledged.get(bets[index]![1]);
      // What was acknowledged is there, once, and repeats give the same answer.
      if (before !== undefined) expect([transactionId, replayed]).toEqual([before, true]);
    }
    for (const userId of players)
      expect((await books.ledger.wallet(userId, 'EUR')).wallet).toMatchObject({ real: '992.50', version: 76 });
  }
}, 120_000);
