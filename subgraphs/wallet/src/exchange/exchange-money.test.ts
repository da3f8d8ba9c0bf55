import { askCommands, type Command } from '@croupier/contracts';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ratesOf } from '../ledger/rates.ts';
import { brokenBooks, commandOf, deposit, gate } from '../testing/plays.testing.ts';
import { player, runningWallet, type RunningWallet, staff } from '../testing/running-wallet.testing.ts';
import { exchanged, exchangeRate, rateText } from './exchange-rate.ts';
import { forgetQuotes } from './forget-quotes.ts';

let wallet: RunningWallet;
let pool: pg.Pool;
beforeAll(async () => {
  wallet = await runningWallet({ EXCHANGE_MARGIN_BASIS_POINTS: '200' });
  pool = new pg.Pool({ connectionString: wallet.database.appUrl, max: 2 });
  pool.on('error', () => undefined);
}, 60_000);
afterAll(async () => {
  expect(await brokenBooks(pool)).toEqual([]);
  await pool.end();
  await wallet.stop();
});

const MONEY = '{ amount currency }';
const QUOTE = `mutation ($i: QuoteExchangeInput!) { quoteExchange(input: $i) { id rate expiresAt from ${MONEY} to ${MONEY} } }`;
const EXCHANGE = `mutation ($i: ExchangeInput!) { exchange(input: $i) { id rate from ${MONEY} to ${MONEY}
  transactions { id kind reference amount ${MONEY} entries { bucket amount ${MONEY} } } } }`;

async function aPlayer(euros = '100.00'): Promise<string> {
  const userId = randomUUID();
  await wallet.users(askCommands.users, { commands: [commandOf(userId, 'users', gate()) as Command] });
  const paid = commandOf(userId, 'psp:sandbox', deposit(randomUUID(), euros)) as Command;
  await wallet.payments(askCommands.payments, { commands: [paid] });
  return userId;
}
const setStatus = (userId: string, status: 'SELF_EXCLUDED' | 'BLOCKED') =>
  wallet.users(askCommands.users, { commands: [commandOf(userId, 'users', gate({ number: 2, status })) as Command] });

