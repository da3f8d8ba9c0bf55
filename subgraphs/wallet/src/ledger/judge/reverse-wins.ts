/** Takes the wins of a rolled-back bet back, for studios whose rollback reverses all. */
import { formatAmount } from '@croupier/contracts';
import { type BetRow, type BonusPart, NOTHING_RECORDED, type WinRow } from '../rows.ts';
import { bonusesOf, splitPayout } from './bonus-money.ts';
import { count } from './gate.ts';
import { type Judging, post } from './post.ts';

/** The wins that settled this bet and no other, oldest first: those that were read, and those of this batch. */
export function winsOf({ draft, userId }: Judging, bet: BetRow): WinRow[] {
  const read = draft.filter('win', (win) => win.betTransactionId === bet.transactionId);
  const fresh = [...draft.state.transactions, ...draft.transactions].filter(
    (entry) => entry.userId === userId && entry.kind === 'WIN' && entry.relatedTransactionId === bet.transactionId,
  );
  return [
    ...read.sort((a, b) => a.sequence - b.sequence),
    ...fresh.map(({ stake, ...entry }) => ({
      userId,
      transactionId: entry.transactionId,
      betTransactionId: bet.transactionId,
      sequence: entry.sequence,
      payout: entry.amount,
      real: entry.realChange,
      bonus: entry.bonusChange,
      parts: stake?.parts ?? [],
      counted: stake?.counted ?? [],
      jackpot: stake?.jackpot,
    })),
  ];
}

/** Bonuses whose money has become real: what a win gave to them is taken from real money. To be asked after the stake was given back: that may open one again. */
export const convertedBonuses = (judging: Judging, currency: string): Set<string> =>
  new Set(
    bonusesOf(judging, currency)
      .filter((bonus) => bonus.status === 'COMPLETED')
      .map((bonus) => bonus.id),
  );

/**
 * Posts one RESETTLEMENT of a win to zero. Real money is taken down to zero and the rest is a debt of the player; bonus money is taken from
 * the bonus that it went to, and what has died, been spent or was never given is the house's bonus cost. `amount` is what really moved.
 */
export function reverseWin(
  judging: Judging,
  bet: BetRow,
  win: WinRow,
  converted: Set<string>,
  reference: string,
): void {
  const { draft, userId } = judging;
  const fromBonus = takeBack(judging, bet, win, converted);
  const wallet = draft.get('wallet', userId, bet.currency)!;
  const due = win.real + fromBonus.real;
  const real = due > wallet.real ? wallet.real : due;
  const lost = win.payout - due - fromBonus.taken;
  post(
    judging,
    wallet,
    {
      kind: 'RESETTLEMENT',
      reference,
      amount: real + fromBonus.taken,
      real: -real,
      bonus: -fromBonus.taken,
      house: [
        { account: 'GAMING', minor: win.payout },
        { account: 'DEBTS', minor: real - due },
        { account: 'BONUS_COST', minor: -lost },
      ],
    },
    {
      roundId: bet.roundId,
      gameId: bet.gameId,
      betReference: bet.reference,
      relatedTransactionId: win.transactionId,
      free: bet.grantId !== null,
      purpose: 'PLAY',
      stake: { ...NOTHING_RECORDED, jackpot: win.jackpot },
    },
  );
  count(judging, win.counted, 1n);
  if (due > real) warnOfDebt(judging, bet, win, due - real);
}

/** Takes a win's bonus money from its bonuses: how much of it, and what is to be taken from real money instead. */
function takeBack(judging: Judging, bet: BetRow, win: WinRow, converted: Set<string>): { taken: bigint; real: bigint } {
  const { draft, userId } = judging;
  const back = { taken: 0n, real: 0n };
  const wallet = draft.get('wallet', userId, bet.currency)!;
  const assigned = bonusesOf(judging, bet.currency).reduce((sum, bonus) => sum + bonus.balance, 0n);
  let unassigned = wallet.bonus - assigned;
  for (const { bonusId, minor } of partsOf(win)) {
    const bonus = bonusId === null ? undefined : draft.get('bonus', userId, bonusId);
    if (!bonus) {
      const taken = least(unassigned, minor);
      unassigned -= taken;
      back.taken += taken;
    } else if (converted.has(bonus.id)) back.real += minor;
    else if (bonus.status === 'ACTIVE' || bonus.status === 'USED') {
      const taken = least(bonus.balance, minor);
      const required = bet.grantId === bonus.id ? minor * BigInt(bonus.wageringMultiple) : 0n;
      draft.put('bonus', {
        ...bonus,
        balance: bonus.balance - taken,
        wageringRequired: bonus.wageringRequired - required,
      });
      back.taken += taken;
    }
  }
  // Paid as real money by a bonus that was complete then and is open again: the money has gone back into it.
  let asReal = win.real - splitOf(bet, win).real;
  for (const { bonusId, minor } of reopenedParts(judging, bet, win)) {
    const bonus = draft.get('bonus', userId, bonusId!)!;
    const taken = least(bonus.balance, minor);
    draft.put('bonus', { ...bonus, balance: bonus.balance - taken });
    back.taken += taken;
    const instead = least(asReal, minor);
    back.real -= instead;
    asReal -= instead;
  }
  return back;
}

const splitOf = (bet: BetRow, win: WinRow) =>
  bet.grantId === null
    ? splitPayout(win.payout, [bet])
    : { real: 0n, parts: [{ bonusId: bet.grantId, minor: win.payout }] };

/** Bonus money of a win that its bonus did not get as such, where that bonus may be played again: a rollback has reopened it. */
function reopenedParts({ draft, userId }: Judging, bet: BetRow, win: WinRow): BonusPart[] {
  if (win.parts.length === 0 && win.bonus > 0n) return [];
  const given = new Set(win.parts.map((part) => part.bonusId));
  return splitOf(bet, win).parts.filter(
    ({ bonusId }) =>
      bonusId !== null && !given.has(bonusId) && draft.get('bonus', userId, bonusId)?.status === 'ACTIVE',
  );
}

/** What a win gave as bonus money. One that recorded no bonuses gave it to none. */
const partsOf = (win: WinRow): BonusPart[] =>
  win.parts.length > 0 || win.bonus === 0n ? win.parts : [{ bonusId: null, minor: win.bonus }];

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

function warnOfDebt({ draft, scope, userId }: Judging, bet: BetRow, win: WinRow, debt: bigint): void {
  draft.alerts.push({
    alertId: draft.newId(),
    kind: 'DEBT',
    severity: 'WARNING',
    message: `Reversing a win of bet ${bet.reference.slice(0, 200)} of ${scope} left user ${userId} owing ${formatAmount(debt, bet.currency)} ${bet.currency}`,
    userId,
    subjectId: win.transactionId,
    at: new Date(draft.now).toISOString(),
  });
}
