import { decimal, minus } from '../amount.ts';
import { all, never, speaks, type Case } from '../case.ts';
import type { CaseRun } from '../case-run.ts';
import type { Outcome } from '../vocabulary.ts';

/** in billionths */
const CENT = 10_000_000n;

const count = (outcomes: Outcome[], code: Outcome['code']): number =>
  outcomes.filter((outcome) => outcome.code === code).length;
const atOnce = <T>(times: number, work: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: times }, (_, index) => work(index)));

/** A repeat is one of the right answers, and of the same transaction where it is OK. */
function requireRepeat(
  t: CaseRun,
  first: Outcome,
  again: Outcome,
  situation: 'repeatedBet' | 'repeatedWin' | 'repeatedRollback',
): void {
  t.expectCode(again, situation);
  if (again.code === 'OK') t.requireSameTransaction(first, again);
}

/** 44 to 58: repeats, and many at once. */
export const idempotencyCases: Case[] = [
  {
    number: 44,
    title: 'The same bet again takes no second stake and names the same transaction',
    applies: speaks('bet'),
    run: async (t) => {
      const player = await t.player();
      const first = await t.bet(player, 'b1', 'r1', '1.00');
      await t.expect(player, first, 'OK', '999.00');
      for (let repeat = 0; repeat < 3; repeat += 1)
        requireRepeat(t, first, await t.bet(player, 'b1', 'r1', '1.00'), 'repeatedBet');
      await t.expectBalance(player, '999.00');
    },
  },
  {
    number: 45,
    title: 'The same id with another amount is refused; what happened first stands',
    applies: speaks('bet'),
    run: async (t) => {
      const player = await t.player();
      const first = await t.bet(player, 'b1', 'r1', '1.00');
      await t.expect(player, first, 'OK', '999.00');
      for (const amount of ['2.00', '0.50', '1.01'])
        t.expectCode(await t.bet(player, 'b1', 'r1', amount), 'otherContent');
      requireRepeat(t, first, await t.bet(player, 'b1', 'r1', '1.00'), 'repeatedBet');
      await t.expectBalance(player, '999.00');
    },
  },
  {
    number: 46,
    title: 'The same id with another round, game, player or currency is refused',
    applies: speaks('bet'),
    run: async (t) => {
      const [player, other] = [await t.player(), await t.player()];
      await t.expect(player, await t.bet(player, 'b1', 'r1', '1.00'), 'OK', '999.00');
      t.expectCode(await t.bet(player, 'b1', 'r2', '1.00'), 'otherContent');
      if (t.traits.idScope === 'PROVIDER') t.expectCode(await t.bet(other, 'b1', 'r1', '1.00'), 'otherContent');
      const currency = player.currency === 'USD' ? 'EUR' : 'USD';
      if (t.traits.namesCurrency)
        t.expectCode(await t.bet(player, 'b1', 'r1', '1.00', { currency }), [
          ...t.answers('otherContent'),
          ...t.answers('wrongCurrency'),
        ]);
      const game = player.games[1];
      if (t.traits.namesGames && game !== undefined)
        t.expectCode(await t.bet(player, 'b1', 'r1', '1.00', { game }), 'otherContent');
      await t.expectBalance(player, '999.00');
      await t.expectBalance(other, '1000.00');
    },
  },
  {
    number: 47,
    title: 'The very same request again gets the very same answer',
    applies: speaks('bet'),
    run: async (t) => {
      const player = await t.player();
      let kept: Record<string, unknown> = {};
      const keep = (body: Record<string, unknown>) => (kept = body);
      const first = await t.bet(player, 'b1', 'r1', '1.00', {}, { body: keep });
      await t.expect(player, first, 'OK', '999.00');
      const again = await t.bet(player, 'b1', 'r1', '1.00', {}, { body: () => kept });
      requireRepeat(t, first, again, 'repeatedBet');
      if (again.code === 'OK') t.require(again.text === first.text, 'the same request was answered otherwise');
    },
  },
  {
    number: 48,
    title: 'A repeat is known after 24 hours and after four months',
    ...never('the kit does not wait for months: read where the operator keeps its ids, and for how long'),
  },
  {
    number: 49,
    title: 'Ten bets at once: exact, and never below zero',
    applies: speaks('bet'),
    run: async (t) => {
      const player = await t.player();
      const outcomes = await atOnce(10, (index) => t.bet(player, `b${index}`, 'r1', '10.00'));
      t.require(count(outcomes, 'OK') === 10, `${count(outcomes, 'OK')} of 10 were taken`);
      await t.expectBalance(player, '900.00');
    },
  },
  {
    number: 50,
    title: 'Twenty identical bets at once: one stake, answers that agree',
    applies: speaks('bet'),
    run: async (t) => {
      const player = await t.player();
      const outcomes = await atOnce(20, () => t.bet(player, 'b1', 'r1', '10.00'));
      const ids = new Set(outcomes.filter(({ code }) => code === 'OK').map(({ transactionId }) => transactionId));
      for (const outcome of outcomes) t.expectCode(outcome, ['OK', ...t.answers('repeatedBet'), 'TRY_AGAIN']);
      t.require(ids.size === 1, `${ids.size} transactions were named`);
      await t.expectBalance(player, '990.00');
    },
  },
  {
    number: 51,
    title: 'Two bets of the whole balance at once: one is taken',
    applies: speaks('bet'),
    run: async (t) => {
      const player = await t.player();
      const outcomes = await atOnce(2, (index) => t.bet(player, `b${index}`, 'r1', player.balance));
      t.require(count(outcomes, 'OK') === 1, `${count(outcomes, 'OK')} were taken`);
      t.expectCode(
        outcomes.find(({ code }) => code !== 'OK')!,
        'insufficientFunds',
      );
      await t.expectBalance(player, t.undue(player, '0.00'));
    },
  },
  {
    number: 52,
    title: 'A bet and its rollback at once end rolled back, in whatever order',
    applies: all(speaks('bet', 'rollback'), ({ lateBet }) => lateBet !== 'TAKEN' || 'late bets are taken here'),
    run: async (t) => {
      const player = await t.player();
      for (let pair = 0; pair < 5; pair += 1) {
        const bet = t.bet(player, `b${pair}`, 'r1', '10.00');
        const back = t.rollback(player, `x${pair}`, `b${pair}`, 'r1', '10.00');
        t.expectCode(await bet, ['OK', ...t.answers('rolledBackBet')]);
        t.expectCode(await back, ['OK', ...t.answers('rollbackUnknown')]);
      }
      await t.expectBalance(player, '1000.00');
    },
  },
  {
    number: 53,
    title: 'Identical wins at once are one win',
    applies: speaks('bet', 'win'),
    run: async (t) => {
      const player = await t.player();
      await t.expect(player, await t.bet(player, 'b1', 'r1', '10.00'), 'OK', '990.00');
      const outcomes = await atOnce(10, () => t.win(player, 'w1', 'b1', 'r1', '25.00'));
      for (const outcome of outcomes) t.expectCode(outcome, ['OK', ...t.answers('repeatedWin'), 'TRY_AGAIN']);
      await t.expectBalance(player, '1015.00');
    },
  },
  {
    number: 54,
    title: 'A bet that was not covered, again with the same id after a deposit: as the dialect says',
    applies: speaks('bet'),
    run: async (t) => {
      const deposit = t.needs('deposit');
      const player = await t.player();
      t.expectCode(await t.bet(player, 'b1', 'r1', t.due(player, '1100.00')), 'insufficientFunds');
      await deposit(player, '200.00');
      const again = await t.bet(player, 'b1', 'r1', t.due(player, '1100.00'));
      const afresh = t.traits.refusedBet === 'JUDGED_AFRESH';
      t.expectCode(again, afresh ? 'OK' : 'insufficientFunds');
      await t.expectBalance(player, t.undue(player, afresh ? '100.00' : t.due(player, '1200.00')));
    },
  },
  {
    number: 55,
    title: 'A crash between commit and answer: the repeat gets what was committed',
    ...never('the kit cannot kill the operator at the right moment: its own tests must'),
  },
  {
    number: 56,
    title: 'A crash before commit: the repeat plays once',
    ...never('the kit cannot kill the operator at the right moment: its own tests must'),
  },
  {
    number: 57,
    title: 'A deadlock inside is repeated inside, or answered as temporary',
    ...never('the kit cannot cause a deadlock inside the operator: its own tests must'),
  },
  {
    number: 58,
    title: 'Under load every answer comes in time',
    applies: speaks('bet'),
    run: async (t) => {
      const players = [await t.player(), await t.player(), await t.player(), await t.player()];
      const lanes = players.map(async (player, lane) => {
        for (let index = 0; index < t.load.bets; index += 1)
          t.expectCode(await t.bet(player, `b${lane}-${index}`, 'r1', '0.01'), 'OK');
        await t.expectBalance(player, minus('1000.00', decimal(BigInt(t.load.bets) * CENT, 2)));
      });
      await Promise.all(lanes);
      const slowestMs = Math.max(...t.exchanges.map(({ tookMs }) => tookMs));
      t.require(
        slowestMs <= t.load.slowestMs,
        `an answer took ${Math.round(slowestMs)} ms, and ${t.load.slowestMs} ms is the most`,
      );
      t.note(`the slowest of ${t.exchanges.length} answers took ${Math.round(slowestMs)} ms`);
    },
  },
];
