import { plus, smallestUnit, digitsOf } from '../amount.ts';
import { all, has, speaks, studio, type Case } from '../case.ts';
import type { CaseRun } from '../case-run.ts';
import type { Code, Player } from '../vocabulary.ts';

const MOST_OF_INT32 = '2147483647';
const MOST_OF_ALL = `1${'0'.repeat(18)}`;
const games = has('namesGames', 'requests name no game');
const currencies = has('namesCurrency', 'requests name no currency');

/** Bets 1 for nothing: refused so, and the balance stays. */
async function refused(t: CaseRun, player: Player, codes: Parameters<CaseRun['expect']>[2]): Promise<void> {
  await t.expect(player, await t.bet(player, `refused-${t.exchanges.length}`, 'refused', '1.00'), codes);
}

/** 21 to 43: stakes, and what stops them. */
export const betCases: Case[] = [
  {
    number: 21,
    title: 'A bet of 1 leaves 999; the answer echoes request, player and currency',
    applies: speaks('bet'),
    run: async (t) => {
      const player = await t.player();
      const outcome = await t.bet(player, 'b1', 'r1', '1.00');
      await t.expect(player, outcome, 'OK', '999.00');
      const { requestId } = outcome;
      if (requestId)
        t.require(requestId.echoed === requestId.sent, `the request’s id came back as ${requestId.echoed}`);
      if (outcome.playerId !== null)
        t.require(outcome.playerId === player.playerId, `the player is ${outcome.playerId}`);
      if (outcome.currency !== null)
        t.require(outcome.currency === player.currency, `the currency is ${outcome.currency}`);
    },
  },
  {
    number: 22,
    title: 'Bets of 0.01, 0.001 and 0.00001 leave exact balances',
    applies: ({ mostDigits }) => mostDigits >= 5 || 'the dialect’s money is not that fine',
    run: async (t) => {
      const player = await t.player({ currency: 'TON' });
      await t.expect(player, await t.bet(player, 'b1', 'r1', '0.01'), 'OK', '999.99');
      await t.expect(player, await t.bet(player, 'b2', 'r1', '0.001'), 'OK', '999.989');
      await t.expect(player, await t.bet(player, 'b3', 'r1', '0.00001'), 'OK', '999.98899');
    },
  },
  {
    number: 23,
    title: 'A bet of the whole balance is taken and leaves nothing',
    applies: speaks('bet'),
    run: async (t) => {
      const player = await t.player();
      const outcome = await t.bet(player, 'b1', 'r1', player.balance);
      await t.expect(player, outcome, 'OK', t.undue(player, '0.00'));
    },
  },
  {
    number: 24,
    title: 'A bet of the smallest unit more than the balance is refused with the true balance, and nothing is written',
    applies: speaks('bet'),
    run: async (t) => {
      const player = await t.player();
      const tooMuch = plus(player.balance, smallestUnit(player.currency), digitsOf(player.currency));
      await t.expect(player, await t.bet(player, 'b1', 'r1', tooMuch), 'insufficientFunds', '1000.00');
      await t.expectBalance(player, '1000.00');
    },
  },
  {
    number: 25,
    title: 'Bets of 2³¹ − 1 and of 10¹⁸ are not covered; nothing overflows',
    applies: speaks('bet'),
    run: async (t) => {
      const player = await t.player();
      for (const amount of [MOST_OF_INT32, MOST_OF_ALL])
        await t.expect(player, await t.bet(player, `b${amount.length}`, 'r1', amount), 'insufficientFunds', '1000.00');
    },
  },
  {
    number: 26,
    title: 'A negative bet is malformed; no balance is told, none moves',
    applies: speaks('bet'),
    run: async (t) => {
      const player = await t.player();
      const outcome = await t.bet(player, 'b1', 'r1', '-1.00');
      t.expectCode(outcome, 'malformed');
      t.require(outcome.balance === null, 'the refusal of a negative bet tells the balance');
      await t.expectBalance(player, '1000.00');
    },
  },
  {
    number: 27,
    title: 'A bet of zero is OK and moves nothing',
    applies: all(studio, has('zeroBets', 'the dialect takes no bet of zero')),
    run: async (t) => {
      const player = await t.player();
      await t.expect(player, await t.bet(player, 'b1', 'r1', '0.00'), 'OK', '1000.00');
    },
  },
  {
    number: 28,
    title: 'An unknown game is refused, and so is one that is disabled',
    applies: games,
    run: async (t) => {
      const player = await t.player();
      await t.expect(
        player,
        await t.bet(player, 'b1', 'r1', '1.00', { game: t.id('no-such-game') }),
        'unknownGame',
        '1000.00',
      );
      const game = t.mayNeed('disabledGame');
      if (game === undefined) return t.note('no disabled game was named (--disabled-game)');
      await t.expect(player, await t.bet(player, 'b2', 'r1', '1.00', { game }), 'unknownGame', '1000.00');
    },
  },
  {
    number: 29,
    title: 'Another currency than the player’s, and one that does not exist, are refused',
    applies: currencies,
    run: async (t) => {
      const player = await t.player();
      const other = player.currency === 'USD' ? 'EUR' : 'USD';
      for (const currency of [other, 'schmeckles'])
        await t.expect(player, await t.bet(player, `b-${currency}`, 'r1', '1.00', { currency }), 'wrongCurrency');
      await t.expectBalance(player, '1000.00');
    },
  },
  {
    number: 30,
    title: 'A bet without a transaction id, or with an empty one, is malformed',
    applies: speaks('bet'),
    run: async (t) => {
      const player = await t.player();
      for (const value of [undefined, '']) {
        const body = (body: Record<string, unknown>) => t.set(body, t.traits.fields.transaction, value);
        t.expectCode(await t.bet(player, 'b1', 'r1', '1.00', {}, { body }), 'malformed');
      }
      await t.expectBalance(player, '1000.00');
    },
  },
  {
    number: 31,
    title: 'A field of the wrong type is malformed',
    applies: speaks('bet'),
    run: async (t) => {
      const player = await t.player();
      for (const value of ['abc', ['1.00'], { amount: 1 }, true, null]) {
        const body = (body: Record<string, unknown>) => t.set(body, t.traits.fields.amount, value);
        t.expectCode(await t.bet(player, `b-${typeof value}`, 'r1', '1.00', {}, { body }), 'wrongType');
      }
      await t.expectBalance(player, '1000.00');
    },
  },
  {
    number: 32,
    title: 'A player who does not exist is not made',
    applies: speaks('bet'),
    run: async (t) => {
      const player = await t.player();
      const nobody = { ...player, playerId: t.id('nobody') };
      for (const id of ['b1', 'b2'])
        t.expectCode(await t.bet(nobody, id, 'r1', '1.00'), [
          ...t.answers('unknownPlayer'),
          ...t.answers('foreignToken'),
        ]);
      t.expectCode(await t.win(nobody, 'w1', 'b1', 'r1', '1.00'), [
        ...t.answers('unknownPlayer'),
        ...t.answers('winWithoutBet'),
      ]);
    },
  },
  {
    number: 33,
    title: 'A blocked player bets neither with money nor for free',
    applies: speaks('bet'),
    run: async (t) => {
      const block = t.needs('block');
      const player = await t.player();
      await block(player);
      await refused(t, player, 'blocked');
      if (t.traits.freeRounds) t.expectCode(await t.bet(player, 'b2', 'r1', '1.00', { free: true }), 'blocked');
    },
  },
  {
    number: 34,
    title: 'A self-excluded player bets no more; the win of the open round is paid',
    applies: speaks('bet', 'win'),
    run: async (t) => {
      const selfExclude = t.needs('selfExclude');
      const player = await t.player();
      await t.expect(player, await t.bet(player, 'b1', 'r1', '10.00'), 'OK', '990.00');
      await selfExclude(player);
      await refused(t, player, 'blocked');
      const paid = await t.win(player, 'w1', 'b1', 'r1', '25.00');
      t.expectCode(paid, 'OK');
      // Without a balance in the answers it cannot be asked for: a check is a bet, and refused.
      if (t.traits.balanceInAnswers) await t.expect(player, paid, 'OK', '1015.00');
    },
  },
  {
    number: 35,
    title: 'A stake beyond the player’s limit is refused with its own code',
    applies: speaks('bet'),
    run: async (t) => {
      const limitStakes = t.needs('limitStakes');
      const player = await t.player();
      await limitStakes(player, '5.00');
      t.expectCode(await t.bet(player, 'b1', 'r1', '5.00'), 'OK');
      t.expectCode(await t.bet(player, 'b2', 'r1', '0.01'), 'limitReached');
      if (t.traits.balanceInAnswers) await t.expectBalance(player, '995.00');
    },
  },
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
    applies: all(studio, games),
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
        const answers = await Promise.all(some.map((index) => t.bet(player, `b${index}`, 'r1', '0.10')));
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
      await t.expect(player, await t.bet(player, 'b2', 'r1', '1.00'), 'closedRoundBet');
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
