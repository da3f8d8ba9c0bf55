import { formatAmount, parseAmount } from '@croupier/contracts';
import { eventually } from '@croupier/testkit';
import { expect, it } from 'vitest';
import { Graph } from '../src/graph.ts';
import { house } from '../src/house.ts';
import { Studio } from '../src/studio.ts';

const LARGE = process.env.CROUPIER_SUITE_SIZE === 'large';
const PLAYERS = LARGE ? 20 : 8;
const ROUNDS = LARGE ? 100 : 25;
const KILLS = LARGE ? 10 : 2;

interface DemoPlayer {
  userId: string;
  accessToken: string;
  sessionToken: string;
  gameId: string;
}

it('the wallet is killed while people play: nothing is lost, nothing is doubled, every repeat gets the same answer', async () => {
  const at = house();
  const studio = new Studio(at.gateway);
  const players = at
    .demo('players', String(PLAYERS), '--balance', '100.00', '--currency', 'EUR')
    .map((line) => JSON.parse(line) as DemoPlayer);
  let repeats = 0;
  let playing = PLAYERS;
  let answered = 0;

  const play = async (player: DemoPlayer) => {
    const answers: { operation: string; body: object; transactionId: string }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const common = {
        playerId: player.userId,
        gameId: player.gameId,
        roundId: `fault-${round}`,
        currency: 'EUR',
        sessionToken: player.sessionToken,
      };
      const bet = { ...common, transactionId: `fault-bet-${player.userId}-${round}`, amount: '1.00' };
      const win = {
        ...common,
        transactionId: `fault-win-${player.userId}-${round}`,
        betTransactionId: bet.transactionId,
        amount: round % 4 === 0 ? '3.00' : '0.00',
        roundClosed: true,
      };
      for (const [operation, body] of [
        ['bet', bet],
        ['win', win],
      ] as const) {
        const answer = await studio.insist(operation, body);
        expect(answer.body.status).toBe('OK');
        repeats += answer.attempts - 1;
        answered += 1;
        answers.push({ operation, body, transactionId: answer.body.transactionId! });
      }
    }
    playing -= 1;
    return answers;
  };
  const killing = (async () => {
    for (let kill = 0; kill < KILLS; kill++) {
      // By what was played, not by the clock: a fast machine is interrupted as a slow one is.
      const wait = (PLAYERS * ROUNDS * 2 * (kill + 1)) / (KILLS + 1);
      await eventually(() => expect(answered).toBeGreaterThanOrEqual(wait), { timeoutMs: 120_000 });
      const pid = at.pidOf('wallet');
      process.kill(pid, 'SIGKILL');
      await eventually(() => expect(at.pidOf('wallet')).not.toBe(pid));
    }
    return playing;
  })();
  const everything = await Promise.all(players.map(play));
  const playingAtLastKill = await killing;

  const wins = Math.ceil(ROUNDS / 4);
  const wanted = formatAmount(parseAmount('100.00', 'EUR') - BigInt(ROUNDS) * 100n + BigInt(wins) * 300n, 'EUR');
  for (const [index, player] of players.entries()) {
    const { me } = await new Graph(`${at.gateway}/graphql`, player.accessToken).ask<{
      me: { wallet: { real: { amount: string }; version: number } };
    }>('{ me { wallet(currency: "EUR") { real { amount } version } } }');
    expect(me.wallet.real.amount).toBe(wanted);
    for (const { operation, body, transactionId } of everything[index]!.slice(0, 10)) {
      expect((await studio.insist(operation, body)).body).toMatchObject({
        status: 'OK',
        transactionId,
        balance: { real: wanted },
      });
    }
  }
  process.stdout.write(
    `faults: ${KILLS} kills of the wallet (${playingAtLastKill} still playing at the last), ${PLAYERS * ROUNDS * 2} callbacks, ${repeats} repeats; every balance ${wanted}\n`,
  );
  expect(repeats).toBeGreaterThan(0);
}, 240_000);