/** The value, or the code of the refusal. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into answers
async function ask(userId: string, text: string, i: object): Promise<any> {
  const answer = await wallet.graph(player(userId), text, { i });
  return answer.errors?.[0]?.extensions.code ?? Object.values(answer.data)[0];
}
const quote = (userId: string, amount: string, to = 'USD', currency = 'EUR') =>
  ask(userId, QUOTE, { from: { amount, currency }, to });
const exchange = (userId: string, quoteId: string, idempotencyKey: string | null = null) =>
  ask(userId, EXCHANGE, { quoteId, idempotencyKey });
const purse = async (userId: string): Promise<Record<string, string>> => {
  const { rows } = await pool.query('select currency, real_minor from wallet where user_id = $1', [userId]);
  return Object.fromEntries(rows.map((row) => [row.currency, row.real_minor]));
};

test('the rate takes the margin off and is rounded down, as is what it gives', () => {
  const rates = ratesOf({ '2026-01-01': { USD: '0.9', JPY: '0.006', BTC: '60000.5' } });
  const of = (from: string, to: string, margin = 0) => exchangeRate(rates, { from, to }, '2026-01-02', margin);
  expect(rateText(of('USD', 'EUR'))).toBe('0.9');
  expect(rateText(of('EUR', 'USD'))).toBe('1.111111111111111111');
  expect(rateText(of('EUR', 'USD', 100))).toBe('1.1');
  expect(rateText(of('JPY', 'BTC', 100))).toBe('0.000000098999175006');
  expect([of('EUR', 'ZZZ'), of('ZZZ', 'EUR')]).toEqual([0n, 0n]);
  const give = (minor: bigint, from: string, to: string, margin = 0) =>
    exchanged(minor, of(from, to, margin), { from, to });
  expect(give(100n, 'EUR', 'USD')).toBe(111n);
  // JPY has no minor units, BTC has eight digits.
  expect([give(1n, 'EUR', 'JPY'), give(1_000n, 'JPY', 'BTC'), give(1n, 'BTC', 'EUR')]).toEqual([1n, 9_999n, 0n]);
  // There and back never gains.
  for (const minor of [1n, 99n, 12_345n, 999_999_999_999n])
    expect(give(give(minor, 'EUR', 'USD'), 'USD', 'EUR')).toBeLessThanOrEqual(minor);
});

test('a quote moves nothing; taking it moves both wallets at once, once', async () => {
  const alice = await aPlayer();
  const quoted = await quote(alice, '50.00');
  expect(quoted).toMatchObject({ from: { amount: '50.00', currency: 'EUR' }, to: { currency: 'USD' } });
  expect(Date.parse(quoted.expiresAt) - Date.now()).toBeGreaterThan(20_000);
  expect(await purse(alice)).toEqual({ EUR: '10000' });
  const calls = await Promise.all(Array.from({ length: 6 }, () => exchange(alice, quoted.id, 'k-1')));
  expect(new Set(calls.map((each) => JSON.stringify(each))).size).toBe(1);
  const received = BigInt(quoted.to.amount.replace('.', ''));
  expect(await purse(alice)).toEqual({ EUR: '5000', USD: `${received}` });
  expect(calls[0].transactions).toMatchObject([
    {
      kind: 'EXCHANGE',
      reference: `exchange:${quoted.id}`,
      entries: [{ bucket: 'REAL', amount: { amount: '-50.00' } }],
    },
    { kind: 'EXCHANGE', entries: [{ bucket: 'REAL', amount: quoted.to }] },
  ]);
  // The house's account of each currency has the other side.
  const sql = `select currency, sum(minor)::text as minor from posting where account = 'EXCHANGE' and user_id = $1 group by 1 order by 1`;
  expect((await pool.query(sql, [alice])).rows).toEqual([
    { currency: 'EUR', minor: '5000' },
    { currency: 'USD', minor: `-${received}` },
  ]);
  // Used: by another call, under another key.
  expect(await exchange(alice, quoted.id)).toBe('CONFLICT');
  expect(await exchange(alice, quoted.id, 'k-2')).toBe('CONFLICT');
  const second = await quote(alice, '1.00');
  expect(await exchange(alice, second.id, 'k-1')).toBe('DUPLICATE_REFERENCE');
  expect(await purse(alice)).toEqual({ EUR: '5000', USD: `${received}` });
});

test('an expired quote is refused, but a repeat still answers the first exchange', async () => {
  const alice = await aPlayer();
  const [taken, missed] = [await quote(alice, '10.00'), await quote(alice, '10.00')];
  const first = await exchange(alice, taken.id, 'k');
  await pool.query(`update exchange_quote set expires_at = now() - interval '1 second' where user_id = $1`, [alice]);
  expect(await exchange(alice, missed.id)).toBe('CONFLICT');
  expect(await exchange(alice, taken.id, 'k')).toEqual(first);
  expect((await purse(alice)).EUR).toBe('9000');
  await pool.query(`update exchange_quote set expires_at = now() - interval '2 days' where id = $1`, [missed.id]);
  await forgetQuotes(wallet.subgraph.makeContext());
  expect(await exchange(alice, missed.id)).toBe('NOT_FOUND');
  expect(await exchange(alice, taken.id, 'k')).toEqual(first);
});

test('what a player may not do is refused and moves nothing', async () => {
  const [alice, bob] = [await aPlayer('5.00'), await aPlayer()];
  const large = await quote(alice, '5.01');
  expect(await exchange(alice, large.id, 'k')).toBe('INSUFFICIENT_FUNDS');
  const fromNothing = await quote(alice, '1.00', 'EUR', 'GBP');
  expect(await exchange(alice, fromNothing.id)).toBe('INSUFFICIENT_FUNDS');
  expect(await exchange(bob, large.id)).toBe('NOT_FOUND');
  expect(await exchange(bob, 'x')).toBe('NOT_FOUND');
  const own = await quote(alice, '1.00');
  expect(await exchange(alice, own.id, 'a\u0000b')).toBe('BAD_USER_INPUT');
  await setStatus(alice, 'SELF_EXCLUDED');
  expect(await exchange(alice, own.id)).toBe('SELF_EXCLUDED');
  const his = await quote(bob, '1.00');
  await setStatus(bob, 'BLOCKED');
  expect(await exchange(bob, his.id)).toBe('PLAYER_BLOCKED');
  expect([await purse(alice), await purse(bob)]).toEqual([{ EUR: '500' }, { EUR: '10000' }]);
  const answer = await wallet.graph(staff(randomUUID(), 'ADMIN'), EXCHANGE, { i: { quoteId: own.id } });
  expect(answer.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
});

test.each([
  ['the same currency', '1.00', 'EUR'],
  ['an unknown currency', '1.00', 'XXX'],
  ['nothing', '0.00', 'USD'],
  ['what comes to nothing', '0.00000001', 'EUR', 'BTC'],
  ['too many digits', '1.001', 'USD'],
  ['too much', '99999999999999999.00', 'TON'],
])('%s is not quoted', async (_what, amount, to, currency = 'EUR') => {
  expect(await quote(await aPlayer('1.00'), amount, to, currency)).toBe('BAD_USER_INPUT');
});
