import { expect, test } from 'vitest';
import { dice } from './dice.ts';
import { coinflip } from './coinflip.ts';
import { lineMultiplier, slots, strip } from './slots.ts';

const always = (number: number) => () => number;

test('the slot pays back 95.8875 % over every one of its 8 000 lines', () => {
  let paid = 0;
  let hits = 0;
  for (const first of strip) {
    for (const second of strip) {
      for (const third of strip) {
        const multiplier = lineMultiplier([first, second, third]);
        paid += multiplier;
        if (multiplier > 0) hits += 1;
      }
    }
  }
  expect(strip).toHaveLength(20);
  expect(paid / 8_000).toBe(0.958875);
  expect((paid / 80).toFixed(2)).toBe(slots.rtp);
  expect(hits).toBe(1_475);
});

test('three alike pay by the table, exactly two cherries pay double, one pays nothing', () => {
  expect(lineMultiplier(['seven', 'seven', 'seven'])).toBe(500);
  expect(lineMultiplier(['cherry', 'cherry', 'cherry'])).toBe(12);
  expect(lineMultiplier(['cherry', 'bar', 'cherry'])).toBe(2);
  expect(lineMultiplier(['cherry', 'bar', 'bar'])).toBe(0);
});

test('dice pays stake × 99 / under, rounded down to the minor unit, and never more than 99 % over all rolls', () => {
  for (let under = 2; under <= 98; under += 1) {
    const { payoutMinor } = dice.play(always(0), 12_345n, { under });
    expect(payoutMinor).toBe((12_345n * 99n) / BigInt(under));
    expect(payoutMinor * BigInt(under * 100)).toBeLessThanOrEqual(12_345n * 9_900n);
  }
});

test('a roll equal to the choice loses, one hundredth below wins', () => {
  expect(dice.play(always(5_000), 100n, { under: 50 })).toEqual({
    payoutMinor: 0n,
    outcome: { roll: '50.00', under: 50, won: false, multiplier: '0' },
  });
  expect(dice.play(always(4_999), 100n, { under: 50 })).toEqual({
    payoutMinor: 198n,
    outcome: { roll: '49.99', under: 50, won: true, multiplier: '1.98' },
  });
});

test('a choice outside 2 to 98, a fraction and a text are refused', () => {
  for (const under of [1, 99, 50.5, '50', null]) expect(dice.choice.safeParse({ under }).success).toBe(false);
  for (const side of ['edge', '', 1, null, undefined]) expect(coinflip.choice.safeParse(side).success).toBe(false);
});

test('coin flip pays 1.98 times the stake, rounded down', () => {
  expect(coinflip.play(always(0), 33n, 'heads').payoutMinor).toBe(65n);
  expect(coinflip.play(always(1), 33n, 'heads').payoutMinor).toBe(0n);
});
