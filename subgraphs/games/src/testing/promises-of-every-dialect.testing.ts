import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { query } from '@croupier/kit';
import { eventually } from '@croupier/testkit';
import { beforeAll, describe, expect, test } from 'vitest';
import { DIALECTS } from '../providers/index.ts';
import { finishOpenRounds } from '../rounds/finish-open-rounds.ts';
import { expireSession } from '../sessions/expire-session.ts';
import type { GamesUnderTest, Person } from './games-room.testing.ts';
import { aPlayerWith, setGate } from './people.testing.ts';
import { addStudio, atAddress, takeSeat, type SeatAtStudio } from './seat-at-studio.testing.ts';
import { STUDIO_PROGRAMS } from './studio-programs.testing.ts';

/** What every dialect keeps, over sockets and on the real ledger; it runs in play-on-the-real-ledger.test.ts, whose room it shares. */
export function promisesOfEveryDialect(room: () => GamesUnderTest): void {
  test('every dialect has a studio’s program that speaks it', () => {
    expect(Object.keys(STUDIO_PROGRAMS).sort()).toEqual([...DIALECTS.keys()].sort());
  });

  describe.each(Object.keys(STUDIO_PROGRAMS))('a studio that speaks %s', (dialect) => {
    const { words } = STUDIO_PROGRAMS[dialect]!;
    let games: GamesUnderTest;
    let studio: string;
    beforeAll(async () => {
      games = room();
      studio = await addStudio(games, dialect);
    });
    const seated = async (amount = '100.00'): Promise<SeatAtStudio & { player: Person }> => {
      const player = await aPlayerWith(games, amount);
      return { player, ...(await takeSeat(games, studio, dialect, player)) };
    };

    test('plays a round: bet, its repeat, another amount, win and its repeat', async () => {
      const { say, short } = await seated();
      expect((await say('authenticate')).word).toBe(words.OK);
      expect(await short('balance')).toEqual([words.OK, '100.00']);
      expect(await short('bet', { id: 'b', amount: '10.00' })).toEqual([words.OK, '90.00']);
      expect(await short('bet', { id: 'b', amount: '10.00' })).toEqual([words.REPEATED, '90.00']);
      expect(await short('bet', { id: 'b', amount: '10.01' })).toEqual([words.DUPLICATE_TRANSACTION, '90.00']);
      const win = { id: 'w', bet: 'b', amount: '25.50', closed: true };
      expect(await short('win', win)).toEqual([words.OK, '115.50']);
      expect((await short('win', win))[1]).toBe('115.50');
      expect(await short('balance')).toEqual([words.OK, '115.50']);
    });

    test('is told what is refused, with the true balance, and nothing moved', async () => {
      const { say, short } = await seated('10.00');
      expect(await short('bet', { amount: '10.01' })).toEqual([words.INSUFFICIENT_FUNDS, '10.00']);
      expect(await short('bet', { amount: '90000000000.00' })).toEqual([words.INSUFFICIENT_FUNDS, '10.00']);
      expect(await short('bet', { game: 'chess' })).toEqual([words.UNKNOWN_GAME, '10.00']);
      expect((await short('bet', { currency: 'USD' }))[0]).toBe(words.WRONG_CURRENCY);
      expect((await short('bet', { currency: 'schmeckles' }))[0]).toBe(words.WRONG_CURRENCY);
      expect(await short('win', { bet: 'nothing', round: 'nothing' })).toEqual([
        words.TRANSACTION_NOT_FOUND,
        expect.anything(),
      ]);
      for (const said of [{ token: 'nobody' }, { playerId: '018f0000-0000-7000-8000-000000000000' }]) {
        const refused = await say('bet', said);
        expect([refused.word, refused.balance]).toEqual([words.INVALID_TOKEN, null]);
        expect(refused.body).not.toHaveProperty('user');
        expect(refused.body).not.toHaveProperty('currency');
      }
      expect(await short('bet', { amount: '10.00' })).toEqual([words.OK, '0.00']);
    });

    test('is believed by its signature over the bytes alone', async () => {
      const { say, short } = await seated('10.00');
      const refused = await say('bet', {}, { wrongKey: true });
      expect([refused.word, refused.balance]).toEqual([words.UNSIGNED, null]);
      if (dialect !== 'evolution')
        expect((await say('bet', {}, { spoil: (body) => `${body} ` })).word).toBe(words.UNSIGNED);
      expect((await say('bet', { amount: '1.001' })).word).toBe(words.MALFORMED);
      expect((await say('bet', { amount: '-1.00' })).word).toBe(words.MALFORMED);
      expect((await say('bet', { id: 'x'.repeat(300) })).word).toBe(words.MALFORMED);
      expect((await say('bet', { id: 'nul\u0000' })).word).toBe(words.MALFORMED);
      const more = { some_fake_key: { deep: [1.5, 1e3, null] }, channel: { type: 'HOLOGRAM' }, bet: 'new-kind' };
      expect(await short('bet', { more })).toEqual([words.OK, '9.00']);
    });

    test('takes bets back: once, by their own amount, also those that never came', async () => {
      const { say, short } = await seated('10.00');
      await say('bet', { id: 'b', amount: '4.00' });
      expect(await short('rollback', { id: 'k', bet: 'b' })).toEqual([words.OK, '10.00']);
      expect(await short('rollback', { id: 'k', bet: 'b' })).toEqual([words.OK, '10.00']);
      expect((await short('rollback', { id: 'k2', bet: 'b' }))[0]).toBe(words.OK);
      expect((await short('win', { id: 'w', bet: 'b', amount: '9.00' }))[0]).toBe(words.WIN_AFTER_ROLLBACK);
      for (let time = 0; time < 2; time += 1)
        expect((await short('rollback', { id: 'k3', bet: 'late' }))[0]).toBe(words.ROLLBACK_OF_UNKNOWN);
      expect((await short('bet', { id: 'late', round: 'r-2' }))[0]).toBe(words.LATE_BET);
      expect(await short('balance')).toEqual([words.OK, '10.00']);
      const other = await seated('5.00');
      await other.say('bet', { id: 'b' });
      expect(await other.short('balance')).toEqual([words.OK, '4.00']);
    });

    test('may or may not take a settled bet back, as its row of policy says', async () => {
      const { say, short } = await seated('10.00');
      await say('bet', { id: 'b', amount: '4.00' });
      await say('win', { id: 'w', bet: 'b', amount: '6.00' });
      const reverses = DIALECTS.get(dialect)!.policy.rollbackAfterSettle === 'REVERSE_ALL';
      expect((await short('rollback', { id: 'k', bet: 'b' }))[0]).toBe(words.ROLLBACK_AFTER_WIN);
      expect(await short('balance')).toEqual([words.OK, reverses ? '10.00' : '12.00']);
    });

    test('settles what was played, for expired sessions and blocked players too', async () => {
      const { player, token, say, short } = await seated('10.00');
      for (const name of ['1', '2', '3']) await say('bet', { id: `b${name}`, round: `r-${name}` });
      await setGate(games, player.userId, 2, 'BLOCKED');
      expect(await short('bet', { id: 'b4', round: 'r-4' })).toEqual([words.PLAYER_BLOCKED, '7.00']);
      expect(await short('win', { id: 'w1', bet: 'b1', round: 'r-1', amount: '2.00' })).toEqual([words.OK, '9.00']);
      await setGate(games, player.userId, 3, 'ACTIVE');
      await expireSession(games.ctx(), token);
      expect((await short('bet', { id: 'b5', round: 'r-5' }))[0]).toBe(words.TOKEN_EXPIRED);
      expect((await short('bet', { id: 'b2', round: 'r-2' }))[0]).toBe(words.REPEATED);
      expect(await short('win', { id: 'w2', bet: 'b2', round: 'r-2', amount: '2.00' })).toEqual([words.OK, '11.00']);
      expect(await short('rollback', { id: 'k', bet: 'b3', round: 'r-3' })).toEqual([words.OK, '12.00']);
      expect((await say('authenticate')).word).not.toBe(words.UNSIGNED);
    });

    test('pays a promotion without a bet, once', async () => {
      const { short } = await seated('10.00');
      const gift = { id: 'p', round: 'p', amount: '5.00', promotion: true };
      expect(await short('win', gift)).toEqual([words.OK, '15.00']);
      expect(await short('win', gift)).toEqual([words.OK, '15.00']);
    });

    test('is asked for a round that it left open, and what it says is done once', async () => {
      const { player, say, short, own } = await seated('10.00');
      await say('bet', { id: 'b', amount: '1.00' });
      const won = { playerId: player.userId, token: '', game: 'book', amount: '2.50', currency: 'EUR' };
      const { path, answer } = STUDIO_PROGRAMS[dialect]!.tell({
        ...won,
        id: own('w'),
        bet: own('b'),
        round: own('r-1'),
      });
      const server = createServer((request, response) => {
        const isAsked = request.url!.startsWith(path);
        response.writeHead(isAsked ? 200 : 404).end(JSON.stringify(isAsked ? answer : {}));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      await atAddress(games, studio, `http://127.0.0.1:${port}`);
      await eventually(async () => {
        await query(games.ctx().em, 'delete from round_question');
        await finishOpenRounds({ ...games.ctx(), now: () => new Date(Date.now() + 3_600_000) }, 15);
        expect(await short('balance')).toEqual([words.OK, '11.50']);
      });
      await say('win', { id: 'w', bet: 'b', amount: '2.50', closed: true });
      expect(await short('balance')).toEqual([words.OK, '11.50']);
      await atAddress(games, studio, null);
      server.close();
    });

    test('says the same twenty times at once and is heard once', async () => {
      const { short } = await seated('10.00');
      const bets = await Promise.all(Array.from({ length: 20 }, () => short('bet', { id: 'b', amount: '1.00' })));
      expect(new Set(bets.map(([, balance]) => balance))).toEqual(new Set(['9.00']));
      expect(bets.filter(([word]) => word !== words.OK && word !== words.REPEATED)).toEqual([]);
      const wins = await Promise.all(
        Array.from({ length: 10 }, () => short('win', { id: 'w', bet: 'b', amount: '3.00' })),
      );
      expect(new Set(wins.map(([, balance]) => balance))).toEqual(new Set(['12.00']));
      await Promise.all(
        Array.from({ length: 10 }, (_, at) => short('bet', { id: `m${at}`, round: `m${at}`, amount: '2.00' })),
      );
      expect(await short('balance')).toEqual([words.OK, '0.00']);
    });
  });
}
