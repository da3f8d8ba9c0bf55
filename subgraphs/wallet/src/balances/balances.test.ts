/* eslint-disable @typescript-eslint/no-explicit-any -- tests look into answers */
import { askCommands, type Command, CROUPIER_POLICY } from '@croupier/contracts';
import { createClient, type Client } from 'graphql-ws';
import { randomUUID } from 'node:crypto';
import { eventually } from '@croupier/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Identity } from '@croupier/kit';
import type { LedgerOperation } from '../ledger/operation.ts';
import type { WalletContext } from '../room.ts';
import { bet, commandOf, deposit, gate, rollback, win } from '../testing/plays.testing.ts';
import type { BalanceChange } from './balance-change.type.ts';
import { BalanceFeed } from './follow-balances.ts';
import { player, type RunningWallet, runningWallet, staff } from '../testing/running-wallet.testing.ts';

let wallet: RunningWallet;
beforeAll(async () => {
  wallet = await runningWallet();
});
afterAll(() => wallet.stop());

const say = async (asker: 'games' | 'payments' | 'users', ...commands: unknown[]) =>
  (await wallet[asker](askCommands[asker], { commands: commands as Command[] })).results;

async function person(amount: string | null = '10.00'): Promise<string> {
  const userId = randomUUID();
  await say('users', commandOf(userId, 'users', gate(), { kind: 'open_wallet', currency: 'EUR' }));
  if (amount) await say('payments', commandOf(userId, 'psp:sandbox', deposit(userId, amount)));
  return userId;
}

const USER = `query ($users: [_Any!]!) { _entities(representations: $users) { ... on User { id
  wallet(currency: "EUR") { id currency real { amount currency } bonus { amount } locked { amount } total { amount } version owner { id }
    transactions(first: 50) { edges { node { id kind status reference amount { amount } entries { bucket amount { amount } balanceAfter { amount } } roundId gameCode wallet { version } } } }
    bonuses { id kind status amount { amount } rounds wageringRequired { amount } } } wallets { currency } } } }`;
const userOf = async (asker: Identity, userId: string) =>
  (await wallet.graph(asker, USER, { users: [{ __typename: 'User', id: userId }] })).data._entities[0];
const codeOf = async (asker: Identity, query: string, variables: object = {}) =>
  (await wallet.graph(asker, query, variables)).errors?.[0]?.extensions.code ?? null;

