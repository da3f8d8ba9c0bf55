import { formatAmount } from '@croupier/contracts';
import { z } from 'zod';
import type { Game } from './game.ts';

const choice = z.looseObject({ under: z.int().min(2).max(98) });

/**
 * Dice: a roll from 0.00 to 99.99, won when it is below `under`. Pays stake × 99 / under, so the edge is one percent
 * at every choice. Outcome: `{ roll: "42.17", under: 50, won: true, multiplier: "1.98" }`; the multiplier is shown
 * rounded down to four digits, the payout is computed from the fraction.
 */
export const dice: Game<z.output<typeof choice>> = {
  code: 'dice',
  title: { en: 'Dice', ru: 'Кости' },
  genre: 'INSTANT',
  volatility: 'MEDIUM',
  rtp: '99.00',
  choice,
  play(draw, stakeMinor, { under }) {
    const roll = draw(10_000);
    const won = roll < under * 100;
    return {
      payoutMinor: won ? (stakeMinor * 99n) / BigInt(under) : 0n,
      outcome: { roll: formatAmount(BigInt(roll), 'EUR'), under, won, multiplier: won ? multiplierOf(under) : '0' },
    };
  },
};

function multiplierOf(under: number): string {
  const tenThousandths = 990_000n / BigInt(under);
  const text = `${tenThousandths / 10_000n}.${(tenThousandths % 10_000n).toString().padStart(4, '0')}`;
  return text.replace(/0{1,2}$/, '');
}
