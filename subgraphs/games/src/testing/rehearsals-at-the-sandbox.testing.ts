import { askWallet } from '@croupier/contracts';
import { query } from '@croupier/kit';
import { eventually } from '@croupier/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { configureProvider } from '../catalogue/configure-provider.ts';
import { finishOpenRounds } from '../rounds/finish-open-rounds.ts';
import { openDemoSession } from '../sessions/open-demo-session.ts';
import type { GamesUnderTest } from './games-room.testing.ts';
import { aPlayerWith } from './people.testing.ts';
import { startSandboxProcess, type SandboxProcess } from './sandbox-process.testing.ts';

/** What is rehearsed with the sandbox studio's own process and the real ledger; it runs in play-on-the-real-ledger.test.ts. */
export function rehearsalsAtTheSandbox(room: () => GamesUnderTest): void {
  describe('at the sandbox studio', () => {
    let sandbox: SandboxProcess;
    beforeAll(async () => {
      sandbox = await startSandboxProcess(room().subgraph.doorUrl!);
      const identity = { kind: 'user', userId: 'an-admin', roles: ['ADMIN' as const], sessionId: 's' } as const;
      await configureProvider(
        { ...room().ctx(), identity: { ...identity, roles: ['ADMIN'] } },
        { name: 'sandbox', url: sandbox.url },
      );
      room().ctx().room.studios.forget();
    }, 30_000);
    afterAll(() => sandbox?.stop());

    test('a round whose win never came is finished as the studio says, and the win that comes after all pays nothing more', async () => {
      const player = await aPlayerWith(room(), '10.00');
      const token = await openDemoSession(room().ctx(), { ...player, gameCode: 'dice', currency: 'EUR' });
      const money = async () =>
        (await room().ctx().ask(askWallet, { userId: player.userId, currency: 'EUR' })).wallet!.real;
      const roundsOf = () =>
        query<{ status: string; paid: string }>(
          room().ctx().em,
          'select status, paid_minor as paid from round where user_id = ?',
          [player.userId],
        );
      await sandbox.post('/misbehaviour', { loseEnds: true });
      // 98 of 100 such plays win: 1.01 for 1.00.
      const play = sandbox.post('/play', { token, gameId: 'dice', stake: '1.00', choice: { under: 98 } });
      await eventually(async () => expect(await roundsOf()).toEqual([{ status: 'OPEN', paid: '0' }]));
      expect(await money()).toBe('9.00');
      await eventually(async () => {
        await query(room().ctx().em, 'delete from round_question');
        expect(await finishOpenRounds({ ...room().ctx(), now: inAnHour }, 15)).toBeGreaterThan(0);
      });
      const [round] = await eventually(async () => {
        const rounds = await roundsOf();
        expect(rounds).toEqual([{ status: 'CLOSED', paid: expect.stringMatching(/^(0|101)$/) as unknown }]);
        return rounds;
      });
      const after = round!.paid === '0' ? '9.00' : '10.01';
      expect(await money()).toBe(after);
      await sandbox.post('/misbehaviour', {});
      expect(await play).toMatchObject({ payout: round!.paid === '0' ? '0.00' : '1.01', balance: { real: after } });
      expect(await money()).toBe(after);
    }, 30_000);
  });
}

const inAnHour = (): Date => new Date(Date.now() + 3_600_000);
