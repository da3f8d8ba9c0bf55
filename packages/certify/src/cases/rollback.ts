import { all, has, never, speaks, studio, type Case } from '../case.ts';
import { digits } from '../dialects/read.ts';
import type { CaseRun } from '../case-run.ts';
import type { Player } from '../vocabulary.ts';

const backs = speaks('bet', 'rollback');
const settles = speaks('bet', 'win', 'rollback');

const placed = async (t: CaseRun, player: Player, id: string, amount: string, balance: string, round = 'r1') =>
  t.expect(player, await t.bet(player, id, round, amount), 'OK', balance);

/** 79 to 96: bets that are taken back. */
export const rollbackCases: Case[] = [
  {
    number: 79,
    title: 'Bet, rollback: 1000 again',
    applies: backs,
    run: async (t) => {
      const player = await t.player();
      await placed(t, player, 'b1', '10.00', '990.00');
      await t.expect(player, await t.rollback(player, 'x1', 'b1', 'r1', '10.00'), 'OK', '1000.00');
    },
  },
  {
    number: 80,
    title: 'The same rollback again gives nothing back and names the same transaction',
    applies: backs,
    run: async (t) => {
      const player = await t.player();
      await placed(t, player, 'b1', '10.00', '990.00');
      const first = await t.rollback(player, 'x1', 'b1', 'r1', '10.00');
      await t.expect(player, first, 'OK', '1000.00');
      for (let repeat = 0; repeat < 3; repeat += 1) {
        const again = await t.rollback(player, 'x1', 'b1', 'r1', '10.00');
        t.expectCode(again, 'repeatedRollback');
        if (again.code === 'OK') t.requireSameTransaction(first, again);
      }
      await t.expectBalance(player, '1000.00');
      t.expectCode(await t.bet(player, 'b1', 'r1', '10.00'), [
        'ROLLED_BACK',
        ...t.answers('rolledBackBet'),
        ...t.answers('repeatedBet'),
      ]);
      await t.expectBalance(player, '1000.00');
    },
  },
  {
    number: 81,
    title: 'A rollback with a new id of a bet that was rolled back gives nothing back',
    applies: all(backs, has('rollbackIds', 'rollbacks have no id of their own')),
    run: async (t) => {
      const player = await t.player();
      await placed(t, player, 'b1', '10.00', '990.00');
      await t.expect(player, await t.rollback(player, 'x1', 'b1', 'r1', '10.00'), 'OK', '1000.00');
      await t.expect(player, await t.rollback(player, 'x2', 'b1', 'r1', '10.00'), 'repeatedRollback');
      await t.expectBalance(player, '1000.00');
    },
  },
  {
    number: 82,
    title: 'The rollback of an unknown bet: as the dialect says, and no money comes of it',
    applies: backs,
    run: async (t) => {
      const player = await t.player();
      await t.expect(player, await t.rollback(player, 'x1', 'nothing', 'r1', '10.00'), 'rollbackUnknown');
      await t.expect(player, await t.rollback(player, 'x1', 'nothing', 'r1', '10.00'), [
        'OK',
        ...t.answers('rollbackUnknown'),
      ]);
      await t.expectBalance(player, '1000.00');
    },
  },
  {
    number: 83,
    title: 'A rollback that says neither amount, round nor game works from what is stored',
    applies: all(
      backs,
      ({ rollbackSaysAmount }) =>
        rollbackSaysAmount === null || rollbackSaysAmount.length === 1 || 'the dialect’s rollback must say its amount',
    ),
    run: async (t) => {
      const player = await t.player();
      await placed(t, player, 'b1', '12.34', '987.66');
      await t.expect(player, await t.rollback(player, 'x1', 'b1', 'r1', '12.34'), 'OK', '1000.00');
    },
  },
  {
    number: 84,
    title: 'A rollback that names another amount gives back the bet’s own',
    applies: all(backs, has('rollbackSaysAmount', 'the dialect’s rollback has no amount')),
    run: async (t) => {
      const player = await t.player();
      await placed(t, player, 'b1', '10.00', '990.00');
      const body = (body: Record<string, unknown>) =>
        t.set(body, t.traits.rollbackSaysAmount!, t.traits.fields.isNumber ? digits('47.00') : '47.00');
      await t.expect(player, await t.rollback(player, 'x1', 'b1', 'r1', '10.00', { body }), 'OK', '1000.00');
    },
  },
  {
    number: 85,
    title: 'Another player’s bet is not rolled back',
    applies: backs,
    run: async (t) => {
      const [player, other] = [await t.player(), await t.player()];
      await placed(t, player, 'b1', '10.00', '990.00');
      t.expectCode(await t.rollback(other, 'x1', 'b1', 'r1', '10.00'), 'rollbackOfOthers');
      await t.expectBalance(player, '990.00');
      await t.expectBalance(other, '1000.00');
      await t.expect(player, await t.rollback(player, 'x2', 'b1', 'r1', '10.00'), 'OK', '1000.00');
    },
  },
  {
    number: 86,
    title: 'A rollback after the win: as the dialect says, and never more than was taken',
    applies: all(studio, settles),
    run: async (t) => {
      const player = await t.player();
      await placed(t, player, 'b1', '10.00', '990.00');
      await t.expect(player, await t.win(player, 'w1', 'b1', 'r1', '25.00'), 'OK', '1015.00');
      const back = await t.rollback(player, 'x1', 'b1', 'r1', '10.00');
      t.expectCode(back, 'rollbackAfterWin');
      await t.expectBalance(player, back.code === 'OK' ? '1000.00' : '1015.00');
    },
  },
  {
    number: 87,
    title: 'The rollback of a win is refused',
    applies: all(studio, settles, has('winIds', 'wins have no id of their own')),
    run: async (t) => {
      const player = await t.player();
      await placed(t, player, 'b1', '10.00', '990.00');
      await t.expect(player, await t.win(player, 'w1', 'b1', 'r1', '25.00'), 'OK', '1015.00');
      const back = await t.rollback(player, 'x1', 'w1', 'r1', '25.00');
      t.expectCode(back, 'rollbackOfWin');
      await t.expectBalance(player, back.code === 'OK' ? '990.00' : '1015.00');
    },
  },
  {
    number: 88,
    title: 'One of two bets is rolled back; the other one’s win is paid',
    applies: settles,
    run: async (t) => {
      const player = await t.player();
      await placed(t, player, 'b1', '10.00', '990.00');
      await placed(t, player, 'b2', '5.00', '985.00');
      await t.expect(player, await t.rollback(player, 'x1', 'b1', 'r1', '10.00'), 'OK', '995.00');
      await t.expect(player, await t.win(player, 'w2', 'b2', 'r1', '15.00'), 'OK', '1010.00');
    },
  },
  {
    number: 89,
    title: 'Settle the first and cancel the second, and the other way round',
    applies: settles,
    run: async (t) => {
      for (const cancelsFirst of [false, true]) {
        const player = await t.player();
        const [b1, b2] = cancelsFirst ? ['b3', 'b4'] : ['b1', 'b2'];
        await placed(t, player, b1!, '10.00', '990.00');
        await placed(t, player, b2!, '10.00', '980.00');
        if (cancelsFirst)
          await t.expect(player, await t.rollback(player, `x-${b2}`, b2!, 'r1', '10.00'), 'OK', '990.00');
        t.expectCode(await t.win(player, `w-${b1}`, b1!, 'r1', '20.00'), 'OK');
        if (!cancelsFirst) t.expectCode(await t.rollback(player, `x-${b2}`, b2!, 'r1', '10.00'), 'OK');
        await t.expectBalance(player, '1010.00');
      }
    },
  },
  {
    number: 90,
    title: 'Two rounds at once: one bet cancelled, both settled, and a cancel that comes too late',
    applies: all(studio, settles),
    run: async (t) => {
      const player = await t.player();
      await placed(t, player, 'a1', '10.00', '990.00', 'ra');
      await placed(t, player, 'b1', '10.00', '980.00', 'rb');
      await placed(t, player, 'b2', '10.00', '970.00', 'rb');
      await t.expect(player, await t.rollback(player, 'x2', 'b2', 'rb', '10.00'), 'OK', '980.00');
      await t.expect(player, await t.win(player, 'wa', 'a1', 'ra', '20.00'), 'OK', '1000.00');
      await t.expect(player, await t.win(player, 'wb', 'b1', 'rb', '20.00'), 'OK', '1020.00');
      const late = await t.rollback(player, 'x1', 'b1', 'rb', '10.00');
      t.expectCode(late, 'rollbackAfterWin');
      await t.expectBalance(player, late.code === 'OK' ? '1010.00' : '1020.00');
    },
  },
  {
    number: 91,
    title: 'The rollback of a bet of zero is OK and moves nothing',
    applies: all(studio, backs, has('zeroBets', 'the dialect takes no bet of zero')),
    run: async (t) => {
      const player = await t.player();
      await placed(t, player, 'b1', '0.00', '1000.00');
      await t.expect(player, await t.rollback(player, 'x1', 'b1', 'r1', '0.00'), 'OK', '1000.00');
    },
  },
  {
    number: 92,
    title: 'A bet of real and bonus money goes back to where it came from',
    applies: all(studio, backs),
    run: async (t) => {
      const grantBonus = t.needs('grantBonus');
      const player = await t.player();
      await grantBonus(player, '50.00');
      const before = await t.send({ kind: 'balance', player });
      if (before.bonus === null) return t.note('the dialect does not tell bonus money apart');
      t.expectCode(await t.bet(player, 'b1', 'r1', t.due(player, '1020.00')), 'OK');
      t.expectCode(await t.rollback(player, 'x1', 'b1', 'r1', t.due(player, '1020.00')), 'OK');
      const after = await t.send({ kind: 'balance', player });
      t.require(
        after.balance === before.balance && after.bonus === before.bonus,
        `${before.balance} and ${before.bonus} became ${after.balance} and ${after.bonus}`,
      );
    },
  },
  {
    number: 93,
    title: 'A rollback when the bonus has meanwhile gone',
    ...never('which bucket is right is the operator’s rule; no dialect tells it'),
  },
  {
    number: 94,
    title: 'A rollback that fails inside is answered as temporary, never as OK',
    ...never('the kit cannot make the operator fail inside: its own tests must'),
  },
  {
    number: 95,
    title: 'The rollback of a bet that was not covered gives nothing',
    applies: backs,
    run: async (t) => {
      const player = await t.player();
      t.expectCode(await t.bet(player, 'b1', 'r1', t.due(player, '1000.01')), 'insufficientFunds');
      t.expectCode(await t.rollback(player, 'x1', 'b1', 'r1', t.due(player, '1000.01')), [
        'OK',
        ...t.answers('rollbackUnknown'),
      ]);
      await t.expectBalance(player, '1000.00');
    },
  },
  {
    number: 96,
    title: 'A credit that is marked as a rollback is no win',
    ...never('no dialect of the kit marks rollbacks so'),
  },
];
