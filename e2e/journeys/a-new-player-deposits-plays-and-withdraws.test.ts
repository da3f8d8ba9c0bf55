import { parseAmount, formatAmount } from '@croupier/contracts';
import { eventually } from '@croupier/testkit';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Followed, Graph } from '../src/graph.ts';
import { house } from '../src/house.ts';
import { newPlayer, type SignedIn } from '../src/people.ts';

interface Balance {
  real: string;
  bonus: string;
  locked: string;
}
interface Push {
  balanceChanged: {
    wallet: {
      version: number;
      real: { amount: string };
      bonus: { amount: string };
      locked: { amount: string };
      owner: { displayName: string } | null;
    };
    transaction: { kind: string; amount: { amount: string }; reference: string } | null;
  };
}
interface Played {
  roundId: string;
  payout: string;
  balance: Balance & { currency?: string };
  proof: { serverSeedHash: string; clientSeed: string; nonce: number };
}

const WALLET =
  '{ me { id wallet(currency: "EUR") { id version real { amount } bonus { amount } locked { amount } total { amount } } } }';

describe('a new player deposits, plays and withdraws', () => {
  const at = house();
  let player: SignedIn;
  let pushes: Followed<Push>;
  let frank: Graph;
  let clara: Graph;
  let expected = 0n; // real balance in cents, reckoned by this test alone
  let staked = 0n;
  let paid = 0n;

  beforeAll(async () => {
    player = await newPlayer(at.graph, at.mailbox);
    frank = at.person('Frank');
    clara = at.person('Clara');
  }, 60_000);
  afterAll(() => pushes?.close());

  const queried = async (): Promise<Balance> => {
    const { me } = await player.graph.ask<{ me: { wallet: Record<keyof Balance, { amount: string }> } }>(WALLET);
    return { real: me.wallet.real.amount, bonus: me.wallet.bonus.amount, locked: me.wallet.locked.amount };
  };
  const pushed = (): Balance => {
    const { wallet } = pushes.received.at(-1)!.balanceChanged;
    return { real: wallet.real.amount, bonus: wallet.bonus.amount, locked: wallet.locked.amount };
  };
  const balance = (real: bigint, locked = 0n): Balance => ({
    real: formatAmount(real, 'EUR'),
    bonus: '0.00',
    locked: formatAmount(locked, 'EUR'),
  });
  const everywhere = async (wanted: Balance) => {
    expect(await queried()).toEqual(wanted);
    await eventually(() => expect(pushed()).toEqual(wanted));
  };
  const payment = async (id: string) =>
    (
      await player.graph.ask<{ payment: { status: string; history: { status: string }[] } }>(
        'query($id: ID!) { payment(id: $id) { status history { status } } }',
        { id },
      )
    ).payment;

  it('has an empty EUR wallet soon after the first sign-in, and sees it live', async () => {
    await eventually(async () => expect(await queried()).toEqual(balance(0n)), { timeoutMs: 5_000 });
    pushes = player.graph.follow<Push>(
      'subscription { balanceChanged(currency: "EUR") { wallet { version real { amount } bonus { amount } locked { amount } owner { displayName } } transaction { kind amount { amount } reference } } }',
    );
    await eventually(() => expect(pushes.received).toHaveLength(1));
    expect(pushes.received[0]!.balanceChanged).toMatchObject({
      transaction: null,
      wallet: { owner: { displayName: 'Newcomer' } },
    });
  });

  it('deposits 100.00 on the page of the PSP; a replayed webhook changes nothing', async () => {
    const { paymentMethods } = await player.graph.ask<{ paymentMethods: { id: string }[] }>(
      '{ paymentMethods(kind: DEPOSIT) { id } }',
    );
    const input = {
      methodId: paymentMethods[0]!.id,
      amount: { amount: '100.00', currency: 'EUR' },
      idempotencyKey: 'deposit-1',
    };
    const start = () =>
      player.graph.ask<{ deposit: { id: string; status: string; redirectUrl: string } }>(
        'mutation($input: DepositInput!) { deposit(input: $input) { id status redirectUrl } }',
        { input },
      );
    const { deposit } = await start();
    expect((await start()).deposit.id).toBe(deposit.id);
    expect(deposit.status).toBe('PENDING');
    await fetch(`${deposit.redirectUrl}/pay`, { method: 'POST', redirect: 'manual' });
    await eventually(async () => expect((await payment(deposit.id)).status).toBe('SUCCEEDED'));
    expected += 10_000n;
    await everywhere(balance(expected));
  });

  it.each([
    ['dice', { under: 50 }],
    ['coinflip', 'heads'],
    ['slots', undefined],
  ])(
    'plays %s: the callback, the query and the push agree to the cent after each of three rounds',
    async (code, choice) => {
      const { games } = await player.graph.ask<{ games: { edges: { node: { id: string; code: string } }[] } }>(
        '{ games(first: 50) { edges { node { id code } } } }',
      );
      const game = games.edges.find(({ node }) => node.code === code)!.node;
      const { launchGame } = await player.graph.ask<{ launchGame: { url: string } }>(
        'mutation($input: LaunchGameInput!) { launchGame(input: $input) { id url expiresAt } }',
        {
          input: { gameId: game.id, currency: 'EUR', mode: 'REAL' },
        },
      );
      const token = new URL(launchGame.url).searchParams.get('token')!;
      const provider = new URL(launchGame.url).origin;
      const post = async <T>(path: string, body: unknown) => {
        const response = await fetch(`${provider}${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
        expect(response.status, await response.clone().text()).toBe(200);
        return (await response.json()) as T;
      };
      const shown = (await (await fetch(`${provider}/fairness?token=${token}`)).json()) as { serverSeedHash: string };
      for (let round = 0; round < 3; round++) {
        const played = await post<Played>('/play', { token, gameId: code, stake: '1.00', choice });
        expect(played.proof.serverSeedHash).toBe(shown.serverSeedHash);
        const payout = parseAmount(played.payout, 'EUR');
        staked += 100n;
        paid += payout;
        expected += payout - 100n;
        expect({ real: played.balance.real, bonus: played.balance.bonus, locked: played.balance.locked }).toEqual(
          balance(expected),
        );
        await everywhere(balance(expected));
      }
      const { serverSeed } = await post<{ serverSeed: string }>('/rotate', { token });
      expect(createHash('sha256').update(serverSeed).digest('hex')).toBe(shown.serverSeedHash);
    },
  );

  it('saw every version once and in order', async () => {
    const versions = pushes.received.map((push) => push.balanceChanged.wallet.version);
    expect(versions).toEqual(versions.map((_, index) => versions[0]! + index));
    expect(pushes.problems).toEqual([]);
    await eventually(async () => {
      const { rounds } = await player.graph.ask<{
        rounds: { edges: { node: { status: string; staked: { amount: string } } }[] };
      }>('{ rounds(first: 20) { edges { node { status staked { amount } } } } }');
      expect(rounds.edges).toHaveLength(9);
      expect(new Set(rounds.edges.map(({ node }) => node.status))).toEqual(new Set(['CLOSED']));
    });
  });

  it('withdraws 20.00 after KYC and an approval, and is never paid twice', async () => {
    const input = {
      methodId: 'sandbox-bank',
      amount: { amount: '20.00', currency: 'EUR' },
      destination: 'LV80BANK0000435195001',
      idempotencyKey: 'withdraw-1',
    };
    const withdraw = () =>
      player.graph.ask<{ withdraw: { id: string; status: string } }>(
        'mutation($input: WithdrawInput!) { withdraw(input: $input) { id status } }',
        { input },
      );
    expect(
      await player.graph.refusal('mutation($input: WithdrawInput!) { withdraw(input: $input) { id } }', { input }),
    ).toBe('KYC_REQUIRED');
    await player.graph.ask('mutation($input: SubmitKycInput!) { submitKyc(input: $input) { status } }', {
      input: {
        fullName: 'New Comer',
        birthDate: '1990-05-05',
        country: 'LV',
        documents: [{ kind: 'PASSPORT', fileName: 'p.png', contentBase64: Buffer.from('picture').toString('base64') }],
      },
    });
    await clara.ask('mutation($input: ReviewKycInput!) { reviewKyc(input: $input) { status } }', {
      input: { userId: player.userId, decision: 'APPROVE', reason: 'clear' },
    });
    const started = (await withdraw()).withdraw;
    await eventually(async () => expect((await payment(started.id)).status).toBe('REVIEW'));
    await everywhere(balance(expected - 2_000n, 2_000n));
    expect(
      await player.graph.refusal(
        'mutation($input: ApproveWithdrawalInput!) { approveWithdrawal(input: $input) { id } }',
        { input: { id: started.id } },
      ),
    ).toBe('FORBIDDEN');
    await frank.ask('mutation($input: ApproveWithdrawalInput!) { approveWithdrawal(input: $input) { id status } }', {
      input: { id: started.id },
    });
    await eventually(async () => expect((await payment(started.id)).status).toBe('SUCCEEDED'));
    expected -= 2_000n;
    await everywhere(balance(expected));
    expect((await withdraw()).withdraw.id).toBe(started.id);
    await everywhere(balance(expected));
  });

  it('is seen in the report, to the cent', async () => {
    const today = new Date().toISOString().slice(0, 10);
    const from = `${today}T00:00:00Z`;
    const to = new Date(Date.parse(from) + 2 * 86_400_000).toISOString();
    const input = {
      measures: ['stakes', 'payouts', 'ggr', 'deposits', 'withdrawals', 'rounds'],
      dimensions: ['currency'],
      filters: [{ field: 'player', op: 'EQ', values: [player.userId] }],
      from,
      to,
    };
    await eventually(
      async () => {
        const { report } = await frank.ask<{ report: { columns: { key: string }[]; rows: string[][] } }>(
          'query($input: ReportInput!) { report(input: $input) { columns { key } rows totals freshAt } }',
          { input },
        );
        const row = Object.fromEntries(report.columns.map((column, index) => [column.key, report.rows[0]?.[index]]));
        expect(row).toMatchObject({
          currency: 'EUR',
          stakes: formatAmount(staked, 'EUR'),
          payouts: formatAmount(paid, 'EUR'),
          ggr: formatAmount(staked - paid, 'EUR'),
          deposits: '100.00',
          withdrawals: '20.00',
          rounds: '9',
        });
      },
      { timeoutMs: 20_000 },
    );
    expect(
      await player.graph.refusal('query($input: ReportInput!) { report(input: $input) { freshAt } }', { input }),
    ).toBe('FORBIDDEN');
  });

  it('prints what it saw', async () => {
    const statement = await player.graph.ask<{
      me: { wallet: { transactions: { edges: { node: { kind: string; amount: { amount: string } } }[] } } };
    }>(
      '{ me { wallet(currency: "EUR") { transactions(first: 50) { edges { node { kind amount { amount } entries { bucket amount { amount } balanceAfter { amount } } } } } } } }',
    );
    const kinds = statement.me.wallet.transactions.edges.map(({ node }) => node.kind);
    process.stdout.write(
      `journey: deposited 100.00, staked ${formatAmount(staked, 'EUR')}, paid ${formatAmount(paid, 'EUR')}, withdrew 20.00, balance ${formatAmount(expected, 'EUR')} in callback, query and push; ${kinds.length} transactions, ${pushes.received.length} pushes\n`,
    );
    expect(10_000n - staked + paid - 2_000n).toBe(expected);
  });
});
