import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Books, openBooks } from '../testing/books.testing.ts';
import { aPlayer, bet, commandOf, deposit, gate, hold, PSP, rollback, STUDIO, win } from '../testing/plays.testing.ts';
import { createLedger, type Ledger, laneOf } from './ledger.ts';

/** How many of 200 bets the funds are for, round by round. */
const FUNDS =
  process.env.CROUPIER_SUITE_SIZE === 'large'
    ? Array.from({ length: 1_000 }, (_, round) => (round * 57) % 201)
    : [0, 1, 57, 200];

let books: Books;
let second: Ledger;
beforeAll(async () => {
  books = await openBooks();
  // Another wallet process, as far as the database can tell.
  second = await createLedger({ databaseUrl: books.database.appUrl });
});
afterAll(async () => {
  await second.stop();
  expect(await books.broken()).toEqual([]);
  await books.close();
});

const id = () => randomUUID();
const either = (index: number): Ledger => (index % 2 === 0 ? books.ledger : second);

test('of 200 concurrent bets with funds for exactly k, exactly k are accepted', async () => {
  for (const k of FUNDS) {
    const userId = await aPlayer(books.ledger, `${k}.50`);
    const results = await Promise.all(
      Array.from({ length: 200 }, (_, index) => either(index).execute(commandOf(userId, STUDIO, bet(id(), '1.00')))),
    );
    expect(results.filter((result) => result.status === 'DONE')).toHaveLength(k);
    expect(
      results.filter((result) => result.status === 'REFUSED' && result.code === 'INSUFFICIENT_FUNDS'),
    ).toHaveLength(200 - k);
    expect((await books.ledger.wallet(userId, 'EUR')).wallet?.real).toBe('0.50');
  }
}, 1_800_000);

test('the same bet fifty times at once, over two processes, is one debit and one transaction id', async () => {
  const userId = await aPlayer(books.ledger, '100.00');
  const reference = id();
  const results = await Promise.all(
    Array.from({ length: 50 }, (_, index) => either(index).execute(commandOf(userId, STUDIO, bet(reference, '1.00')))),
  );
  const done = results.map((result) => (result.status === 'DONE' ? result.results[0]! : null));
  expect(new Set(done.map((each) => each?.transactionId)).size).toBe(1);
  expect(done.filter((each) => each?.replayed === false)).toHaveLength(1);
  expect((await books.ledger.wallet(userId, 'EUR')).wallet).toMatchObject({ real: '99.00', version: 2 });
});

test('the same id for two players in two lanes at once belongs to one of them', async () => {
  for (let round = 0; round < 20; round++) {
    const one = await aPlayer(books.ledger, '10.00');
    let other = await aPlayer(books.ledger, '10.00');
    while (laneOf(other, 2) === laneOf(one, 2)) other = await aPlayer(books.ledger, '10.00');
    const reference = id();
    const results = await Promise.all(
      [one, other].map((userId, index) => either(index).execute(commandOf(userId, STUDIO, bet(reference, '1.00')))),
    );
    expect(results.map((result) => (result.status === 'REFUSED' ? result.code : result.status)).sort()).toEqual([
      'DONE',
      'DUPLICATE_TRANSACTION',
    ]);
  }
});

test('a bet and its rollback at once end rolled back, whatever the order', async () => {
  for (let round = 0; round < 50; round++) {
    const userId = await aPlayer(books.ledger, '10.00');
    const reference = id();
    const [, undone] = await Promise.all([
      either(round).execute(commandOf(userId, STUDIO, bet(reference, '1.00'))),
      either(round + 1).execute(commandOf(userId, STUDIO, rollback(id(), reference))),
    ]);
    expect(undone.status).toBe('DONE');
    expect((await books.ledger.wallet(userId, 'EUR')).wallet?.real).toBe('10.00');
  }
});

