/* eslint-disable @typescript-eslint/no-explicit-any -- tests look into answers */
import { askCommands, type Command } from '@croupier/contracts';
import type { Identity } from '@croupier/kit';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LedgerCommand } from '../ledger/operation.ts';
import { bet, commandOf, deposit, gate, hold, rollback, win } from '../testing/plays.testing.ts';
import { player, type RunningWallet, runningWallet, staff } from '../testing/running-wallet.testing.ts';

let wallet: RunningWallet;
let owner: pg.Client;
beforeAll(async () => {
  wallet = await runningWallet();
  owner = new pg.Client({ connectionString: wallet.database.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await wallet.stop();
});

const say = async (asker: 'games' | 'payments' | 'users', ...commands: unknown[]) =>
  (await wallet[asker](askCommands[asker], { commands: commands as Command[] })).results;

/** A player with 9 transactions in EUR, a moment apart, and one in another currency. */
async function aLife(): Promise<{ userId: string; moments: Date[] }> {
  const userId = randomUUID();
  await say('users', commandOf(userId, 'users', gate()));
  const id = (name: string) => `${userId}-${name}`;
  const steps: ['games' | 'payments', LedgerCommand][] = [
    ['payments', commandOf(userId, 'psp:sandbox', deposit(id('d'), '10.00'))],
    ['games', commandOf(userId, 'studio:sandbox', bet(id('a'), '4.00'))],
    ['games', commandOf(userId, 'studio:sandbox', win(id('w'), id('a'), '6.50'))],
    ['games', commandOf(userId, 'studio:sandbox', bet(id('b'), '2.00', { roundId: 'r2' }))],
    ['games', commandOf(userId, 'studio:sandbox', rollback(id('x'), id('b')))],
    ['payments', commandOf(userId, 'psp:sandbox', hold(id('h'), '3.00', { purpose: 'WITHDRAWAL' }))],
    ['payments', commandOf(userId, 'psp:sandbox', { kind: 'capture', reference: id('c'), hold: id('h') })],
    ['games', commandOf(userId, 'studio:sandbox', bet(id('e'), '1.00', { roundId: 'r3' }))],
    ['payments', commandOf(userId, 'psp:sandbox', deposit(id('f'), '5.00'))],
  ];
  for (const [asker, command] of steps) {
    const [result] = await say(asker, command);
    expect(result).toMatchObject({ status: 'DONE' });
    await new Promise((resolve) => setTimeout(resolve, 3)); // moments are milliseconds; these are to differ
  }
  await say('payments', commandOf(userId, 'psp:sandbox', deposit(id('usd'), '77.00', { currency: 'USD' })));
  const { rows } = await owner.query(
    `select created_at from transaction where user_id = $1 and currency = 'EUR' order by version`,
    [userId],
  );
  return { userId, moments: rows.map((row) => row.created_at as Date) };
}

const BALANCE = 'version lastPostedAt real { amount } bonus { amount } locked { amount } total { amount }';
const ask = async (asker: Identity, userId: string, fields: string) =>
  await wallet.graph(
    asker,
    `query ($u: [_Any!]!) { _entities(representations: $u) { ... on User { wallet(currency: "EUR") { id ${fields} } } } }`,
    { u: [{ __typename: 'User', id: userId }] },
  );
const STATEMENT = `{ from to opening { ${BALANCE} } closing { ${BALANCE} } recomputed { ${BALANCE} }
  totals { kind count amount { amount } real { amount } locked { amount } }
  transactions { totalCount edges { node { kind } } pageInfo { hasNextPage endCursor } } }`;
const statementOf = async (userId: string, from: Date, to: Date, page = '') => {
  const answer = await ask(
    player(userId),
    userId,
    `statement(from: "${from.toISOString()}", to: "${to.toISOString()}"${page}) ${STATEMENT}`,
  );
  return { statement: answer.data?._entities[0]?.wallet?.statement, code: answer.errors?.[0]?.extensions.code ?? null };
};
const BEGINNING = new Date('2000-01-01T00:00:00Z');
const END = new Date('2100-01-01T00:00:00Z');

test('the balance at a moment is the one after the last transaction at or before it', async () => {
  const { userId, moments } = await aLife();
  const at = async (moment: Date) =>
    (await ask(player(userId), userId, `balanceAt(at: "${moment.toISOString()}") { ${BALANCE} }`)).data._entities[0]
      .wallet.balanceAt;
  const realAndLocked = ['10.00/0.00', '6.00/0.00', '12.50/0.00', '10.50/0.00', '12.50/0.00', '9.50/3.00', '9.50/0.00'];
  for (const [index, expected] of realAndLocked.entries()) {
    const seen = await at(moments[index]!);
    expect([seen.version, `${seen.real.amount}/${seen.locked.amount}`]).toEqual([index + 1, expected]);
    expect(seen.lastPostedAt).toBe(moments[index]!.toISOString());
  }
  const justBefore = new Date(moments[3]!.getTime() - 1);
  expect(await at(justBefore)).toMatchObject({ version: 3, real: { amount: '12.50' } });
  expect(await at(new Date(moments[0]!.getTime() - 1))).toMatchObject({
    version: 0,
    lastPostedAt: null,
    total: { amount: '0.00' },
  });
  expect(await at(END)).toMatchObject({ version: 9, total: { amount: '13.50' } });
  expect(await at(new Date('0000-01-01T00:00:00Z'))).toMatchObject({ version: 0 });
});

test('a statement over everything begins with nothing and ends with the present balance, made again from postings', async () => {
  const { userId } = await aLife();
  const { statement } = await statementOf(userId, BEGINNING, END);
  expect(statement.opening).toMatchObject({ version: 0, total: { amount: '0.00' } });
  expect(statement.closing).toMatchObject({ version: 9, real: { amount: '13.50' }, locked: { amount: '0.00' } });
  expect(statement.recomputed).toEqual(statement.closing);
  const totals = statement.totals.map((each: any) => [
    each.kind,
    each.count,
    each.amount.amount,
    each.real.amount,
    each.locked.amount,
  ]);
  expect(totals).toEqual([
    ['BET', 3, '7.00', '-7.00', '0.00'],
    ['CAPTURE', 1, '3.00', '0.00', '-3.00'],
    ['DEPOSIT', 2, '15.00', '15.00', '0.00'],
    ['HOLD', 1, '3.00', '-3.00', '3.00'],
    ['ROLLBACK', 1, '2.00', '2.00', '0.00'],
    ['WIN', 1, '6.50', '6.50', '0.00'],
  ]);
  expect(statement.transactions.totalCount).toBe(9);
});

test('statements of neighbouring periods share no transaction and miss none', async () => {
  const { userId, moments } = await aLife();
  const [middle, late] = [moments[3]!, moments[6]!];
  const parts = [
    (await statementOf(userId, BEGINNING, middle)).statement,
    (await statementOf(userId, middle, late)).statement,
    (await statementOf(userId, late, END)).statement,
  ];
  expect(parts.map((part) => part.transactions.edges.map((edge: any) => edge.node.kind))).toEqual([
    ['DEPOSIT', 'BET', 'WIN'],
    ['BET', 'ROLLBACK', 'HOLD'],
    ['CAPTURE', 'BET', 'DEPOSIT'],
  ]);
  expect(parts[1].opening).toEqual(parts[0].closing);
  expect(parts[2].opening).toEqual(parts[1].closing);
  for (const part of parts) expect(part.recomputed).toEqual(part.closing);
});

test('a statement is read page by page', async () => {
  const { userId, moments } = await aLife();
  const kinds: string[] = [];
  let after = '';
  for (;;) {
    const { statement } = await statementOf(userId, moments[1]!, END, `, first: 3${after}`);
    kinds.push(...statement.transactions.edges.map((edge: any) => edge.node.kind));
    expect(statement.transactions.totalCount).toBe(8);
    if (!statement.transactions.pageInfo.hasNextPage) break;
    after = `, after: "${statement.transactions.pageInfo.endCursor}"`;
  }
  expect(kinds).toEqual(['BET', 'WIN', 'BET', 'ROLLBACK', 'HOLD', 'CAPTURE', 'BET', 'DEPOSIT']);
});

test('staff see the same, others nothing, and what is no period or page is refused', async () => {
  const { userId, moments } = await aLife();
  const fields = `statement(from: "${BEGINNING.toISOString()}", to: "${END.toISOString()}") ${STATEMENT} balanceAt(at: "${END.toISOString()}") { version }`;
  const own = (await ask(player(userId), userId, fields)).data._entities[0];
  expect((await ask(staff(randomUUID(), 'SUPPORT'), userId, fields)).data._entities[0]).toEqual(own);
  expect((await ask(player(randomUUID()), userId, fields)).data._entities[0]).toEqual({ wallet: null });
  const refused = async (from: Date, to: Date, page = '') => (await statementOf(userId, from, to, page)).code;
  expect(await refused(END, BEGINNING)).toBe('BAD_USER_INPUT');
  expect(await refused(moments[0]!, moments[0]!)).toBe('BAD_USER_INPUT');
  expect(await refused(BEGINNING, END, ', first: 101')).toBe('BAD_USER_INPUT');
  expect(await refused(BEGINNING, END, ', after: "nonsense"')).toBe('BAD_USER_INPUT');
});

test('where the postings make another sum there is no statement, and the operator is alerted once', async () => {
  const { userId, moments } = await aLife();
  await tamper(userId);
  expect(await statementOf(userId, BEGINNING, END)).toMatchObject({ code: 'INTERNAL_ERROR' });
  await statementOf(userId, BEGINNING, END);
  const { rows } = await owner.query(
    `select distinct payload->>'alertId' as id, payload->>'severity' as severity, payload->>'message' as message from outbox
     where subject = 'wallet.alert_raised.v1' and payload->>'userId' = $1`,
    [userId],
  );
  expect(rows).toEqual([
    {
      id: expect.stringMatching(/^statement:.*:0-9$/),
      severity: 'CRITICAL',
      message: expect.stringContaining('realMinor 1351'),
    },
  ]);
  // The period before the changed posting is untouched.
  expect((await statementOf(userId, BEGINNING, moments[2]!)).statement.closing.version).toBe(2);
});

/** A cent more in the third transaction's posting, by the owner's hand. */
async function tamper(userId: string): Promise<void> {
  await owner.query(
    `update transaction t set real_change = real_change + 1, gaming = gaming - 1
     where t.user_id = $1 and t.version = 3 and t.currency = 'EUR'`,
    [userId],
  );
}