describe('wallets in the graph', () => {
  test('show their owner and staff every transaction; entries sum to the balance', async () => {
    const userId = await person();
    await say(
      'games',
      commandOf(userId, 'studio:sandbox', bet(`${userId}-b`, '4.00')),
      commandOf(userId, 'studio:sandbox', rollback(`${userId}-x`, `${userId}-b`)),
    );
    await say(
      'games',
      commandOf(userId, 'studio:sandbox', bet(`${userId}-c`, '1.00')),
      commandOf(userId, 'studio:sandbox', win(`${userId}-w`, `${userId}-c`, '0.00')),
    );
    const seen = await userOf(player(userId), userId);
    expect(seen.wallet).toMatchObject({
      currency: 'EUR',
      real: { amount: '9.00', currency: 'EUR' },
      total: { amount: '9.00' },
      version: 5,
      owner: { id: userId },
    });
    const transactions = seen.wallet.transactions.edges.map((edge: { node: object }) => edge.node);
    expect(transactions.map((each: any) => [each.kind, each.status, each.amount.amount, each.reference])).toEqual([
      ['WIN', 'POSTED', '0.00', `sandbox:${userId}-w`],
      ['BET', 'POSTED', '1.00', `sandbox:${userId}-c`],
      ['ROLLBACK', 'POSTED', '4.00', `sandbox:${userId}-x`],
      ['BET', 'REVERSED', '4.00', `sandbox:${userId}-b`],
      ['DEPOSIT', 'POSTED', '10.00', `sandbox:${userId}`],
    ]);
    const sum = transactions
      .flatMap((each: any) => each.entries)
      .reduce((total: number, entry: any) => total + Number(entry.amount.amount) * 100, 0);
    expect(sum).toBe(900);
    expect(await userOf(staff(randomUUID(), 'SUPPORT'), userId)).toEqual(seen);
  });

  test('show a bet as reversed once all of it was taken back', async () => {
    const userId = await person();
    const status = async () =>
      (await userOf(player(userId), userId)).wallet.transactions.edges.find(
        ({ node }: { node: { kind: string } }) => node.kind === 'BET',
      ).node.status;
    const say = (...operations: LedgerOperation[]) =>
      wallet.games(askCommands.games, {
        commands: [
          {
            ...commandOf(userId, 'studio:sandbox', ...operations),
            policy: { ...CROUPIER_POLICY, rollbackAmount: 'PARTIAL' },
          },
        ] as Command[],
      });
    await say(bet(`${userId}-p`, '4.00'), { ...rollback(`${userId}-q`, `${userId}-p`), amount: '1.00' });
    expect(await status()).toBe('POSTED');
    await say(rollback(`${userId}-r`, `${userId}-p`));
    expect(await status()).toBe('REVERSED');
  });

  test('are hidden from others, also through references', async () => {
    const [userId, other] = [await person(), await person()];
    const own = await userOf(player(userId), userId);
    for (const asker of [
      player(other),
      { kind: 'anonymous' } as Identity,
      { kind: 'partner', keyId: 'k', scopes: [] } as Identity,
    ]) {
      expect(await userOf(asker, userId)).toEqual({ id: userId, wallet: null, wallets: null });
      const representations = [
        { __typename: 'Wallet', id: own.wallet.id },
        { __typename: 'Transaction', id: own.wallet.transactions.edges[0].node.id },
      ];
      const { data } = await wallet.graph(
        asker,
        'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Wallet { id } ... on Transaction { id } } }',
        { r: representations },
      );
      expect(data._entities).toEqual([null, null]);
    }
  });

  test('list transactions by page and filter, and refuse what is no page', async () => {
    const userId = await person();
    for (let index = 0; index < 5; index++)
      await say('games', commandOf(userId, 'studio:sandbox', bet(`${userId}-${index}`, '0.10')));
    const list = (args: string) =>
      `query ($u: [_Any!]!) { _entities(representations: $u) { ... on User { wallet(currency: "EUR") { transactions${args} { edges { node { reference } } pageInfo { hasNextPage endCursor } } } } } }`;
    const page = async (args: string) =>
      await wallet.graph(player(userId), list(args), { u: [{ __typename: 'User', id: userId }] });
    const first = (await page('(first: 4, filter: { kind: BET })')).data._entities[0].wallet.transactions;
    expect(first.pageInfo.hasNextPage).toBe(true);
    const rest = (await page(`(first: 4, filter: { kind: BET }, after: "${first.pageInfo.endCursor}")`)).data
      ._entities[0].wallet.transactions;
    expect([...first.edges, ...rest.edges].map((edge: any) => edge.node.reference)).toEqual(
      [4, 3, 2, 1, 0].map((index) => `sandbox:${userId}-${index}`),
    );
    const found = (await page(`(filter: { reference: "sandbox:${userId}-3" })`)).data._entities[0].wallet.transactions
      .edges;
    expect(found).toHaveLength(1);
    expect((await page('(first: 101)')).errors![0]!.extensions.code).toBe('BAD_USER_INPUT');
    expect((await page('(after: "zzz")')).errors![0]!.extensions.code).toBe('BAD_USER_INPUT');
  });

  test('are opened by players for themselves', async () => {
    const userId = await person();
    const open = (currency: string) =>
      wallet.graph(
        player(userId),
        `mutation { openWallet(input: { currency: "${currency}" }) { id currency real { amount } version } }`,
      );
    const { data } = await open('BTC');
    expect(data.openWallet).toMatchObject({ currency: 'BTC', real: { amount: '0.00000000' }, version: 0 });
    expect((await open('BTC')).data).toEqual(data);
    expect((await open('XXX')).errors![0]!.extensions.code).toBe('BAD_USER_INPUT');
    expect(await codeOf(staff(userId, 'ADMIN'), 'mutation { openWallet(input: { currency: "EUR" }) { id } }')).toBe(
      'FORBIDDEN',
    );
  });
});

