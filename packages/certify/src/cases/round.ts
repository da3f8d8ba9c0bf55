import { all, has, speaks, studio, type Case } from '../case.ts';
import type { CaseRun } from '../case-run.ts';
import type { Code, Player } from '../vocabulary.ts';

/** 36 to 43: several bets, in one round and in others. */
export const roundCases: Case[] = [
  {
    number: 36,
    title: 'Three bets in one round are three bets',
    applies: speaks('bet'),
    run: async (t) => {
      const player = await t.player();
      for (const [index, balance] of ['999.00', '998.00', '997.00'].entries())
        await t.expect(player, await t.bet(player, `b${index}`, 'r1', '1.00'), 'OK', balance);
    },
  },
  {
    number: 37,
    title: 'Bets on two games, settled in the other order',
    applies: all(studio, has('namesGames', 'requests name no game')),
    run: async (t) => {
      const player = await t.player({ games: 2 });
      const [first, second] = player.games;
      await t.expect(player, await t.bet(player, 'b1', 'r1', '1.00', { game: first }), 'OK', '999.00');
      await t.expect(player, await t.bet(player, 'b2', 'r2', '1.00', { game: second }), 'OK', '998.00');
      await t.expect(player, await t.win(player, 'w2', 'b2', 'r2', '2.00', { game: second }), 'OK', '1000.00');
      await t.expect(player, await t.win(player, 'w1', 'b1', 'r1', '2.00', { game: first }), 'OK', '1002.00');
    },
  },
  {
    number: 38,
    title: 'Two players with two hands each in a round of the same name do not touch each other',
    applies: speaks('bet', 'win'),
    run: async (t) => {
      const players = [await t.player(), await t.player()];
      for (const [index, player] of players.entries())
        for (const hand of ['a', 'b']) t.expectCode(await t.bet(player, `b-${index}${hand}`, 'r1', '10.00'), 'OK');
      const [first, second] = players as [Player, Player];
      await t.expect(first, await t.win(first, 'w-0a', 'b-0a', 'r1', '20.00'), 'OK', '1000.00');
      await t.expect(first, await t.win(first, 'w-0b', 'b-0b', 'r1', '0.00'), 'OK', '1000.00');
      await t.expectBalance(second, '980.00');
      await t.expect(second, await t.win(second, 'w-1a', 'b-1a', 'r1', '15.00'), 'OK', '995.00');
      await t.expect(second, await t.win(second, 'w-1b', 'b-1b', 'r1', '15.00'), 'OK', '1010.00');
      await t.expectBalance(first, '1000.00');
    },
  },
  {
    number: 39,
    title: 'One transaction id of two players: refused or played twice, by the dialect’s scope',
    applies: speaks('bet'),
    run: async (t) => {
      const [first, second] = [await t.player(), await t.player()];
      await t.expect(first, await t.bet(first, 'b1', 'r1', '1.00'), 'OK', '999.00');
      const again = await t.bet(second, 'b1', 'r1', '1.00');
      const mine = t.traits.idScope === 'PLAYER';
      await t.expect(second, again, mine ? 'OK' : 'otherContent', mine ? '999.00' : undefined);
      await t.expectBalance(second, mine ? '999.00' : '1000.00');
      await t.expectBalance(first, '999.00');
    },
  },
  {
    number: 40,
    title: '101 bets in one round, then one win',
    applies: all(studio, speaks('bet', 'win')),
    run: async (t) => {
      const player = await t.player();
      for (let taken = 0; taken < 101; taken += 10) {
        const some = Array.from({ length: Math.min(10, 101 - taken) }, (_, index) => taken + index);
        const answers = await Promise.all(
          some.map((index) => t.bet(player, `b${index}`, 'r1', '0.10', { round: t.round('r1', null) })),
        );
        for (const answer of answers) t.expectCode(answer, 'OK');
      }
      await t.expectBalance(player, '989.90');
      const named = t.traits.settlesRounds ? null : 'b0';
      await t.expect(
        player,
        await t.win(player, 'w1', named, 'r1', '20.20', { closes: t.traits.closesRounds }),
        'OK',
        '1010.10',
      );
    },
  },
  {
    number: 41,
    title: '15 bets: seven won double, four returned, four rolled back: exact',
    applies: speaks('bet', 'win', 'rollback'),
    run: async (t) => {
      const player = await t.player();
      const hands = Array.from({ length: 15 }, (_, index) => index + 1);
      for (const hand of hands) t.expectCode(await t.bet(player, `b${hand}`, 'r1', '1.00'), 'OK');
      for (const hand of hands.filter((hand) => hand > 11))
        t.expectCode(await t.rollback(player, `x${hand}`, `b${hand}`, 'r1'), 'OK');
      for (const hand of hands.filter((hand) => hand <= 11))
        t.expectCode(await t.win(player, `w${hand}`, `b${hand}`, 'r1', hand <= 7 ? '2.00' : '1.00'), 'OK');
      await t.expectBalance(player, '1007.00');
    },
  },
  {
    number: 42,
    title: 'A round that is closed takes no bets',
    applies: all(studio, has('closesRounds', 'the dialect closes no rounds')),
    run: async (t) => {
      const player = await t.player();
      await t.expect(player, await t.bet(player, 'b1', 'r1', '1.00'), 'OK', '999.00');
      await t.expect(player, await t.win(player, 'w1', 'b1', 'r1', '0.00', { closes: true }), 'OK', '999.00');
      await t.expect(player, await t.bet(player, 'b2', 'r1', '1.00', { round: t.round('r1', 'b1') }), 'closedRoundBet');
      await t.expectBalance(player, '999.00');
    },
  },
  {
    number: 43,
    title: 'A bet that comes after its rollback takes nothing, at once and after a restart',
    applies: speaks('bet', 'rollback'),
    run: async (t) => {
      const player = await t.player();
      t.expectCode(await t.rollback(player, 'x1', 'late', 'r1'), 'rollbackUnknown');
      const late = () => t.bet(player, 'late', 'r1', '1.00');
      t.expectCode(await late(), lateCodes(t));
      await t.expectBalance(player, t.traits.lateBet === 'TAKEN' ? '999.00' : '1000.00');
      const restart = t.mayNeed('restart');
      if (!restart) return t.note('asked at once only: no way to restart the operator was given (--restart)');
      await restart();
      t.expectCode(await late(), lateCodes(t));
      await t.expectBalance(player, t.traits.lateBet === 'TAKEN' ? '999.00' : '1000.00');
    },
  },
];

const lateCodes = (t: CaseRun): Code[] => (t.traits.lateBet === 'REFUSED' ? t.answers('rolledBackBet') : ['OK']);
