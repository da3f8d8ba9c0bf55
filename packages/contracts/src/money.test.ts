import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAmount, MalformedAmount, parseAmount, parseSignedAmount } from './money.ts';

const currency = fc.constantFrom('EUR', 'JPY', 'BTC', 'USDT', 'TON', 'KWD');

describe('money', () => {
  it('what was formatted is parsed back to the same minor units, in every currency', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 17n }), currency, (minor, code) => {
        expect(parseAmount(formatAmount(minor, code), code)).toBe(minor);
        expect(parseSignedAmount(formatAmount(-minor, code), code)).toBe(-minor);
      }),
    );
  });

  it.each([
    [0n, 'EUR', '0.00'],
    [99_900n, 'EUR', '999.00'],
    [5n, 'EUR', '0.05'],
    [-5n, 'EUR', '-0.05'],
    [7n, 'JPY', '7'],
    [1n, 'TON', '0.000000001'],
  ])('%s minor units of %s are %s', (minor, code, text) => {
    expect(formatAmount(minor, code)).toBe(text);
  });

  it.each([
    '',
    ' ',
    '-1.00',
    '+1.00',
    '1e2',
    'NaN',
    '0x10',
    '01.00',
    '1.',
    '.5',
    '1.005',
    '1,00',
    '١٢',
    '1.00 ',
    '12345678901234567890123',
  ])('%j is no amount of EUR', (text) => {
    expect(() => parseAmount(text, 'EUR')).toThrow(MalformedAmount);
  });

  it('more digits than the currency has, and unknown currencies, are refused', () => {
    expect(() => parseAmount('1.5', 'JPY')).toThrow(MalformedAmount);
    expect(() => parseAmount('1.0000001', 'USDT')).toThrow(MalformedAmount);
    expect(() => parseAmount('1', 'SCHMECKLES')).toThrow(MalformedAmount);
    expect(() => parseAmount('1', 'eur')).toThrow(MalformedAmount);
  });
});
