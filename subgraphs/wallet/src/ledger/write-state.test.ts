import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Finding } from '../proof/finding.ts';
import { verifyLedger } from '../proof/verify-ledger.ts';
import { type Books, openBooks } from '../testing/books.testing.ts';
import { aPlayer, bet, commandOf, STUDIO } from '../testing/plays.testing.ts';

let books: Books;
beforeAll(async () => {
  books = await openBooks();
});
afterAll(() => books.close());

const ODD = ['\\N', 'NULL', 'a\tb', 'c\nd\r', "it's", '"', '\\', '\\\\t', '{a,b}', ' ', '', 'ü€😀'];
const referencesOf = (prefix: string) => ODD.map((odd) => `${odd}${prefix}`);

test('what a command says is written as it was said, alone by INSERT and among many by COPY, and the chain fits both', async () => {
  const userId = await aPlayer(books.ledger, '100.00');
  const [alone, among] = [referencesOf('1'), referencesOf('2')];
  const odd = (reference: string) => commandOf(userId, STUDIO, bet(reference, '1.00', { roundId: reference }));
  for (const reference of [...alone, '\\N'])
    expect(await books.ledger.execute(odd(reference))).toMatchObject({ status: 'DONE' });
  // The first takes the lane for itself; the others wait for it together.
  const results = await Promise.all([randomUUID(), ...among].map((reference) => books.ledger.execute(odd(reference))));
  expect(results.every((result) => result.status === 'DONE')).toBe(true);

  const { rows } = await books.pool.query(
    `select reference, round_id from transaction where user_id = $1 and kind = 'BET'`,
    [userId],
  );
  for (const reference of [...alone, '\\N', ...among]) expect(rows).toContainEqual({ reference, round_id: reference });
  const { rows: claims } = await books.pool.query(
    `select c.reference from claim c join transaction t using (transaction_id) where c.user_id = $1 and c.reference <> t.reference`,
    [userId],
  );
  expect(claims).toEqual([]);
  const found: Finding[] = [];
  const report = (finding: Finding) => void found.push(finding);
  await verifyLedger({ databaseUrl: books.database.appUrl, anchors: null, report });
  expect(found).toEqual([]);
});
