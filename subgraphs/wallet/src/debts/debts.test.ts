/* eslint-disable @typescript-eslint/no-explicit-any -- tests look into answers */
import { askCommands, type Command } from '@croupier/contracts';
import type { Identity } from '@croupier/kit';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LedgerOperation } from '../ledger/operation.ts';
import { bet, commandOf, deposit, gate, hold } from '../testing/plays.testing.ts';
import { player, type RunningWallet, runningWallet, staff } from '../testing/running-wallet.testing.ts';

let wallet: RunningWallet;
beforeAll(async () => {
  wallet = await runningWallet();
});
afterAll(() => wallet.stop());

const say = (asker: 'games' | 'payments' | 'users', command: unknown) =>
  wallet[asker](askCommands[asker], { commands: [command as Command] });

async function person(amount: string): Promise<string> {
  const userId = randomUUID();
  await say('users', commandOf(userId, 'users', gate(), { kind: 'open_wallet', currency: 'EUR' }));
  await say('payments', commandOf(userId, 'psp:sandbox', deposit(userId, amount)));
  return userId;
}

const codeOf = async (asker: Identity, query: string) =>
  (await wallet.graph(asker, query)).errors?.[0]?.extensions.code ?? null;

test('what a re-settlement could not take is owed: players see theirs, staff see all, and no deposit repays it', async () => {
  const [userId, other] = [await person('10.00'), await person('10.00')];
  const bookmaker = (who: string, ...operations: LedgerOperation[]) =>
    say('games', commandOf(who, 'bookmaker:book', ...operations));
  const settle = (bet: string, outcome: 'WIN' | 'LOSE', payout: string | null) =>
    ({ kind: 'settle_bet', bet, outcome, payout }) as const;
  for (const who of [userId, other]) {
    const bets = ['a', 'b'].map((name) => `${who}-${name}`);
    for (const each of bets) await bookmaker(who, hold(each, '1.00'), settle(each, 'WIN', '30.00'));
    await say('games', commandOf(who, 'studio:sandbox', bet(`${who}-all`, '68.00')));
    await bookmaker(who, ...bets.map((each) => settle(each, 'LOSE', null)));
    await say('payments', commandOf(who, 'psp:sandbox', deposit(`${who}-more`, '50.00')));
  }
  const source = `query ($u: [_Any!]!) { _entities(representations: $u) { ... on User { wallet(currency: "EUR") {
    real { amount } owed { amount } debts { kind reference amount { amount } user { id } } } } } }`;
  const owedBy = async (asker: Identity) =>
    (await wallet.graph(asker, source, { u: [{ __typename: 'User', id: userId }] })).data._entities[0].wallet;
  const debts = ['a', 'b'].map((name) => ({
    ...{ kind: 'BOOKMAKER_BET', reference: `book:${userId}-${name}` },
    ...{ amount: { amount: '30.00' }, user: { id: userId } },
  }));
  const seen = {
    real: { amount: '50.00' },
    owed: { amount: '60.00' },
    debts: expect.arrayContaining(debts) as object,
  };
  for (const asker of [player(userId), staff(randomUUID(), 'SUPPORT')]) expect(await owedBy(asker)).toEqual(seen);
  expect(await owedBy(player(other))).toBeNull();
  const list = `query ($first: Int!, $after: String, $filter: DebtFilter) { debts(first: $first, after: $after, filter: $filter) {
    edges { node { id user { id } } } pageInfo { endCursor } } }`;
  const clara = staff(randomUUID(), 'COMPLIANCE');
  const page = async (input: object) => (await wallet.graph(clara, list, input)).data.debts;
  const first = await page({ first: 3 });
  const rest = await page({ first: 3, after: first.pageInfo.endCursor });
  const owners = [...first.edges, ...rest.edges].map((edge: any) => edge.node.user.id);
  expect(owners).toEqual([userId, userId, other, other].sort());
  expect((await page({ first: 3, filter: { userId } })).edges).toHaveLength(2);
  expect(await codeOf(player(userId), '{ debts { edges { node { id } } } }')).toBe('FORBIDDEN');
  expect(await codeOf(clara, '{ debts(after: "x") { edges { node { id } } } }')).toBe('BAD_USER_INPUT');
  await bookmaker(userId, settle(`${userId}-a`, 'WIN', '25.00'));
  expect(await owedBy(player(userId))).toMatchObject({ real: { amount: '50.00' }, owed: { amount: '35.00' } });
});
