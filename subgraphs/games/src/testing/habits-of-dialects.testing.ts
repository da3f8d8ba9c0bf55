import type { Identity } from '@croupier/kit';
import { beforeAll, describe, expect, test } from 'vitest';
import { configureProvider } from '../catalogue/configure-provider.ts';
import type { PolicyValue } from '../catalogue/provider-policy.ts';
import type { GamesUnderTest } from './games-room.testing.ts';
import { aPlayerWith } from './people.testing.ts';
import { addStudio, takeSeat } from './seat-at-studio.testing.ts';

/** What one dialect alone does, on the real ledger; it runs in play-on-the-real-ledger.test.ts. */
export function habitsOfDialects(room: () => GamesUnderTest): void {
  const seatAt = (dialect: string) => {
    let studio: string;
    beforeAll(async () => {
      studio = await addStudio(room(), dialect);
    });
    return async (amount: string) => {
      const player = await aPlayerWith(room(), amount);
      const seat = await takeSeat(room(), studio, dialect, player);
      return { ...seat, player, own: (name: string) => `${player.userId.slice(0, 18)}-${name}` };
    };
  };

  describe('softswiss: actions of one play', () => {
    const seated = seatAt('softswiss');
    const playOf = async (amount: string) => {
      const { say, own } = await seated(amount);
      const act = ([action, id, amount]: [string, string, number]) => ({ action, action_id: own(id), amount });
      return async (actions: [string, string, number][], more: object = {}) => {
        const { word, body } = await say('bet', { more: { actions: actions.map(act), ...more } });
        const { balance, transactions } = body as { balance: number; transactions?: { tx_id: string }[] };
        return { told: [word, balance], ids: transactions?.map(({ tx_id }) => tx_id) };
      };
    };

    test('happen together or not at all, and the bet is covered before its win is added', async () => {
      const play = await playOf('10.00');
      const refused = await play([
        ['bet', 'b', 1001],
        ['win', 'w', 5000],
      ]);
      expect(refused.told).toEqual(['412 100', 1000]);
      expect(
        (
          await play([
            ['bet', 'b', 500],
            ['win', 'w', 700],
            ['bet', 'c', 1201],
          ])
        ).told,
      ).toEqual(['412 100', 1000]);
      const first = await play(
        [
          ['bet', 'b', 1000],
          ['win', 'w', 700],
        ],
        { finished: true },
      );
      expect(first.told).toEqual(['200', 700]);
      expect(first.ids).toEqual([expect.any(String), expect.any(String)]);
      expect(
        await play(
          [
            ['bet', 'b', 1000],
            ['win', 'w', 700],
          ],
          { finished: true },
        ),
      ).toEqual(first);
      expect((await play([['bet', 'd', 100]])).told).toEqual(['412 500', 700]);
      expect((await play([], { finished: true })).told).toEqual(['200', 700]);
      expect((await play([['steal', 'x', 100]])).told[0]).toBe('400 400');
    });

    test('are rolled back as a round, wins with their bets, and a rolled-back play that comes late nets to nothing', async () => {
      const { say, own } = await seated('10.00');
      const actions = [
        { action: 'bet', action_id: own('b'), amount: 400 },
        { action: 'win', action_id: own('w'), amount: 900 },
      ];
      const undo = actions.map(({ action_id }) => ({ action_id: `${action_id}-undo`, original_action_id: action_id }));
      expect(await say('bet', { more: { actions } })).toMatchObject({ word: '200', balance: '15.00' });
      expect(await say('rollback', { more: { actions: undo } })).toMatchObject({ word: '200', balance: '10.00' });
      expect(await say('rollback', { more: { actions: undo } })).toMatchObject({ word: '200', balance: '10.00' });
      const late = actions.map((action) => ({ ...action, action_id: `${action.action_id}-late` }));
      const undoLate = late.map(({ action_id }) => ({ action_id: `${action_id}-undo`, original_action_id: action_id }));
      expect((await say('rollback', { more: { actions: undoLate } })).word).toBe('200');
      for (let time = 0; time < 2; time += 1)
        expect(await say('bet', { round: 'r-2', more: { actions: late, finished: true } })).toMatchObject({
          word: '200',
          balance: '10.00',
        });
    });
  });

  describe('evolution: references and sids', () => {
    const seated = seatAt('evolution');

    test('a reference is settled once; others of the same game are theirs alone', async () => {
      const { short } = await seated('20.00');
      for (const name of ['1', '2', '3', '4']) await short('bet', { id: `b${name}`, round: `ref-${name}` });
      expect(await short('win', { id: 'w1', round: 'ref-1', amount: '3.00' })).toEqual(['200 OK', '19.00']);
      expect(await short('win', { id: 'w1', round: 'ref-1', amount: '3.00' })).toEqual([
        '200 BET_ALREADY_SETTLED',
        '19.00',
      ]);
      expect(await short('win', { id: 'w1b', round: 'ref-1', amount: '3.00' })).toEqual([
        '200 BET_ALREADY_SETTLED',
        '19.00',
      ]);
      expect(await short('rollback', { bet: 'b1', round: 'ref-1' })).toEqual(['200 BET_ALREADY_SETTLED', '19.00']);
      expect(await short('rollback', { bet: 'b2', round: 'ref-2' })).toEqual(['200 OK', '20.00']);
      expect(await short('win', { id: 'w2', round: 'ref-2' })).toEqual(['200 BET_ALREADY_SETTLED', '20.00']);
      expect(await short('win', { id: 'w3', round: 'ref-3', amount: '0' })).toEqual(['200 OK', '20.00']);
      await short('bet', { id: 'b4b', round: 'ref-4', amount: '2.00' });
      expect(await short('win', { id: 'w4', round: 'ref-4', amount: '6.00' })).toEqual(['200 OK', '24.00']);
    });

    test('a studio whose row says so has to name the amount of what it cancels', async () => {
      const { short } = await seated('20.00');
      const admin: Identity = { kind: 'user', userId: 'an-admin', roles: ['ADMIN'], sessionId: 's' };
      const setPolicy = (policy: PolicyValue[]) =>
        configureProvider({ ...room().ctx(), identity: admin }, { name: 'studio-evolution', policy });
      await setPolicy([{ name: 'rollbackAmount', value: 'MUST_MATCH' }]);
      await short('bet', { id: 'b', amount: '3.00' });
      expect(await short('rollback', { bet: 'b', amount: '2.99' })).toEqual(['200 BET_DOES_NOT_EXIST', '17.00']);
      await setPolicy([]);
      expect(await short('rollback', { bet: 'b', amount: '2.99' })).toEqual(['200 OK', '20.00']);
    });

    test('a sid is its own user’s, and two sids of one user see one balance', async () => {
      const [one, other] = [await seated('20.00'), await seated('5.00')];
      expect(await one.say('authenticate', { playerId: other.player.userId })).toMatchObject({
        word: '200 INVALID_SID',
        balance: null,
      });
      expect((await one.say('authenticate')).body).toMatchObject({ status: 'OK', sid: one.token });
      for (const deed of ['balance', 'bet'] as const)
        expect(await one.short(deed, { playerId: other.player.userId })).toEqual(['200 INVALID_SID', null]);
      const mobile = await takeSeat(room(), 'studio-evolution', 'evolution', one.player);
      await one.short('bet', { id: 'b', round: 'ref' });
      expect(await mobile.short('bet', { id: 'c', round: 'ref-2' })).toEqual(['200 OK', '18.00']);
      expect(await mobile.short('win', { id: 'w', round: 'ref', amount: '4.00' })).toEqual(['200 OK', '22.00']);
      expect(await one.short('balance')).toEqual(['200 OK', '22.00']);
      expect(
        await other.short('rollback', { more: { transaction: { id: one.own('c'), refId: 'x', amount: 1 } } }),
      ).toEqual(['200 BET_DOES_NOT_EXIST', '5.00']);
    });
  });

  describe('hub88: types, references and promotions', () => {
    const seated = seatAt('hub88');

    test('what is missing is wrong syntax, what is of another type is wrong types, and neither tells a balance', async () => {
      const { say } = await seated('10.00');
      for (const more of [
        { transaction_uuid: '' },
        { transaction_uuid: undefined },
        { amount: -100_000 },
        { amount: 1 },
      ])
        expect(await say('bet', { more })).toMatchObject({ word: '200 RS_ERROR_WRONG_SYNTAX', balance: null });
      for (const more of [
        { amount: '100000' },
        { amount: [] },
        { amount: 1.5 },
        { transaction_uuid: 7 },
        { is_free: 'yes' },
      ])
        expect(await say('bet', { more })).toMatchObject({ word: '200 RS_ERROR_WRONG_TYPES', balance: null });
    });

    test('a win names its bet unless it is a promotion, which a closed round takes too', async () => {
      const { say, short } = await seated('10.00');
      await say('bet', { id: 'b' });
      expect((await short('win', { id: 'w0' }))[0]).toBe('200 RS_ERROR_TRANSACTION_DOES_NOT_EXIST');
      expect(await short('win', { id: 'w1', bet: 'b', closed: true })).toEqual(['200 RS_OK', '10.00']);
      expect((await short('win', { id: 'w2', bet: 'b' }))[0]).toBe('200 RS_ERROR_TRANSACTION_DOES_NOT_EXIST');
      expect(await short('win', { id: 'w3', promotion: true, token: 'nobody' })).toEqual(['200 RS_OK', '11.00']);
      expect((await short('bet', { id: 'free', round: 'r-2', free: true }))[0]).toBe('200 RS_ERROR_NOT_ENOUGH_MONEY');
    });

    test('a repeat has the same answer but for its request_uuid, and echoes that', async () => {
      const { say } = await seated('10.00');
      const more = { request_uuid: 'q-1' };
      const first = await say('bet', { id: 'b', more });
      expect(first.body).toMatchObject({ request_uuid: 'q-1', currency: 'EUR', balance: 900_000 });
      expect(await say('bet', { id: 'b', more })).toEqual(first);
    });
  });
}