describe('corrections', () => {
  const ADJUST =
    'mutation ($i: AdjustBalanceInput!) { adjustBalance(input: $i) { id status amount { amount } direction proposedBy { id } transaction { id } } }';
  const APPROVE =
    'mutation ($i: ApproveAdjustmentInput!) { approveAdjustment(input: $i) { status approvedBy { id } transaction { kind reference amount { amount } wallet { real { amount } } } } }';
  const [frank, fiona] = [randomUUID(), randomUUID()];

  test('need two people, happen once, and are audited', async () => {
    const userId = await person();
    const { id: walletId } = (await userOf(player(userId), userId)).wallet;
    const input = {
      walletId,
      bucket: 'REAL',
      amount: { amount: '2.50', currency: 'EUR' },
      direction: 'DEBIT',
      reason: 'paid twice',
    };
    const proposed = (await wallet.graph(staff(frank, 'FINANCE'), ADJUST, { i: input })).data.adjustBalance;
    expect(proposed).toMatchObject({
      status: 'PROPOSED',
      amount: { amount: '2.50' },
      direction: 'DEBIT',
      proposedBy: { id: frank },
      transaction: null,
    });
    expect(await codeOf(staff(frank, 'FINANCE', 'ADMIN'), APPROVE, { i: { id: proposed.id } })).toBe('FORBIDDEN');
    expect((await userOf(player(userId), userId)).wallet.real.amount).toBe('10.00');
    const approvals = await Promise.all(
      [1, 2, 3].map(() => wallet.graph(staff(fiona, 'ADMIN'), APPROVE, { i: { id: proposed.id } })),
    );
    const approved = approvals.filter((each) => !each.errors);
    expect(approved).toHaveLength(1);
    expect(approved[0]!.data.approveAdjustment).toMatchObject({
      ...{ status: 'APPROVED', approvedBy: { id: fiona } },
      transaction: {
        kind: 'CORRECTION',
        reference: `adjustment:${proposed.id}`,
        amount: { amount: '2.50' },
        wallet: { real: { amount: '7.50' } },
      },
    });
    expect(new Set(approvals.flatMap((each) => each.errors ?? []).map((error) => error.extensions.code))).toEqual(
      new Set(['CONFLICT']),
    );
    const listed = await wallet.graph(
      staff(randomUUID(), 'SUPPORT'),
      '{ adjustments(filter: { status: APPROVED }) { edges { node { id } } } }',
    );
    expect(listed.data.adjustments.edges).toContainEqual({ node: { id: proposed.id } });
  });

  test('are refused to others, and where they say nothing or take more than there is', async () => {
    const userId = await person();
    const { id: walletId } = (await userOf(player(userId), userId)).wallet;
    const input = {
      walletId,
      bucket: 'REAL',
      amount: { amount: '10.01', currency: 'EUR' },
      direction: 'DEBIT',
      reason: 'too much',
    };
    expect(await codeOf(player(userId), ADJUST, { i: input })).toBe('FORBIDDEN');
    expect(await codeOf(staff(frank, 'SUPPORT'), ADJUST, { i: input })).toBe('FORBIDDEN');
    expect(await codeOf(staff(frank, 'FINANCE'), ADJUST, { i: { ...input, reason: ' ' } })).toBe('BAD_USER_INPUT');
    expect(await codeOf(staff(frank, 'FINANCE'), ADJUST, { i: { ...input, bucket: 'LOCKED' } })).toBe('BAD_USER_INPUT');
    expect(await codeOf(staff(frank, 'FINANCE'), ADJUST, { i: { ...input, walletId: randomUUID() } })).toBe(
      'NOT_FOUND',
    );
    expect(
      await codeOf(staff(frank, 'FINANCE'), ADJUST, { i: { ...input, amount: { amount: '1', currency: 'USD' } } }),
    ).toBe('CURRENCY_MISMATCH');
    const { id } = (await wallet.graph(staff(frank, 'FINANCE'), ADJUST, { i: input })).data.adjustBalance;
    expect(await codeOf(staff(fiona, 'FINANCE'), APPROVE, { i: { id } })).toBe('INSUFFICIENT_FUNDS');
    expect((await userOf(player(userId), userId)).wallet.real.amount).toBe('10.00');
  });
});

