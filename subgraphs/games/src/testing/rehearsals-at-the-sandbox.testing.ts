import { askWallet } from '@croupier/contracts';
import { createMetrics, query } from '@croupier/kit';
import { eventually } from '@croupier/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { configureProvider } from '../catalogue/configure-provider.ts';
import { ProviderCalls } from '../catalogue/provider-calls.ts';
import { cancelFreeRounds } from '../free-rounds/cancel-free-rounds.ts';
import { grantFreeRounds } from '../free-rounds/grant-free-rounds.ts';
import { tellPendingGrants } from '../free-rounds/tell-pending-grants.ts';
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
      await configureProvider(
        { ...room().ctx(), identity: { ...STAFF, roles: ['ADMIN'] } },
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

    test('free rounds: given, played as free bets, won as bonus money, taken back', async () => {
      const ctx = () => ({ ...room().ctx(), identity: { ...STAFF, roles: ['FINANCE' as const] } });
      const player = await aPlayerWith(room(), '10.00');
      const token = await openDemoSession(room().ctx(), { ...player, gameCode: 'dice', currency: 'EUR' });
      const wallet = async () =>
        (await room().ctx().ask(askWallet, { userId: player.userId, currency: 'EUR' })).wallet!;
      const [game] = await query<{ id: string }>(room().ctx().em, `select id from game where slug = 'dice'`);
      const play = () => sandbox.post('/play', { token, gameId: 'dice', free: true, choice: { under: 98 } });
      const listed = async () => {
        const { data } = await room().graph('{ freeRounds { edges { node { status played } } } }', player);
        return (data as unknown as { freeRounds: { edges: { node: object }[] } }).freeRounds.edges[0]!.node;
      };
      expect(await play()).toMatchObject({ error: 'NO_FREE_ROUNDS' });
      const input = { userId: player.userId, gameId: game!.id, rounds: 2, stake: { amount: '1.00', currency: 'EUR' } };
      const wished = { ...input, expiresAt: inAnHour(), idempotencyKey: player.userId };
      await sandbox.post('/misbehaviour', { silent: true });
      const calls = new ProviderCalls(createMetrics('impatient'), { deadlineMs: 200, attempts: 1 });
      const impatient = { ...ctx(), room: { ...ctx().room, calls } };
      await expect(grantFreeRounds(impatient, wished)).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
      expect(await listed()).toEqual({ status: 'PENDING', played: 0 });
      await sandbox.post('/misbehaviour', {});
      const soon = () => new Date(Date.now() + 120_000);
      for (const times of [1, 0]) expect(await tellPendingGrants({ ...ctx(), now: soon })).toBe(times);
      expect(await listed()).toEqual({ status: 'GRANTED', played: 0 });
      const given = await grantFreeRounds(ctx(), wished);
      const { payout } = await play();
      expect(await wallet()).toMatchObject({ real: '10.00', bonus: payout });
      await eventually(async () => expect(await listed()).toEqual({ status: 'ACTIVE', played: 1 }));
      await cancelFreeRounds(ctx(), { id: given.id });
      expect(await listed()).toEqual({ status: 'CANCELLED', played: 1 });
      expect(await play()).toMatchObject({ error: 'NO_FREE_ROUNDS' });
      const bet = { sessionToken: token, playerId: player.userId, gameId: 'dice', amount: '1.00', currency: 'EUR' };
      const more = { transactionId: `f-${player.userId}`, roundId: 'r-free', free: true };
      expect((await room().callback('bet', { ...bet, ...more })).body.status).toBe('INSUFFICIENT_FUNDS');
      expect(await wallet()).toMatchObject({ real: '10.00', bonus: payout });
    }, 30_000);
  });
}

const STAFF = { kind: 'user', userId: 'a-person-of-staff', sessionId: 's' } as const;
const inAnHour = (): Date => new Date(Date.now() + 3_600_000);
