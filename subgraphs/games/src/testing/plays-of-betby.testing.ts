import { eventually } from '@croupier/testkit';
import { beforeAll, describe, expect, test } from 'vitest';
import { callsOf, otherKeys, secret } from '../bookmaker/dialects/betby/betby.program.testing.ts';
import { recalculateBets } from '../bookmaker/recalculate-bets.ts';
import { configureProvider } from '../catalogue/configure-provider.ts';
import { expireSession } from '../sessions/expire-session.ts';
import { aPlayer, type GamesUnderTest } from './games-room.testing.ts';
import { aPlayerWith, setGate } from './people.testing.ts';

const NAME = 'sports';

/** A bookmaker of Betby's style on the real ledger; it runs in play-on-the-real-ledger.test.ts. */
export function playsOfBetby(room: () => GamesUnderTest): void {
  const configure = (change: object) => {
    const identity = { kind: 'user', userId: aPlayer().userId, roles: ['ADMIN'], sessionId: 's' } as never;
    return configureProvider({ ...room().ctx(), identity }, { name: NAME, ...change });
  };
  beforeAll(() => configure({ kind: 'BOOKMAKER', dialect: 'betby', secret }));

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
      /** with a bonus, on one event */
      makeWith: (bonus_type: string, name: string, units: number) => {
        const bets = [{ event_id: own('match'), outcome_name: 'home', odds: '1.85' }];
        return call('bet_make', {
          bonus_type,
          ...{ transaction: transaction(name, units, { bonus_id: own('bonus') }), betslip: { bets } },
        });
      },
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

    test('a player comes to its page with a token, by which it learns who that is and nobody else does', async () => {
      const { player, call, short } = await betOf('100.00');
      const launch = async (partnerId = NAME, currency = 'EUR') => {
        const source = `mutation($input: LaunchBookmakerInput!) { launchBookmaker(input: $input) { url } }`;
        const { data, errors } = await room().graph(source, player, { input: { partnerId, currency } });
        return (errors?.[0]?.extensions.code ??
          (data as unknown as { launchBookmaker: { url: string } }).launchBookmaker.url) as string;
      };
      expect(await launch()).toBe('CONFLICT');
      const { studio } = room();
      await configure({ url: studio.url.replace('//', '//our-brand@'), currencies: ['EUR'] });
      studio.answer = { status: 503, body: {} };
      expect(await launch()).toBe('PROVIDER_UNAVAILABLE');
      studio.answer = { status: 200, body: { timestamp: 1795262400 } };
      const page = new URL(await launch());
      expect(studio.requests.at(-1)).toMatchObject({ path: '/api/v1/external_api/ping' });
      expect([page.origin, page.searchParams.get('brand_id')]).toEqual([studio.url, 'our-brand']);
      const token = page.searchParams.get('token')!;
      const identified = await call('identify', { token });
      const session_id = expect.any(String) as string;
      const told = { user_id: player.userId, session_id, country: null, currency: 'EUR', balance: 10_000 };
      expect(identified).toEqual({ status: 200, body: told });
      expect(short(await call('identify', { token: 'another' }))).toEqual([1007, undefined]);
      expect((await room().callback('authenticate', { sessionToken: token })).body.status).toBe('INVALID_TOKEN');
      await configure({ name: 'other-sports', kind: 'BOOKMAKER', dialect: 'betby', secret });
      const others = callsOf(room().subgraph.doorUrl!, 'other-sports');
      expect(short(await others('identify', { token }))).toEqual([1007, undefined]);
      await expireSession(room().ctx(), token);
      expect(short(await call('identify', { token }))).toEqual([1007, undefined]);
      expect(await launch('demo-bookmaker')).toBe('CONFLICT');
      expect(await launch('nobody')).toBe('NOT_FOUND');
      expect([await launch(NAME, 'XXX'), await launch(NAME, 'USD')]).toEqual(['BAD_USER_INPUT', 'CURRENCY_MISMATCH']);
      await setGate(room(), player.userId, 2, 'BLOCKED');
      expect(await launch()).toBe('PLAYER_BLOCKED');
      const { body } = await call('ping', {});
      expect(Math.abs(Number(body.timestamp) - Date.now() / 1000)).toBeLessThan(60);
    });

    test('a free bet is taken where the operator lets it, costs nothing, and pays what the bookmaker says', async () => {
      const { player, own, makeWith, short, result, back } = await betOf('100.00');
      expect(short(await makeWith('freebet_freemoney', 'bet', 1000))).toEqual([4001, undefined]);
      await configure({ promotionsAllowed: true });
      for (let time = 0; time < 2; time += 1)
        expect(short(await makeWith('freebet_freemoney', 'bet', 1000))).toEqual([200, 10_000]);
      await configure({ promotionsAllowed: false });
      expect(short(await makeWith('freebet_freemoney', 'bet', 1000))).toEqual([200, 10_000]);
      expect(await result('win', 'w1', 1850)).toEqual([200, 11_850]);
      expect(await back('k1')).toEqual([200, 10_000]);
      expect(await result('refund', 'r1', 1000)).toEqual([200, 10_000]);
      expect(await back('k2')).toEqual([200, 10_000]);
      expect(await result('win', 'w2', 850)).toEqual([200, 10_850]);
      expect(short(await makeWith('comboboost', 'paid', 1000))).toEqual([200, 9_850]);
      expect(short(await makeWith('cashback', 'odd', 1000))).toEqual([3001, undefined]);
      const recalculated = { partnerId: NAME, roundId: own('match'), correctResult: 'away' };
      expect(await recalculateBets(room().ctx(), recalculated, 20_000)).toBe('done');
      const source = '{ bookmakerBets { edges { node { betId free status amount { amount } payout { amount } } } } }';
      await eventually(async () => {
        const { data } = await room().graph(source, player);
        const { edges } = (data as unknown as { bookmakerBets: { edges: { node: object }[] } }).bookmakerBets;
        expect(edges.map(({ node }) => node)).toEqual([
          { betId: own('paid'), free: false, status: 'LOST', amount: { amount: '10.00' }, payout: { amount: '0.00' } },
          { betId: own('bet'), free: true, status: 'WON', amount: { amount: '0.00' }, payout: { amount: '8.50' } },
        ]);
      });
    });

    test('a bookmaker is heard at the address of its own dialect alone', async () => {
      const headers = { partner: NAME, secret };
      expect((await room().bookmaker('refund', {}, headers)).status).toBe(401);
      const answer = await callsOf(room().subgraph.doorUrl!, 'demo-bookmaker')('bet_make', {});
      expect(answer.status).toBe(404);
    });
  });
}