describe('bonuses', () => {
  const GRANT =
    'mutation ($i: GrantBonusInput!) { grantBonus(input: $i) { id status amount { amount } rounds stake { amount } wageringRequired { amount } } }';
  const frank = staff(randomUUID(), 'FINANCE');

  test('are granted and forfeited by finance, never to people who excluded themselves', async () => {
    const userId = await person();
    const input = { userId, kind: 'MONEY', amount: { amount: '5.00', currency: 'EUR' }, wageringMultiple: 3 };
    expect(await codeOf(player(userId), GRANT, { i: input })).toBe('FORBIDDEN');
    const granted = (await wallet.graph(frank, GRANT, { i: input })).data.grantBonus;
    expect(granted).toMatchObject({
      status: 'ACTIVE',
      amount: { amount: '5.00' },
      wageringRequired: { amount: '15.00' },
    });
    expect((await userOf(player(userId), userId)).wallet).toMatchObject({
      bonus: { amount: '5.00' },
      total: { amount: '15.00' },
      bonuses: [{ id: granted.id, kind: 'MONEY' }],
    });
    const forfeited = await wallet.graph(
      frank,
      'mutation ($i: ForfeitBonusInput!) { forfeitBonus(input: $i) { status } }',
      { i: { id: granted.id } },
    );
    expect(forfeited.data.forfeitBonus).toEqual({ status: 'FORFEITED' });
    expect((await userOf(player(userId), userId)).wallet.bonus.amount).toBe('0.00');
    const rounds = {
      userId,
      kind: 'FREE_ROUNDS',
      rounds: 5,
      gameCode: 'dice',
      stake: { amount: '0.20', currency: 'EUR' },
    };
    expect((await wallet.graph(frank, GRANT, { i: rounds })).data.grantBonus).toMatchObject({
      amount: null,
      rounds: 5,
      stake: { amount: '0.20' },
    });
    expect(await codeOf(frank, GRANT, { i: { ...rounds, rounds: 0 } })).toBe('BAD_USER_INPUT');
    await say('users', commandOf(userId, 'users', gate({ number: 2, status: 'SELF_EXCLUDED' })));
    expect(await codeOf(frank, GRANT, { i: input })).toBe('SELF_EXCLUDED');
    expect(await codeOf(frank, GRANT, { i: { ...input, userId: randomUUID() } })).toBe('NOT_FOUND');
  });
});

