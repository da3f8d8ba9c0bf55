/** A wallet process for killed.test.ts: judges the bets that it reads from standard input, a line each, and prints what it answered. */
import { createInterface } from 'node:readline';
import { bet, commandOf, STUDIO } from '../testing/plays.testing.ts';
import { createLedger } from './ledger.ts';

const ledger = await createLedger({ databaseUrl: process.argv[2]! });
process.stdout.write('ready\n');
for await (const line of createInterface({ input: process.stdin })) {
  const [userId, reference] = line.split(' ') as [string, string];
  void ledger.execute(commandOf(userId, STUDIO, bet(reference, '0.10'))).then((result) => {
    if (result.status === 'DONE') process.stdout.write(`${reference} ${result.results[0]!.transactionId}\n`);
  });
}
