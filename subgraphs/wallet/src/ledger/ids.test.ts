import { type FreshDatabase, freshDatabase } from '@croupier/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aPlayer, bet, commandOf, STUDIO } from '../testing/plays.testing.ts';
import { momentOf } from './ids.ts';
import { createLedger, type Ledger } from './ledger.ts';

let database: FreshDatabase;
let ledger: Ledger;
let clock = Date.now();
beforeAll(async () => {
  database = await freshDatabase('wallet');
  ledger = await createLedger({ databaseUrl: database.appUrl, now: () => (clock += 1) });
});
afterAll(async () => {
  await ledger.stop();
  await database.drop();
});

test('a transaction’s id tells the moment under which it is stored, however the clock moves while it is judged', async () => {
  const userId = await aPlayer(ledger, '10.00');
  await ledger.execute(commandOf(userId, STUDIO, bet('t-1', '1.00'), bet('t-2', '1.00')));
  const logs = await Promise.all(Array.from({ length: ledger.lanes }, (_, lane) => ledger.readLog(lane, 0, 100)));
  const entries = logs.flat().filter((entry) => entry.transactionId !== null);
  expect(entries.length).toBeGreaterThanOrEqual(3);
  for (const entry of entries) expect(new Date(momentOf(entry.transactionId!)).toISOString()).toBe(entry.at);
});
