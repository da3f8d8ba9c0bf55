import { eventually } from '@croupier/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Followed, Graph } from '../src/graph.ts';
import { house } from '../src/house.ts';
import { Studio } from '../src/studio.ts';

/** The gauntlet's gateway has two workers. */
const LARGE = process.env.CROUPIER_SUITE_SIZE === 'large';
const ROUNDS = LARGE ? 5 : 1;
const BACK_WITHIN_MS = 60_000;

interface Push {
  balanceChanged: { wallet: { version: number; owner: { id: string } | null }; transaction: { kind: string } | null };
}
interface DemoPlayer {
  userId: string;
  accessToken: string;
  sessionToken: string;
  gameId: string;
}

const BALANCE =
  'subscription { balanceChanged(currency: "EUR") { wallet { version owner { id } } transaction { kind } } }';
const isPresentState = ({ balanceChanged }: Push): boolean => balanceChanged.transaction === null;

const at = house();
const studio = new Studio(at.gateway);
let player: DemoPlayer;
let graph: Graph;
let frank: Graph;
let followed: Followed<Push>;
let bets = 0;

beforeAll(() => {
  player = JSON.parse(at.demo('players', '1', '--balance', '100.00', '--currency', 'EUR').at(-1)!) as DemoPlayer;
  graph = at.graph.as(player.accessToken);
  frank = at.person('Frank');
  followed = graph.follow<Push>(BALANCE);
}, 60_000);
afterAll(() => followed?.close());

const pushes = () => followed.received.map(({ balanceChanged }) => balanceChanged);
const versions = () => pushes().map(({ wallet }) => wallet.version);
const bet = () => {
  const { userId: playerId, sessionToken, gameId } = player;
  const transactionId = `outlive-${playerId}-${++bets}`;
  const round = { roundId: 'outlive', gameId, amount: '0.10', currency: 'EUR' };
  return studio.insist('bet', { playerId, sessionToken, transactionId, ...round }, BACK_WITHIN_MS);
};
/** Over HTTP and PostgreSQL alone. */
const grantBonus = () =>
  frank.ask('mutation ($input: GrantBonusInput!) { grantBonus(input: $input) { id } }', {
    input: { userId: player.userId, kind: 'MONEY', amount: { amount: '1.00', currency: 'EUR' }, wageringMultiple: 1 },
  });
const present = () =>
  graph.ask<{ me: { wallet: { version: number } } }>('{ me { wallet(currency: "EUR") { version } } }');

/** Everything that was posted was pushed, or is told of by a present state behind it. */
async function hearEverything(from: number): Promise<void> {
  const { version } = await eventually(async () => (await present()).me.wallet, { timeoutMs: BACK_WITHIN_MS });
  await eventually(() => expect(versions().at(-1)).toBe(version), { timeoutMs: BACK_WITHIN_MS });
  for (const [index, { wallet, transaction }] of pushes().entries()) {
    if (index < Math.max(from, 1) || transaction === null) continue;
    expect([wallet.version, transaction.kind]).toEqual([versions()[index - 1]! + 1, transaction.kind]);
  }
}
async function kill(name: string): Promise<void> {
  const pid = at.pidOf(name);
  process.kill(pid, 'SIGKILL');
  await eventually(() => expect(at.pidOf(name)).not.toBe(pid), { timeoutMs: BACK_WITHIN_MS });
}

for (let round = 1; round <= ROUNDS; round++) {
  const nth = ROUNDS > 1 ? `, time ${round}` : '';

  it(`NATS is killed while a balance changes: every version is pushed, once and in order${nth}`, async () => {
    await eventually(() => expect(pushes().at(0)?.transaction).toBeNull());
    await bet();
    await hearEverything(0);
    const from = pushes().length;
    const killed = kill('nats');
    for (let count = 0; count < 5; count++) await grantBonus();
    await killed;
    await bet();
    await hearEverything(from);
    const heard = pushes().slice(from);
    expect(heard.map(({ transaction }) => transaction?.kind)).toEqual([...Array<string>(5).fill('BONUS_GRANT'), 'BET']);
    expect(versions()).toEqual([...new Set(versions())].sort((left, right) => left - right));
  });

  it(`the wallet is killed: its subscribers hear on, nothing twice, and of what they missed${nth}`, async () => {
    const from = pushes().length;
    const killed = kill('wallet');
    await Promise.all([killed, bet(), bet(), bet()]);
    await hearEverything(from);
    const heard = versions().slice(from - 1);
    expect(heard).toEqual([...new Set(heard)].sort((left, right) => left - right));
    await bet();
    await hearEverything(from);
    expect(pushes().at(-1)).toMatchObject({ wallet: { owner: { id: player.userId } }, transaction: { kind: 'BET' } });
  });

  it.skipIf(!LARGE)(
    `one of the gateway’s workers is killed: its sockets come back by the other, nobody else notices, and it is replaced${nth}`,
    async () => {
      // The kernel deals sockets out: of so many, each worker has some.
      const sockets = Array.from({ length: 12 }, () => graph.follow<Push>(BALANCE));
      const last = () => sockets.map(({ received }) => received.at(-1)?.balanceChanged.wallet.version);
      const toldTwice = () => sockets.filter(({ received }) => received.filter(isPresentState).length > 1).length;
      const allHear = async (): Promise<void> => {
        const { version } = (await present()).me.wallet;
        await eventually(() => expect(last()).toEqual(sockets.map(() => version)), { timeoutMs: BACK_WITHIN_MS });
      };
      await allHear();
      await bet();
      await allHear();
      expect(toldTwice()).toBe(0);
      const workers = at.gatewayWorkers();
      expect(workers.length).toBe(2);
      process.kill(workers[0]!, 'SIGKILL');
      await eventually(() => expect(toldTwice()).toBeGreaterThan(0), { timeoutMs: BACK_WITHIN_MS });
      await bet();
      await allHear();
      expect(toldTwice()).toBeLessThan(sockets.length);
      await eventually(() => expect(at.gatewayWorkers().filter((pid) => !workers.includes(pid)).length).toBe(1), {
        timeoutMs: BACK_WITHIN_MS,
      });
      await Promise.all(sockets.map((socket) => socket.close()));
    },
  );

  it(`the gateway is killed: whoever subscribes again hears the present state first, then every change${nth}`, async () => {
    const from = pushes().length;
    await kill('gateway');
    await bet();
    await eventually(() => expect(pushes().length).toBeGreaterThan(from), { timeoutMs: BACK_WITHIN_MS });
    expect(pushes()[from]!.transaction).toBeNull();
    await bet();
    await hearEverything(from);
    expect(pushes().at(-1)).toMatchObject({ wallet: { owner: { id: player.userId } }, transaction: { kind: 'BET' } });
    expect(followed.problems).toEqual([]);
  });
}
