import type { BetRow } from '../rows.ts';

/**
 * A bet as two: `back` with `minor` (above zero, below its stake) of what it was taken from and counted for, and the `rest`. Each bucket
 * and bonus gives its share; odd units are real money's, as in payouts.
 */
export function splitBet(bet: BetRow, minor: bigint): { back: BetRow; rest: BetRow } {
  const stake = bet.real + bet.bonus;
  // Each takes its share of what the ones before it have left, so nobody gives more than he has.
  let [due, of] = [minor, stake];
  const parts = bet.parts.map((part) => {
    const share = (due * part.minor) / of;
    [due, of] = [due - share, of - part.minor];
    return { ...part, minor: share };
  });
  const sharesOf = <T extends { minor: bigint }>(list: T[]) =>
    list.map((each) => ({ ...each, minor: (each.minor * minor) / stake }));
  const [counted, wagered] = [sharesOf(bet.counted), sharesOf(bet.wagered)];
  const back = { ...bet, real: due, bonus: minor - due, parts, counted, wagered };
  return {
    back,
    rest: {
      ...{ ...bet, partly: true, real: bet.real - back.real, bonus: bet.bonus - back.bonus },
      ...{ parts: less(bet.parts, parts), counted: less(bet.counted, counted), wagered: less(bet.wagered, wagered) },
    },
  };
}

const less = <T extends { minor: bigint }>(list: T[], taken: T[]): T[] =>
  list.map((each, index) => ({ ...each, minor: each.minor - taken[index]!.minor }));