describe('balanceChanged', () => {
  const clients: Client[] = [];
  afterAll(() => Promise.all(clients.map((client) => client.dispose())));

  async function follow(
    identity: Identity,
    query = 'subscription { balanceChanged { wallet { currency version real { amount } } transaction { kind amount { amount } } } }',
  ) {
    const token = await wallet.sign(identity);
    const client = createClient({
      url: `${wallet.subgraph.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { identity: token },
      retryAttempts: 0,
    });
    clients.push(client);
    const heard: any[] = [];
    const stop = client.subscribe(
      { query, extensions: { identity: token } },
      { next: (event) => void heard.push(event), error: () => undefined, complete: () => undefined },
    );
    return { heard, stop };
  }
  const versions = (heard: any[]) => heard.map((event) => event.data?.balanceChanged.wallet.version);

  test('pushes the present state first, then every version once and in order', async () => {
    const userId = await person();
    const { heard } = await follow(player(userId));
    await eventually(() => expect(heard).toHaveLength(1));
    expect(heard[0].data.balanceChanged).toEqual({
      wallet: { currency: 'EUR', version: 1, real: { amount: '10.00' } },
      transaction: null,
    });
    await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        say('games', commandOf(userId, 'studio:sandbox', bet(`${userId}-${index}`, '0.01'))),
      ),
    );
    await eventually(() => expect(heard).toHaveLength(101));
    expect(versions(heard)).toEqual(Array.from({ length: 101 }, (_, index) => index + 1));
    expect(heard.map((event) => event.data.balanceChanged.wallet.real.amount)).toEqual(
      Array.from({ length: 101 }, (_, index) => (10 - index / 100).toFixed(2)),
    );
    expect(heard[1].data.balanceChanged.transaction).toEqual({ kind: 'BET', amount: { amount: '0.01' } });
  });

  test('fetches what lost pushes would have brought, once and in order', async () => {
    const userId = await person();
    const ctx = wallet.subgraph.makeContext() as WalletContext;
    // Hears another topic than the relay pushes to: everything is lost but what this test pushes itself.
    const deaf: WalletContext = { ...ctx, live: { ...ctx.live, follow: (topic) => ctx.live.follow(`lost.${topic}`) } };
    const feed = new BalanceFeed(deaf, userId, null, 100);
    const take = async (count: number) => {
      const taken: BalanceChange[] = [];
      while (taken.length < count) taken.push((await feed.next()).value as BalanceChange);
      return taken.map(({ wallet, transaction }) => [wallet.version, wallet.real.amount, transaction?.kind ?? null]);
    };
    expect(await take(1)).toEqual([[1, '10.00', null]]);
    for (let version = 2; version <= 4; version++)
      await say('games', commandOf(userId, 'studio:sandbox', bet(`${userId}-${version}`, '1.00')));
    const entries = (await Promise.all([0, 1].map((lane) => ctx.room.ledger.readLog(lane, 0, 500))))
      .flat()
      .filter((entry) => entry.userId === userId);
    const push = (...some: typeof entries) => ctx.live.push(`lost.balance.${userId}`, { entries: some });
    push(entries[3]!, entries[1]!, entries[3]!);
    expect(await take(3)).toEqual([2, 3, 4].map((version) => [version, `${11 - version}.00`, 'BET']));
    // And without any push at all, by looking.
    await say('games', commandOf(userId, 'studio:sandbox', bet(`${userId}-5`, '1.00')));
    expect(await take(1)).toEqual([[5, '6.00', 'BET']]);
    await feed.return();
    expect(await feed.next()).toMatchObject({ done: true });
  });

  test('is one’s own and nobody else’s, and may be narrowed to a currency', async () => {
    const [userId, other] = [await person(), await person()];
    await say('payments', commandOf(userId, 'psp:sandbox', deposit(`${userId}-usd`, '3.00', { currency: 'USD' })));
    const usd = await follow(
      player(userId),
      'subscription { balanceChanged(currency: "USD") { wallet { currency version } } }',
    );
    const strangers = await follow(player(other));
    const anonymous = await follow({ kind: 'anonymous' });
    await eventually(() =>
      expect([usd.heard.length, strangers.heard.length, anonymous.heard.length]).toEqual([1, 1, 1]),
    );
    expect(anonymous.heard[0].errors?.[0].extensions.code).toBe('UNAUTHENTICATED');
    await say(
      'games',
      commandOf(userId, 'studio:sandbox', bet(`${userId}-e`, '1.00')),
      commandOf(userId, 'studio:sandbox', bet(`${userId}-u`, '1.00', { currency: 'USD' })),
    );
    await eventually(() => expect(usd.heard).toHaveLength(2));
    expect(versions(usd.heard)).toEqual([1, 2]);
    expect(strangers.heard).toHaveLength(1);
  });
});
