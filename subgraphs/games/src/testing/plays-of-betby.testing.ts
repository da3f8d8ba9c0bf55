import { eventually } from '@croupier/testkit';
import { beforeAll, describe, expect, test } from 'vitest';
import { callsOf, otherKeys, secret } from '../bookmaker/dialects/betby/betby.program.testing.ts';
import { configureProvider } from '../catalogue/configure-provider.ts';
import { aPlayer, type GamesUnderTest } from './games-room.testing.ts';
import { aPlayerWith, setGate } from './people.testing.ts';

const NAME = 'sports';

/** A bookmaker of Betby's style on the real ledger; it runs in play-on-the-real-ledger.test.ts. */
export function playsOfBetby(room: () => GamesUnderTest): void {
  beforeAll(async () => {
    const identity = { kind: 'user', userId: aPlayer().userId, roles: ['ADMIN'], sessionId: 's' } as never;
    const bookmaker = { name: NAME, kind: 'BOOKMAKER', dialect: 'betby', secret } as const;
    await configureProvider({ ...room().ctx(), identity }, bookmaker);
  });

  /** One player's bet, with the bookmaker's ids made unique to it. Answers are told as status (or code) and balance. */
  const betOf = async (amount: string) => {
    const player = await aPlayerWith(room(), amount);
    const own = (name: string) => `${player.userId.slice(0, 18)}-${name}`;
    const call = callsOf(room().subgraph.doorUrl!, NAME);
    const transaction = (name: string, units: number, more: object = {}) => ({
      ...{ id: own(name), ext_player_id: player.userId, amount: units, currency: 'EUR' },
      ...more,
    });
    const short = ({ status, body }: Awaited<ReturnType<typeof call>>) => [body.code ?? status, body.balance];
    const result = async (what: string, name: string, units: number, more: object = {}) => {
      const bet = { bet_transaction_id: own('bet'), transaction: transaction(name, units) };
      return short(await call(`bet_${what}`, { ...bet, ...more }));
    };
    return {
      ...{ player, own, call, short, result },
      make: (name: string, units: number, more?: object) =>
        call('bet_make', { transaction: transaction(name, units, more) }),
      back: (name: string) => result('rollback', name, 0, { parent_transaction_id: 'the last' }),
      discard: async (name: string) =>
        short(await call('bet_discard', { ext_player_id: player.userId, transaction_id: own(name) })),
    };
  };

  describe('betby', () => {
    test('ten results of one bet, each taken back: exact after each, and each happens once', async () => {
      const { player, own, call, short, make, result, back } = await betOf('100.00');
      const made = await make('bet', 1000);
      expect(made.body).toMatchObject({
        id: own('bet'),
        ext_transaction_id: own('bet'),
        operation: 'bet',
        balance: 9000,
      });
      expect(await make('bet', 1000)).toEqual(made);
      expect(short(await make('bet', 1001))).toEqual([2004, undefined]);
      expect(short(await call('bet_commit', { bet_transaction_id: own('bet') }))).toEqual([200, undefined]);
      expect(await result('win', 'w1', 2500)).toEqual([200, 11500]);
      expect(await back('k1')).toEqual([200, 9000]);
      expect(await result('win', 'w1', 2500)).toEqual([200, 9000]);
      expect(await result('win', 'w1', 2600)).toEqual([2004, undefined]);
      expect(await result('win', 'w2', 3555)).toEqual([200, 12555]);
      expect(await back('k1')).toEqual([200, 12555]);
      expect(await back('k2')).toEqual([200, 9000]);
      expect(await result('refund', 'r1', 1000)).toEqual([200, 10000]);
      expect(await back('k3')).toEqual([200, 9000]);
      expect(await result('lost', 'l1', 0)).toEqual([200, 9000]);
      expect(await back('k4')).toEqual([200, 9000]);
      const status = async () => {
        const source = '{ bookmakerBets { edges { node { partnerId betId status settledAt payout { amount } } } } }';
        const { data } = await room().graph(source, player);
        return (data as unknown as { bookmakerBets: { edges: object[] } }).bookmakerBets.edges;
      };
      const bet = { partnerId: NAME, betId: own('bet') };
      const open = { ...bet, status: 'PENDING', settledAt: null, payout: { amount: '0.00' } };
      await eventually(async () => expect(await status()).toEqual([{ node: open }]));
      expect(await result('refund', 'r2', 1000)).toEqual([200, 10000]);
      expect(short(await call('bet_settlement', { bet_transaction_id: own('bet'), status: 'refund' }))).toEqual([
        200,
        undefined,
      ]);
      await eventually(async () => expect(await status()).toMatchObject([{ node: { ...bet, status: 'VOID' } }]));
    });

    test('what was made is discarded once; an unknown discard lasts, and the late bet is refused', async () => {
      const { make, short, result, discard } = await betOf('100.00');
      expect(short(await make('bet', 1000))).toEqual([200, 9000]);
      for (let time = 0; time < 2; time += 1) expect(await discard('bet')).toEqual([200, 10000]);
      expect(await discard('late')).toEqual([200, 10000]);
      expect(short(await make('late', 1000))).toEqual([2004, undefined]);
      expect(await result('win', 'w1', 2500)).toEqual([2004, undefined]);
      expect(await discard('nothing')).toEqual([200, 10000]);
    });

    test('refusals have codes, results come for blocked players too, and nothing unsigned moves anything', async () => {
      const { player, own, call, make, short, result } = await betOf('100.00');
      expect(short(await make('much', 10_001))).toEqual([2001, undefined]);
      expect(short(await make('dollars', 1000, { currency: 'USD' }))).toEqual([2002, undefined]);
      expect(short(await make('nobody', 1000, { ext_player_id: 'nobody' }))).toEqual([1006, undefined]);
      expect(await result('lost', 'l0', 0)).toEqual([2003, undefined]);
      const forged = { transaction: { id: own('f'), ext_player_id: player.userId, amount: 1, currency: 'EUR' } };
      expect(short(await call('bet_make', forged, { key: otherKeys.privateKey }))).toEqual([2005, undefined]);
      expect(short(await make('bet', 1000))).toEqual([200, 9000]);
      await setGate(room(), player.userId, 2, 'BLOCKED');
      expect(short(await make('blocked', 1000))).toEqual([1005, undefined]);
      const dollars = { id: own('w0'), ext_player_id: player.userId, amount: 2500, currency: 'USD' };
      expect(await result('win', 'w0', 0, { transaction: dollars })).toEqual([2002, undefined]);
      expect(await result('win', 'w1', 2500, { is_cashout: true })).toEqual([200, 11500]);
    });

    test('a bookmaker is heard at the address of its own dialect alone', async () => {
      const headers = { partner: NAME, secret };
      expect((await room().bookmaker('refund', {}, headers)).status).toBe(401);
      const answer = await callsOf(room().subgraph.doorUrl!, 'demo-bookmaker')('bet_make', {});
      expect(answer.status).toBe(404);
    });
  });
}
