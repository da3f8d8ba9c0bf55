import { formatAmount } from '@croupier/contracts';
import { eventually } from '@croupier/testkit';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { Bookmaker } from '../src/bookmaker.ts';
import { Graph } from '../src/graph.ts';
import { house } from '../src/house.ts';

const LARGE = process.env.CROUPIER_SUITE_SIZE === 'large';
const PLAYERS = LARGE ? 100 : 6;
const BETS_OF_EACH = LARGE ? 1_000 : 40;
/** The first is certain to strike: the wallet is held still meanwhile. The others strike by progress, where there is enough of it. */
const KILLS = LARGE ? 2 : 1;
const ROUND = 'fault-recalculated';

it('games is killed while a round is recalculated: it goes on by itself and every balance is exact', async () => {
  const at = house();
  const bookmaker = new Bookmaker(at.gateway);
  const staff = at.person('Olga');
  const players = at
    .demo('players', String(PLAYERS), '--balance', '1000.00', '--currency', 'EUR')
    .map((line) => JSON.parse(line) as { userId: string; accessToken: string });
  const progress = async () => {
    const { recalculations } = await staff.ask<{
      recalculations: { edges: { node: { status: string; bets: number; settled: number } }[] };
    }>(`{ recalculations(filter: { roundId: "${ROUND}" }) { edges { node { status bets settled } } } }`);
    return recalculations.edges[0]!.node;
  };
  const killGames = async () => {
    const pid = at.pidOf('games');
    process.kill(pid, 'SIGKILL');
    await eventually(() => expect(at.pidOf('games')).not.toBe(pid));
  };

  // Odd ones are on the side that wins: 1.00 at 1.85 gives 1.85.
  await Promise.all(
    players.map(async ({ userId }) => {
      for (let bet = 0; bet < BETS_OF_EACH; bet++) {
        const placed = await bookmaker.insist(
          'block_funds',
          {
            ...{ partner_player_id: userId, bet_id: `recalculated-${userId}-${bet}`, amount: '1.00', round_id: ROUND },
            ...{ selection: bet % 2 === 1 ? 'home' : 'away', odds: '1.85' },
          },
          60_000,
        );
        expect(placed.status).toBe('blocked');
      }
    }),
  );

  const startedAtMs = Date.now();
  process.kill(at.pidOf('wallet'), 'SIGSTOP');
  const answered = bookmaker.insist('recalculate_bets', { round_id: ROUND, correct_result: 'home' }, 600_000);
  try {
    await eventually(async () => expect(await progress()).toMatchObject({ status: 'RUNNING', settled: 0 }));
    await killGames();
  } finally {
    process.kill(at.pidOf('wallet'), 'SIGCONT');
  }
  for (let kill = 1; kill < KILLS; kill++) {
    await eventually(async () => expect((await progress()).settled).toBeGreaterThan(PLAYERS * BETS_OF_EACH * 0.4), {
      timeoutMs: 300_000,
    });
    expect(await progress()).toMatchObject({ status: 'RUNNING' });
    await killGames();
  }
  const { status, attempts } = await answered;
  const tookMs = Date.now() - startedAtMs;
  expect(status).toBe('recalculated');
  expect(await progress()).toMatchObject({
    status: 'DONE',
    bets: PLAYERS * BETS_OF_EACH,
    settled: PLAYERS * BETS_OF_EACH,
  });

  const wanted = formatAmount(100_000n - BigInt(BETS_OF_EACH) * 100n + BigInt(BETS_OF_EACH / 2) * 185n, 'EUR');
  for (const { accessToken } of players) {
    const { me } = await new Graph(`${at.gateway}/graphql`, accessToken).ask<{
      me: { wallet: { real: { amount: string }; locked: { amount: string } } };
    }>('{ me { wallet(currency: "EUR") { real { amount } locked { amount } } } }');
    expect(me.wallet).toEqual({ real: { amount: wanted }, locked: { amount: '0.00' } });
  }
  const memoryMb =
    Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${at.pidOf('games')}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  process.stdout.write(
    `faults: ${PLAYERS * BETS_OF_EACH} bets recalculated over ${KILLS} kills of games in ${(tookMs / 1000).toFixed(1)} s, ${attempts} calls, at most ${memoryMb.toFixed(0)} MB resident; every balance ${wanted}\n`,
  );
}, 1_800_000);
