import { askCommands, type Command } from '@croupier/contracts';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LedgerOperation } from '../ledger/operation.ts';
import type { WalletContext } from '../room.ts';
import { bet, brokenBooks, commandOf, deposit, gate, win } from '../testing/plays.testing.ts';
import { type RunningWallet, runningWallet, staff } from '../testing/running-wallet.testing.ts';
import { expireBonuses } from './expire-bonuses.ts';

let wallet: RunningWallet;
let pool: pg.Pool;
beforeAll(async () => {
  wallet = await runningWallet();
  pool = new pg.Pool({ connectionString: wallet.database.appUrl, max: 2 });
  pool.on('error', () => undefined);
}, 60_000);
afterAll(async () => {
  expect(await brokenBooks(pool)).toEqual([]);
  await pool.end();
  await wallet.stop();
});

const GRANT = 'mutation ($i: GrantBonusInput!) { grantBonus(input: $i) { id } }';
const frank = staff(randomUUID(), 'FINANCE');
const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString();
const eur = (amount: string) => ({ amount, currency: 'EUR' });
const id = () => randomUUID();

async function play(userId: string, ...operations: LedgerOperation[]) {
  const command = commandOf(userId, 'studio:sandbox', ...operations) as Command;
  return (await wallet.games(askCommands.games, { commands: [command] })).results[0]!;
}
/** A player with 1.00 EUR and a bonus. */
async function granted(more: object): Promise<{ userId: string; bonusId: string }> {
  const userId = id();
  await wallet.users(askCommands.users, { commands: [commandOf(userId, 'users', gate()) as Command] });
  await wallet.payments(askCommands.payments, {
    commands: [commandOf(userId, 'psp:sandbox', deposit(userId, '1.00')) as Command],
  });
  const answer = await wallet.graph(frank, GRANT, { i: { userId, kind: 'MONEY', amount: eur('5.00'), ...more } });
  return { userId, bonusId: answer.data.grantBonus.id };
}
/** Its time comes: the clock of the database is not ours to turn. */
const due = (...bonusIds: string[]) =>
  pool.query(`update bonus set expires_at = now() - interval '1 second' where id = any($1::uuid[])`, [bonusIds]);
const expire = () => expireBonuses(wallet.subgraph.makeContext() as WalletContext);
const bonus = async (bonusId: string) =>
  (await pool.query('select status, balance_minor, rounds_left from bonus where id = $1', [bonusId])).rows[0];
const forfeitures = async (userId: string) =>
  (
    await pool.query(
      `select amount_minor, bonus_change, bonus_cost, real_after, bonus_after from transaction where user_id = $1 and kind = 'FORFEITURE'`,
      [userId],
    )
  ).rows;

test('what is left of a bonus whose time is over returns to the house; what is not due or has no end stays', async () => {
  const [over, later, endless] = [
    await granted({ expiresAt: tomorrow() }),
    await granted({ expiresAt: tomorrow() }),
    await granted({}),
  ];
  const open = id();
  await play(over.userId, bet(open, '3.00'));
  await due(over.bonusId);
  await expire();
  expect(await bonus(over.bonusId)).toMatchObject({ status: 'EXPIRED', balance_minor: '0' });
  expect(await forfeitures(over.userId)).toEqual([
    { amount_minor: '300', bonus_change: '-300', bonus_cost: '300', real_after: '0', bonus_after: '0' },
  ]);
  for (const { userId, bonusId } of [later, endless]) {
    expect(await bonus(bonusId)).toMatchObject({ status: 'ACTIVE', balance_minor: '500' });
    expect(await forfeitures(userId)).toEqual([]);
  }
  // One part real, two parts bonus: the bonus's part of an open bet's win is the house's now.
  expect(await play(over.userId, win(id(), open, '6.00'))).toMatchObject({ wallet: { real: '2.00', bonus: '0.00' } });
});

test('it happens once, however often and in however many processes it is tried', async () => {
  const people = await Promise.all([1, 2, 3].map(() => granted({ expiresAt: tomorrow() })));
  await due(...people.map((each) => each.bonusId));
  await Promise.all([expire(), expire(), expire()]);
  await expire();
  for (const { userId, bonusId } of people) {
    expect(await bonus(bonusId)).toMatchObject({ status: 'EXPIRED', balance_minor: '0' });
    expect(await forfeitures(userId)).toHaveLength(1);
  }
});

test('free rounds that were not played are gone, and what played ones won returns too', async () => {
  const rounds = { kind: 'FREE_ROUNDS', amount: null, gameCode: 'dice', stake: eur('1.00'), expiresAt: tomorrow() };
  const [unplayed, used] = [await granted({ ...rounds, rounds: 2 }), await granted({ ...rounds, rounds: 1 })];
  const free = id();
  await play(used.userId, bet(free, '1.00', { free: true }));
  await play(used.userId, win(id(), free, '4.00'));
  expect(await bonus(used.bonusId)).toMatchObject({ status: 'USED', balance_minor: '400' });
  await due(unplayed.bonusId, used.bonusId);
  await expire();
  expect(await bonus(unplayed.bonusId)).toMatchObject({ status: 'EXPIRED', rounds_left: 0 });
  expect(await play(unplayed.userId, bet(id(), '1.00', { free: true }))).toMatchObject({ code: 'INSUFFICIENT_FUNDS' });
  expect(await forfeitures(unplayed.userId)).toEqual([]);
  expect(await bonus(used.bonusId)).toMatchObject({ status: 'EXPIRED', balance_minor: '0' });
  expect(await forfeitures(used.userId)).toMatchObject([{ amount_minor: '400', bonus_after: '0' }]);
});

test('a bonus that ended before its time keeps its end', async () => {
  const [completed, forfeited] = [
    await granted({ expiresAt: tomorrow(), amount: eur('0.50'), wageringMultiple: 2 }),
    await granted({ expiresAt: tomorrow() }),
  ];
  expect(await play(completed.userId, bet(id(), '1.00'))).toMatchObject({ wallet: { real: '0.50', bonus: '0.00' } });
  const FORFEIT = 'mutation ($i: ForfeitBonusInput!) { forfeitBonus(input: $i) { status } }';
  await wallet.graph(frank, FORFEIT, { i: { id: forfeited.bonusId } });
  await due(completed.bonusId, forfeited.bonusId);
  await expire();
  expect((await bonus(completed.bonusId)).status).toBe('COMPLETED');
  expect((await bonus(forfeited.bonusId)).status).toBe('FORFEITED');
  expect(await forfeitures(completed.userId)).toEqual([]);
  expect(await forfeitures(forfeited.userId)).toHaveLength(1);
});
