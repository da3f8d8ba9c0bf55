import { z } from 'zod';
import type { Game } from './game.ts';

const sides = ['heads', 'tails'] as const;
const choice = z.enum(sides);

/** Coin flip: the right side pays 1.98 × the stake. Outcome: `{ side: "heads", choice: "heads", won: true, multiplier: "1.98" }`. */
export const coinflip: Game<z.output<typeof choice>> = {
  code: 'coinflip',
  title: { en: 'Coin flip', ru: 'Орёл или решка' },
  genre: 'INSTANT',
  volatility: 'LOW',
  rtp: '99.00',
  choice,
  play(draw, stakeMinor, chosen) {
    const side = sides[draw(2)];
    const won = side === chosen;
    return {
      payoutMinor: won ? (stakeMinor * 198n) / 100n : 0n,
      outcome: { side, choice: chosen, won, multiplier: won ? '1.98' : '0' },
    };
  },
};
