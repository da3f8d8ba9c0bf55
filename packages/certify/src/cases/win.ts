import { all, has, speaks, studio, type Case } from '../case.ts';

const wins = speaks('bet', 'win');
const ownIds = has('winIds', 'wins have no id of their own');
const BIG = '63727092.34';

/** 59 to 78: payouts and what they settle. */
export const winCases: Case[] = [
  {
    number: 59,
    title: 'Bet 1, win 2: 1001',
    applies: wins,
    run: async (t) => {
      const player = await t.player();
      await t.expect(player, await t.bet(player, 'b1', 'r1', '1.00'), 'OK', '999.00');
      await t.expect(player, await t.win(player, 'w1', 'b1', 'r1', '2.00'), 'OK', '1001.00');
    },
  },
  {
    number: 60,
    title: 'Wins of 0.01, 0.001 and 0.00001 leave exact balances',
    applies: all(wins, ({ mostDigits }) => mostDigits >= 5 || 'the dialect’s money is not that fine'),
    run: async (t) => {
      const player = await t.player({ currency: 'TON' });
      const wins = [
        ['0.01', '999.01'],
        ['0.001', '998.011'],
        ['0.00001', '997.01101'],
      ] as const;
      for (const [index, [amount, balance]] of wins.entries()) {
        t.expectCode(await t.bet(player, `b${index}`, `r${index}`, '1.00'), 'OK');
        await t.expect(player, await t.win(player, `w${index}`, `b${index}`, `r${index}`, amount), 'OK', balance);
      }
    },
  },
  {
    number: 61,
    title: 'A win of zero is recorded, settles the bet and moves nothing',
    applies: wins,
    run: async (t) => {
      const player = await t.player();
      await t.expect(player, await t.bet(player, 'b1', 'r1', '1.00'), 'OK', '999.00');
      await t.expect(
        player,
        await t.win(player, 'w1', 'b1', 'r1', '0.00', { closes: t.traits.closesRounds }),
        'OK',
        '999.00',
      );
      if (t.traits.kind !== 'studio') return;
      const back = await t.rollback(player, 'x1', 'b1', 'r1');
      t.expectCode(back, 'rollbackAfterWin');
      await t.expectBalance(player, back.code === 'OK' ? '1000.00' : '999.00');
    },
  },
  {
    number: 62,
    title: `A win of ${BIG}, then a bet of as much: exact`,
    applies: wins,
    run: async (t) => {
      const player = await t.player();
      await t.expect(player, await t.bet(player, 'b1', 'r1', '1.00'), 'OK', '999.00');
      await t.expect(player, await t.win(player, 'w1', 'b1', 'r1', BIG), 'OK', '63728091.34');
      await t.expect(player, await t.bet(player, 'b2', 'r2', BIG), 'OK', '999.00');
    },
  },
  {
    number: 63,
    title: 'A negative win is malformed',
    applies: wins,
    run: async (t) => {
      const player = await t.player();
      await t.expect(player, await t.bet(player, 'b1', 'r1', '1.00'), 'OK', '999.00');
      t.expectCode(await t.win(player, 'w1', 'b1', 'r1', '-2.00'), 'malformed');
      await t.expectBalance(player, '999.00');
    },
  },
  {
    number: 64,
    title: 'A win for a bet that does not exist is refused; with the right bet it is paid',
    applies: wins,
    run: async (t) => {
      const player = await t.player();
      await t.expect(player, await t.bet(player, 'b1', 'r1', '1.00'), 'OK', '999.00');
      await t.expect(player, await t.win(player, 'w1', 'nothing', 'r1', '2.00'), 'winWithoutBet');
      await t.expect(player, await t.win(player, 'w2', 'b1', 'r1', '2.00'), 'OK', '1001.00');
    },
  },
  {
    number: 65,
    title: 'A win with an unknown game, another currency or a bad signature is refused as a bet would be',
    applies: wins,
    run: async (t) => {
      const player = await t.player();
      await t.expect(player, await t.bet(player, 'b1', 'r1', '1.00'), 'OK', '999.00');
      const win = (id: string, more: object, twist?: object) => t.win(player, id, 'b1', 'r1', '2.00', more, twist);
      if (t.traits.namesGames) t.expectCode(await win('w1', { game: t.id('no-such-game') }), 'unknownGame');
      const currency = player.currency === 'USD' ? 'EUR' : 'USD';
      if (t.traits.namesCurrency && t.traits.kind === 'studio')
        t.expectCode(await win('w2', { currency }), 'wrongCurrency');
      t.expectCode(await win('w3', {}, { unsigned: true }), 'badSignature');
      await t.expectBalance(player, '999.00');
    },
  },
  {
    number: 66,
    title: 'A second win for one bet: as the dialect says',
    applies: all(studio, wins, ownIds),
    run: async (t) => {
      const player = await t.player();
      await t.expect(player, await t.bet(player, 'b1', 'r1', '1.00'), 'OK', '999.00');
      await t.expect(player, await t.win(player, 'w1', 'b1', 'r1', '2.00'), 'OK', '1001.00');
      await t.expect(
        player,
        await t.win(player, 'w2', 'b1', 'r1', '2.00'),
        'secondWin',
        t.traits.manyWins ? '1003.00' : '1001.00',
      );
    },
  },
  {
    number: 67,
    title: 'The same win again is not paid again',
    applies: wins,
    run: async (t) => {
      const player = await t.player();
      await t.expect(player, await t.bet(player, 'b1', 'r1', '1.00'), 'OK', '999.00');
      const first = await t.win(player, 'w1', 'b1', 'r1', '2.00', { closes: t.traits.closesRounds });
      await t.expect(player, first, 'OK', '1001.00');
      for (let repeat = 0; repeat < 3; repeat += 1) {
        const again = await t.win(player, 'w1', 'b1', 'r1', '2.00', { closes: t.traits.closesRounds });
        t.expectCode(again, 'repeatedWin');
        if (again.code === 'OK') t.requireSameTransaction(first, again);
      }
      await t.expectBalance(player, '1001.00');
    },
  },
  {
    number: 68,
    title: 'A win under its bet’s own id is refused',
    applies: all(wins, ownIds),
    run: async (t) => {
      const player = await t.player();
      await t.expect(player, await t.bet(player, 'b1', 'r1', '1.00'), 'OK', '999.00');
      t.expectCode(await t.win(player, 'b1', 'b1', 'r1', '2.00'), 'otherContent');
      await t.expectBalance(player, '999.00');
    },
  },
  {
    number: 69,
    title: 'A win after the rollback of its bet is refused',
    applies: speaks('bet', 'win', 'rollback'),
    run: async (t) => {
      const player = await t.player();
      await t.expect(player, await t.bet(player, 'b1', 'r1', '1.00'), 'OK', '999.00');
      await t.expect(player, await t.rollback(player, 'x1', 'b1', 'r1'), 'OK', '1000.00');
      t.expectCode(await t.win(player, 'w1', 'b1', 'r1', '2.00'), 'winAfterRollback');
      await t.expectBalance(player, '1000.00');
    },
  },
  {
    number: 70,
    title: 'A win of a blocked player is paid',
    applies: wins,
    run: async (t) => {
      const block = t.needs('block');
      const player = await t.player();
      await t.expect(player, await t.bet(player, 'b1', 'r1', '1.00'), 'OK', '999.00');
      await block(player);
      const paid = await t.win(player, 'w1', 'b1', 'r1', '2.00');
      t.expectCode(paid, 'OK');
      if (t.traits.balanceInAnswers) await t.expect(player, paid, 'OK', '1001.00');
    },
  },
  {
    number: 71,
    title: 'A win after the round’s end is refused; a promotion of the supplier is paid, without a bet',
    applies: all(wins, has('closesRounds', 'the dialect closes no rounds')),
    run: async (t) => {
      const player = await t.player();
      await t.expect(player, await t.bet(player, 'b1', 'r1', '1.00'), 'OK', '999.00');
      await t.expect(player, await t.win(player, 'w1', 'b1', 'r1', '2.00', { closes: true }), 'OK', '1001.00');
      t.expectCode(await t.win(player, 'w2', 'b1', 'r1', '2.00'), 'closedRoundWin');
      await t.expectBalance(player, '1001.00');
      if (!t.traits.promotions) return t.note('the dialect has no promotions');
      await t.expect(
        player,
        await t.win(player, 'w3', null, 'r9', '3.00', { promotion: true, closes: true }),
        'OK',
        '1004.00',
      );
    },
  },
  {
    number: 72,
    title: 'Several wins in one round, the last of which closes it',
    applies: all(
      wins,
      ownIds,
      has('manyWins', 'a bet is won once here'),
      has('closesRounds', 'the dialect closes no rounds'),
    ),
    run: async (t) => {
      const player = await t.player();
      await t.expect(player, await t.bet(player, 'b1', 'r1', '1.00'), 'OK', '999.00');
      await t.expect(player, await t.win(player, 'w1', 'b1', 'r1', '2.00'), 'OK', '1001.00');
      await t.expect(player, await t.win(player, 'w2', 'b1', 'r1', '3.00'), 'OK', '1004.00');
      await t.expect(player, await t.win(player, 'w3', 'b1', 'r1', '4.00', { closes: true }), 'OK', '1008.00');
      t.expectCode(await t.win(player, 'w4', 'b1', 'r1', '5.00'), 'closedRoundWin');
      await t.expectBalance(player, '1008.00');
    },
  },
  {
    number: 73,
    title: 'Bet and win in one call: the stake must be covered before the win is added',
    applies: speaks('play'),
    run: async (t) => {
      const player = await t.player();
      const play = (name: string, stake: string, payout: string) => {
        const [id, round] = [t.id(`b-${name}`), t.id(`r-${name}`)];
        const bet = { kind: 'bet' as const, player, id, round, amount: stake };
        const win = { kind: 'win' as const, player, id: t.id(`w-${name}`), bet: id, round, amount: payout };
        return t.send({ kind: 'play', player, round, actions: [bet, win], closes: true });
      };
      await t.expect(player, await play('1', '10.00', '25.00'), 'OK', '1015.00');
      t.expectCode(await play('2', t.due(player, '1015.01'), '5000.00'), 'insufficientFunds');
      await t.expectBalance(player, '1015.00');
    },
  },
  {
    number: 74,
    title: 'Of several actions in one call none happens when one is refused',
    applies: speaks('play'),
    run: async (t) => {
      const player = await t.player();
      const round = t.id('r1');
      const bet = (id: string, amount: string) => ({ kind: 'bet' as const, player, id: t.id(id), round, amount });
      const actions = [bet('b1', '10.00'), bet('b2', t.due(player, '1000.00'))];
      t.expectCode(await t.send({ kind: 'play', player, round, actions, closes: false }), 'insufficientFunds');
      await t.expectBalance(player, '1000.00');
      await t.expect(player, await t.bet(player, 'b1', 'r1', '10.00'), 'OK', '990.00');
    },
  },
  {
    number: 75,
    title: 'One win settles all bets of its round',
    applies: all(wins, has('settlesRounds', 'a win names its bet here')),
    run: async (t) => {
      const player = await t.player();
      for (const [index, balance] of ['999.00', '998.00', '997.00'].entries())
        await t.expect(
          player,
          await t.bet(player, `b${index}`, 'r1', '1.00', { round: t.round('r1', null) }),
          'OK',
          balance,
        );
      await t.expect(player, await t.win(player, 'w1', null, 'r1', '7.00', { closes: true }), 'OK', '1004.00');
      // Where a rollback takes wins along, how they are shared is the operator's.
      if (!t.answers('rollbackAfterWin').includes('OK'))
        for (const index of [0, 1, 2])
          t.expectCode(await t.rollback(player, `x${index}`, `b${index}`, 'r1'), 'rollbackAfterWin');
      await t.expectBalance(player, '1004.00');
    },
  },
  {
    number: 76,
    title: 'A win before its bet is refused, and paid when it comes again after it',
    applies: wins,
    run: async (t) => {
      const player = await t.player();
      t.expectCode(await t.win(player, 'w1', 'b1', 'r1', '2.00'), [...t.answers('winWithoutBet'), 'TRY_AGAIN']);
      await t.expect(player, await t.bet(player, 'b1', 'r1', '1.00'), 'OK', '999.00');
      await t.expect(player, await t.win(player, 'w1', 'b1', 'r1', '2.00'), 'OK', '1001.00');
    },
  },
  {
    number: 77,
    title: 'What goes into a jackpot or comes out of it is told beside the money: nothing is taken or paid on top',
    applies: all(studio, wins),
    run: async (t) => {
      const player = await t.player();
      const bet = () => t.bet(player, 'b1', 'r1', '1.00', { jackpot: '0.01' });
      const win = () => t.win(player, 'w1', 'b1', 'r1', '5.00', { jackpot: '4.00' });
      await t.expect(player, await bet(), 'OK', '999.00');
      await t.expect(player, await bet(), 'repeatedBet', '999.00');
      await t.expect(player, await win(), 'OK', '1004.00');
      await t.expect(player, await win(), 'repeatedWin', '1004.00');
    },
  },
  {
    number: 78,
    title: 'A round that nobody settles is closed once by the operator’s job, and lost',
    applies: all(studio, wins),
    run: async (t) => {
      const closeOpenRounds = t.needs('closeOpenRounds');
      const player = await t.player();
      await t.expect(player, await t.bet(player, 'b1', 'r1', '1.00'), 'OK', '999.00');
      await closeOpenRounds();
      t.expectCode(await t.bet(player, 'b2', 'r1', '1.00', { round: t.round('r1', 'b1') }), 'closedRoundBet');
      await closeOpenRounds();
      await t.expectBalance(player, '999.00');
    },
  },
];
