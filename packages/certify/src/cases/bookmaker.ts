import { billionths } from '../amount.ts';
import { all, bookmakers, has, never, speaks, type Case } from '../case.ts';
import type { Outcome } from '../vocabulary.ts';

const settles = all(bookmakers, speaks('bet', 'settle', 'rollback'));

/** 103 to 118: a bookmaker's bets, whose results change. */
export const bookmakerCases: Case[] = [
  {
    number: 103,
    title: 'A check answers what the bet would get, and moves nothing',
    applies: all(bookmakers, speaks('check')),
    run: async (t) => {
      const player = await t.player();
      t.expectCode(await t.check(player, 'c1', '10.00'), 'OK');
      t.expectCode(await t.check(player, 'c2', t.due(player, '1000.01')), 'insufficientFunds');
      await t.expectBalance(player, '1000.00');
      const block = t.mayNeed('block');
      if (!block) return t.note('blocked players were not asked for (--block)');
      await block(player);
      t.expectCode(await t.check(player, 'c3', '10.00'), 'blocked');
    },
  },
  {
    number: 104,
    title: 'A bet holds its stake, and its repeat holds nothing more',
    applies: settles,
    run: async (t) => {
      const player = await t.player();
      for (let repeat = 0; repeat < 3; repeat += 1)
        await t.expect(player, await t.bet(player, 'b1', 'r1', '10.00'), 'OK', '990.00');
    },
  },
  {
    number: 105,
    title: 'Held, settled; a settlement after the refund pays nothing',
    applies: settles,
    run: async (t) => {
      const player = await t.player();
      await t.expect(player, await t.bet(player, 'b1', 'r1', '10.00'), 'OK', '990.00');
      await t.expect(player, await t.settle(player, 'b1', 'win', '25.00'), 'OK', '1015.00');
      await t.expect(player, await t.rollback(player, 'x1', 'b1', 'r1', '10.00'), 'OK', '1000.00');
      await t.expect(player, await t.settle(player, 'b1', 'win', '25.00'), 'settledAfterRefund', '1000.00');
    },
  },
  {
    number: 106,
    title: 'Held, discarded; discarded again, and a bet that nobody knows: OK',
    applies: settles,
    run: async (t) => {
      const player = await t.player();
      await t.expect(player, await t.bet(player, 'b1', 'r1', '10.00'), 'OK', '990.00');
      for (const bet of ['b1', 'b1', 'nothing'])
        await t.expect(player, await t.rollback(player, 'x1', bet, 'r1', '10.00'), 'OK', '1000.00');
    },
  },
  {
    number: 107,
    title: 'Ten results of one bet, one after the other: exact after each',
    applies: settles,
    run: async (t) => {
      const player = await t.player();
      await t.expect(player, await t.bet(player, 'b1', 'r1', '10.00'), 'OK', '990.00');
      const chain = [
        ['win', '20.00', '1010.00'],
        ['void', undefined, '1000.00'],
        ['win', '35.55', '1025.55'],
        ['lose', undefined, '990.00'],
        ['cashout', '7.77', '997.77'],
        ['void', undefined, '1000.00'],
        ['lose', undefined, '990.00'],
        ['win', '10.01', '1000.01'],
        ['lose', undefined, '990.00'],
      ] as const;
      for (const [result, payout, balance] of chain) {
        await t.expect(player, await t.settle(player, 'b1', result, payout), 'OK', balance);
        if (t.traits.speaks.has('reopen')) await t.expect(player, await t.reopen(player, 'b1'), 'OK', '990.00');
      }
      await t.expect(player, await t.rollback(player, 'x1', 'b1', 'r1', '10.00'), 'OK', '1000.00');
    },
  },
  {
    number: 108,
    title: 'A repeated win, loss or refund changes nothing',
    applies: settles,
    run: async (t) => {
      const player = await t.player();
      for (const bet of ['b1', 'b2', 'b3']) t.expectCode(await t.bet(player, bet, 'r1', '10.00'), 'OK');
      for (let repeat = 0; repeat < 3; repeat += 1) {
        t.expectCode(await t.settle(player, 'b1', 'win', '30.00', 'w1'), 'OK');
        t.expectCode(await t.settle(player, 'b2', 'lose', undefined, 'l2'), 'OK');
        t.expectCode(await t.rollback(player, 'x3', 'b3', 'r1', '10.00'), 'OK');
        await t.expectBalance(player, '1010.00');
      }
      if (!t.traits.speaks.has('reopen')) return;
      await t.expect(player, await t.reopen(player, 'b1'), 'OK', '980.00');
      await t.expect(player, await t.settle(player, 'b1', 'win', '30.00', 'w1'), 'OK', '980.00');
    },
  },
  {
    number: 109,
    title: 'A result that changes is reversed and settled anew in one step: no balance in between is seen',
    applies: settles,
    run: async (t) => {
      const player = await t.player();
      const rest = t.due(player, '1000.00');
      await t.expect(player, await t.bet(player, 'b1', 'r1', rest), 'OK', t.undue(player, '0.00'));
      await t.expect(player, await t.settle(player, 'b1', 'win', '100.00'), 'OK', t.undue(player, '100.00'));
      let isChanging = true;
      const seen: Outcome[] = [];
      const look = () =>
        t.traits.speaks.has('balance')
          ? t.send({ kind: 'balance', player })
          : t.check(player, `look-${seen.length}`, '50.00');
      const looking = (async () => {
        while (isChanging) seen.push(await look());
      })();
      const changed: Outcome[] = [];
      for (const payout of ['90.00', '100.00', '60.00', '100.00'])
        changed.push(await t.settle(player, 'b1', 'win', payout));
      isChanging = false;
      await looking;
      for (const outcome of [...changed, ...seen]) t.expectCode(outcome, 'OK');
      const low = seen.find(({ balance }) => balance !== null && billionths(balance) < billionths('50'));
      t.require(low === undefined, `a balance of ${low?.balance} was seen in between`);
      await t.expectBalance(player, t.undue(player, '100.00'));
    },
  },
  {
    number: 110,
    title: 'The same result again is OK and does nothing',
    applies: settles,
    run: async (t) => {
      const player = await t.player();
      await t.expect(player, await t.bet(player, 'b1', 'r1', '10.00'), 'OK', '990.00');
      for (let repeat = 0; repeat < 3; repeat += 1)
        await t.expect(player, await t.settle(player, 'b1', 'win', '25.00'), 'OK', '1015.00');
    },
  },
  {
    number: 111,
    title:
      'A result that falls when the money is gone: the balance stops at zero, and a later win repays the debt first',
    applies: settles,
    run: async (t) => {
      const player = await t.player();
      t.expectCode(await t.bet(player, 'b1', 'r1', '10.00'), 'OK');
      t.expectCode(await t.settle(player, 'b1', 'win', '60.00'), 'OK');
      t.expectCode(await t.bet(player, 'b2', 'r2', t.due(player, '1050.00')), 'OK');
      const changed = await t.settle(player, 'b1', 'lose');
      t.expectCode(changed, 'OK');
      await t.expectBalance(player, t.undue(player, '0.00'));
      t.expectCode(await t.settle(player, 'b1', 'win', '60.00'), 'OK');
      await t.expectBalance(player, t.undue(player, '0.00'));
    },
  },
  { number: 112, title: 'Recalculation can be forbidden', ...never('no dialect of the kit has such a flag') },
  {
    number: 113,
    title: 'A cash-out needs the player’s session; a settlement does not',
    ...never('no bookmaker’s dialect of the kit shows a session with a cash-out'),
  },
  {
    number: 114,
    title: 'A blocked player’s bet is settled',
    applies: settles,
    run: async (t) => {
      const block = t.needs('block');
      const player = await t.player();
      await t.expect(player, await t.bet(player, 'b1', 'r1', '10.00'), 'OK', '990.00');
      await block(player);
      const settled = await t.settle(player, 'b1', 'win', '25.00');
      // A check tells nothing of a blocked player.
      await t.expect(player, settled, 'OK', t.traits.balanceInAnswers ? '1015.00' : undefined);
    },
  },
  {
    number: 115,
    title: '500 identical rollbacks have one effect',
    applies: speaks('bet', 'rollback'),
    run: async (t) => {
      const player = await t.player();
      await t.expect(player, await t.bet(player, 'b1', 'r1', '10.00'), 'OK', '990.00');
      for (let round = 0; round < t.load.storm / 25; round += 1) {
        const answers = await Promise.all(
          Array.from({ length: 25 }, () => t.rollback(player, 'x1', 'b1', 'r1', '10.00')),
        );
        for (const answer of answers) t.expectCode(answer, ['OK', ...t.answers('repeatedRollback'), 'TRY_AGAIN']);
      }
      await t.expectBalance(player, '1000.00');
    },
  },
  {
    number: 116,
    title: 'A free bet takes nothing, pays what it is said to win, with its stake or without, and a void gives nothing',
    applies: all(bookmakers, has('freeRounds', 'the dialect has no free bets')),
    run: async (t) => {
      const player = await t.player();
      const make = async (bet: string, balance: string) =>
        t.expect(player, await t.bet(player, bet, 'r1', '10.00', { free: true }), 'OK', balance);
      for (let repeat = 0; repeat < 2; repeat += 1) await make('b1', '1000.00');
      await t.expect(player, await t.settle(player, 'b1', 'win', '15.00'), 'OK', '1015.00');
      await make('b2', '1015.00');
      await t.expect(player, await t.settle(player, 'b2', 'win', '25.00'), 'OK', '1040.00');
      await make('b3', '1040.00');
      await t.expect(player, await t.settle(player, 'b3', 'void'), 'OK', '1040.00');
      await make('b4', '1040.00');
      await t.expect(player, await t.settle(player, 'b4', 'lose'), 'OK', '1040.00');
    },
  },
  {
    number: 117,
    title: 'A settlement goes to the buckets that paid the stake',
    ...never('no bookmaker’s dialect of the kit tells buckets'),
  },
  {
    number: 118,
    title: 'A void leg of an accumulator has odds of 1',
    ...never('no bookmaker’s dialect of the kit has accumulators'),
  },
];