test('no bet commits after the exclusion did', async () => {
  for (let round = 0; round < 10; round++) {
    const userId = await aPlayer(books.ledger, '1000.00');
    let excludedAt = Infinity;
    const bets = Array.from({ length: 200 }, async (_, index) => {
      await new Promise((resolve) => setTimeout(resolve, index % 20));
      const sentAt = performance.now();
      const result = await either(index).execute(commandOf(userId, STUDIO, bet(id(), '1.00')));
      return { sentAt, result };
    });
    const exclusion = new Promise((resolve) => setTimeout(resolve, 8)).then(async () => {
      await second.execute(commandOf(userId, 'users', gate({ number: 2, status: 'SELF_EXCLUDED' })));
      excludedAt = performance.now();
    });
    const played = await Promise.all(bets);
    await exclusion;
    for (const { sentAt, result } of played)
      if (sentAt > excludedAt) expect(result).toMatchObject({ status: 'REFUSED', code: 'PLAYER_BLOCKED' });
    // By the ledger's own order: moments are taken under the lane's lock.
    const { rows } = await books.pool.query(
      `select count(*)::int as late from transaction t join player_gate g using (user_id) where t.user_id = $1 and t.kind = 'BET' and t.created_at > g.changed_at`,
      [userId],
    );
    expect(rows[0].late).toBe(0);
  }
});

test('one command that cannot be written fails alone', async () => {
  const players = await Promise.all(Array.from({ length: 10 }, () => aPlayer(books.ledger, '10.00')));
  // Slipped past the check on purpose: a text that PostgreSQL refuses.
  const poison = commandOf(players[0]!, STUDIO, hold(id(), '1.00', { selection: 'home' }));
  (poison.operations[0] as { odds: string }).odds = '1\u0000';
  const results = await Promise.all([
    books.ledger.execute(poison),
    ...players.map((userId) => books.ledger.execute(commandOf(userId, STUDIO, bet(id(), '1.00')))),
  ]);
  expect(results[0]!.status).toBe('TRY_AGAIN');
  expect(results.slice(1).map((result) => result.status)).toEqual(players.map(() => 'DONE'));
});

test('what waited beyond its deadline is not done, and an overfull queue says so', async () => {
  const userId = await aPlayer(books.ledger, '10.00');
  const late = await books.ledger.execute({
    ...commandOf(userId, STUDIO, bet(id(), '1.00')),
    deadlineAt: new Date(Date.now() - 1).toISOString(),
  });
  expect(late.status).toBe('TRY_AGAIN');
  const unknown = id();
  const deadlineAt = new Date(Date.now() + 30).toISOString();
  const flood = await Promise.all(
    Array.from({ length: 12_000 }, () =>
      books.ledger.execute({ ...commandOf(unknown, STUDIO, bet(id(), '1.00')), deadlineAt }),
    ),
  );
  expect(
    flood.filter((result) => result.status === 'TRY_AGAIN' && result.message.includes('too much')).length,
  ).toBeGreaterThan(1000);
  expect((await books.ledger.wallet(userId, 'EUR')).wallet?.real).toBe('10.00');
});

test('a lost connection before the commit costs nobody anything', async () => {
  const userId = await aPlayer(books.ledger, '100.00');
  const references = Array.from({ length: 300 }, id);
  const playing = references.map(async (reference) => {
    for (;;) {
      const result = await books.ledger.execute(commandOf(userId, STUDIO, bet(reference, '0.10')));
      if (result.status !== 'TRY_AGAIN') return result.status;
    }
  });
  for (let round = 0; round < 5; round++) {
    await books.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'ledger-lane-%' and datname = current_database()`,
    );
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect(new Set(await Promise.all(playing))).toEqual(new Set(['DONE']));
  expect((await books.ledger.wallet(userId, 'EUR')).wallet).toMatchObject({ real: '70.00', version: 301 });
});

test('the app role may not change or remove what stands in the books', async () => {
  const userId = await aPlayer(books.ledger, '1.00');
  await books.ledger.execute(commandOf(userId, STUDIO, bet(id(), '1.00'), win(id(), null, '1.00')));
  await books.ledger.execute(commandOf(userId, PSP, deposit(id(), '1.00')));
  const { rows } = await books.pool.query(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and c.relkind in ('r', 'p')
       and (c.relname ~ '^(transaction|posting|claim)(_|$)')`,
  );
  expect(rows.length).toBeGreaterThan(20);
  for (const { name } of rows) {
    for (const sql of [`update ${name} set user_id = user_id`, `delete from ${name}`, `truncate ${name}`]) {
      await expect(books.pool.query(sql), sql).rejects.toMatchObject({ code: '42501' });
    }
  }
});
