import { randomUUID } from 'node:crypto';
import { inTransaction, query } from '@croupier/kit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newTelegramId } from '../testing/journey.testing.ts';
import { startUsers, type TestUsers } from '../testing/start-users.testing.ts';
import { countMail, forgiveAttempt, spendAttempt } from './attempts.ts';

let users: TestUsers;
beforeAll(async () => void (users = await startUsers()));
afterAll(() => users.stop());

async function newChallenge(telegramId: string): Promise<string> {
  const id = randomUUID();
  const expiresAt = new Date(Date.now() + 900_000);
  await query(
    users.context().em,
    `insert into sign_in_challenge (id, telegram_id, display_name, next_step, created_at, expires_at) values (?, ?, 'x', 'EMAIL', ?, ?)`,
    [id, telegramId, new Date(), expiresAt],
  );
  return id;
}
/** How many went through, of all that were sent at once. */
async function through(works: (() => Promise<unknown>)[]): Promise<number> {
  const settled = await Promise.allSettled(works.map((work) => work()));
  for (const each of settled)
    if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'RATE_LIMITED' });
  return settled.filter((each) => each.status === 'fulfilled').length;
}

test('of thirty attempts at once five count for one challenge', async () => {
  const id = await newChallenge(newTelegramId());
  expect(await through(Array.from({ length: 30 }, () => () => spendAttempt(users.context(), id)))).toBe(5);
});

test('of sixty attempts at once over twelve challenges of one person twenty count', async () => {
  const telegramId = newTelegramId();
  const ids = await Promise.all(Array.from({ length: 12 }, () => newChallenge(telegramId)));
  const attempts = ids.flatMap((id) => Array.from({ length: 5 }, () => () => spendAttempt(users.context(), id)));
  expect(await through(attempts)).toBe(20);
  const anHourLater = users.context(undefined, () => new Date(Date.now() + 3_601_000));
  await spendAttempt(anHourLater, await newChallenge(telegramId));
});

test('a forgiven attempt may be spent again', async () => {
  const id = await newChallenge(newTelegramId());
  for (let each = 0; each < 8; each++) await forgiveAttempt(users.context(), await spendAttempt(users.context(), id));
  expect(await through(Array.from({ length: 6 }, () => () => spendAttempt(users.context(), id)))).toBe(5);
});

test('of thirty mails at once ten go out for one challenge, and sixty an hour for one person', async () => {
  const telegramId = newTelegramId();
  const count = (id: string) => () => inTransaction(users.context(), (ctx) => countMail(ctx, id));
  const first = await newChallenge(telegramId);
  expect(await through(Array.from({ length: 30 }, () => count(first)))).toBe(10);
  const others = await Promise.all(Array.from({ length: 6 }, () => newChallenge(telegramId)));
  expect(await through(others.flatMap((id) => Array.from({ length: 10 }, () => count(id))))).toBe(50);
});
