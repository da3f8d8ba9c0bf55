import { all, has, never, studio, type Case } from '../case.ts';

const free = all(studio, has('freeRounds', 'the dialect has no free rounds'));

/** 97 to 102: what is played without the player's own money. */
export const promoCases: Case[] = [
  {
    number: 97,
    title: 'A free bet takes nothing; its win is credited',
    applies: free,
    run: async (t) => {
      const grantFreeRounds = t.needs('grantFreeRounds');
      const player = await t.player();
      await grantFreeRounds(player, 2, '1.00');
      await t.expect(player, await t.bet(player, 'b1', 'r1', '1.00', { free: true }), 'OK', '1000.00');
      const won = await t.win(player, 'w1', 'b1', 'r1', '5.00', { free: true, closes: t.traits.closesRounds });
      t.expectCode(won, 'OK');
      const after = await t.send({ kind: 'balance', player });
      const total = [t.due(player, '1005.00'), t.due(player, '1000.00')];
      t.require(after.balance === null || total.includes(after.balance), `${after.balance} after a free win of 5.00`);
      t.note(after.balance === total[0] ? 'credited to real money' : 'credited to bonus money');
      player.expected = after.balance ?? undefined;
    },
  },
  {
    number: 98,
    title: 'A free bet that was not granted is refused',
    applies: free,
    run: async (t) => {
      const player = await t.player();
      await t.expect(player, await t.bet(player, 'b1', 'r1', '1.00', { free: true }), 'freeOverspent');
      await t.expectBalance(player, '1000.00');
    },
  },
  {
    number: 99,
    title: 'A promotion is paid without a bet, and its repeat is not paid again',
    applies: all(studio, has('promotions', 'the dialect has no promotions')),
    run: async (t) => {
      const player = await t.player();
      const pay = () => t.win(player, 'w1', null, 'r1', '7.00', { promotion: true, closes: true });
      await t.expect(player, await pay(), 'OK', '1007.00');
      const again = await pay();
      t.expectCode(again, 'repeatedWin');
      await t.expectBalance(player, '1007.00');
    },
  },
  {
    number: 100,
    title: 'A promotion’s buy-in, refund and settlement',
    ...never('no dialect of the kit has promotions that are bought into'),
  },
  {
    number: 101,
    title: 'The refund of a promotion is no refund of a stake',
    ...never('no dialect of the kit has promotions that are bought into'),
  },
  { number: 102, title: 'A tip counts for no wagering', ...never('wagering is not part of a wallet’s dialect') },
];
