import { plus, smallestUnit, digitsOf } from '../amount.ts';
import { all, has, speaks, studio, type Case } from '../case.ts';
import type { CaseRun } from '../case-run.ts';
import type { Player } from '../vocabulary.ts';

const MOST_OF_INT32 = '2147483647';
const MOST_OF_ALL = `1${'0'.repeat(18)}`;
const games = has('namesGames', 'requests name no game');
const currencies = has('namesCurrency', 'requests name no currency');

/** Bets 1 for nothing: refused so, and the balance stays. */
async function refused(t: CaseRun, player: Player, codes: Parameters<CaseRun['expect']>[2]): Promise<void> {
  await t.expect(player, await t.bet(player, `refused-${t.exchanges.length}`, 'refused', '1.00'), codes);
}

/** 21 to 35: a stake, and what stops it. */
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
];
