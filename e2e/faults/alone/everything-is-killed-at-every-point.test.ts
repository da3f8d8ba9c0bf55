import { askWallet } from '@croupier/contracts';
import { withClient } from '@croupier/infra';
import { eventually } from '@croupier/testkit';
import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { verifyLedger } from '../../../subgraphs/wallet/src/index.ts';
import { InsistentPlayers, type Told } from '../../src/insistent-players.ts';
import { loneWallet, type LoneWallet } from '../../src/lone-wallet.ts';

/** of the wallet, and of PostgreSQL, at each point */
const KILLS = process.env.CROUPIER_SUITE_SIZE === 'large' ? 50 : 1;
const PLAYERS = 24;
/** Whoever waits long for a lane, on a machine with other work, is not lost yet. */
const LONGEST_WAIT_MS = KILLS > 1 ? 600_000 : 90_000;
const POINTS = ['after-read', 'before-commit', 'after-commit-before-answer', 'after-answer'];

let wallet: LoneWallet;
beforeAll(async () => void (wallet = await loneWallet()), 120_000);
afterAll(() => wallet.stop());

let databaseKills = Promise.resolve();

/** A process of the wallet that stands still at the point, until PostgreSQL was killed under it and is back, and later kills itself there. */
async function killAt(point: string): Promise<void> {
  const stopsAt = randomInt(2, 10);
  const fault = `${point}:${stopsAt}:SIGSTOP,${point}:${stopsAt + randomInt(2, 10)}`;
  let victim = wallet.start(fault);
  await eventually(
    () => {
      // One that finds no database when it begins ends, and is started again, as by any supervisor.
      if (victim.hasEnded()) victim = wallet.start(fault);
      expect(victim.isStopped()).toBe(true);
    },
    { timeoutMs: LONGEST_WAIT_MS },
  );
  databaseKills = databaseKills.then(() => wallet.killPostgres());
  await databaseKills;
  victim.signal('SIGCONT');
  expect(await victim.ended).toBe('SIGKILL');
}

/** How often each reference stands in the books, and under which id. */
async function booked(): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  await withClient(wallet.databaseUrl, async (client) => {
    const { rows } = await client.query<{ reference: string; transaction_id: string }>(
      `select reference, transaction_id from transaction where kind in ('BET', 'WIN', 'ROLLBACK', 'TOMBSTONE')`,
    );
    for (const { reference, transaction_id: id } of rows) found.set(reference, [...(found.get(reference) ?? []), id]);
  });
  return found;
}

const referenceOf = ({ command }: Told) => (command.operations[0] as { reference: string }).reference;

it(
  `the wallet and PostgreSQL are killed at each named point under load: nothing is lost, nothing is doubled, repeats are answered as before`,
  async () => {
    const players = new InsistentPlayers(wallet);
    const people = await Promise.all(Array.from({ length: PLAYERS }, () => players.arrive()));
    const playing = Promise.all(people.map((userId) => players.play(userId)));
    for (let kill = 1; kill <= KILLS; kill++) {
      await Promise.all(POINTS.map(killAt));
      if (kill % 10 === 0) process.stdout.write(`faults: ${kill} of ${KILLS} kills at each point\n`);
    }
    players.stop();
    await playing;

    const before = await booked();
    for (const told of players.told) {
      const ids = before.get(referenceOf(told)) ?? [];
      if (told.transactionId) expect(ids).toEqual([told.transactionId]);
      else expect(ids.length).toBeLessThanOrEqual(1);
    }
    const unknown = players.told.filter(({ transactionId }) => !transactionId);
    const happened = unknown.filter((told) => before.has(referenceOf(told))).length;
    for (const [{ transactionId, takenBack }, answer] of await players.repeatAll()) {
      if (takenBack) expect(answer).toMatchObject({ status: 'REFUSED', code: 'ROLLED_BACK' });
      else
        expect(answer).toMatchObject({
          status: 'DONE',
          results: [transactionId ? { transactionId, replayed: true } : { replayed: expect.any(Boolean) }],
        });
    }
    for (const userId of people) {
      const own = players.told.filter((told) => told.userId === userId);
      const cents = own.reduce((sum, told) => sum + told.cents, 100_000);
      const { wallet: found } = await wallet.games(askWallet, { userId, currency: 'EUR' });
      expect(found).toMatchObject({ real: (cents / 100).toFixed(2), version: own.length + 1 });
    }
    const findings: object[] = [];
    const options = { databaseUrl: wallet.databaseUrl, anchors: null, lane: null, fromAnchor: null };
    await verifyLedger({ ...options, report: (finding) => void findings.push(finding) });
    expect(findings).toEqual([]);
    process.stdout.write(
      `faults: the wallet and PostgreSQL killed ${KILLS} times at each of ${POINTS.length} points, ${players.told.length} commands, ` +
        `${players.repeats} repeats, ${unknown.length} unknown (${happened} had happened)\n`,
    );
    expect(players.repeats).toBeGreaterThan(0);
  },
  KILLS * 180_000 + 180_000,
);
