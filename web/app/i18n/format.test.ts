import { expect, it } from 'vitest';
import { en } from './en.ts';
import { formatMoment, formatMoney, formatPercent } from './format.ts';
import { preferredLanguage } from './languages.ts';
import { ru } from './ru.ts';

it('money keeps every digit, also where a float would lose some', () => {
  expect(formatMoney('en', { amount: '9007199254740993.07', currency: 'EUR' })).toBe('€9,007,199,254,740,993.07');
  expect(formatMoney('ru', { amount: '1000.10', currency: 'EUR' })).toBe('1\u00a0000,10\u00a0€');
  expect(formatMoney('en', { amount: '0.00000001', currency: 'BTC' })).toBe('0.00000001\u00a0BTC');
  expect(formatMoney('ru', { amount: '12.500000', currency: 'USDT' })).toBe('12,500000\u00a0USDT');
  expect(formatMoney('en', { amount: '-3.00', currency: 'EUR' })).toBe('-€3.00');
  expect(formatMoney('en', { amount: '500', currency: 'JPY' })).toBe('¥500');
});

it('moments and ratios read the same on the server and in a browser: no thin blanks', () => {
  const text = formatMoment('en', 'Europe/Riga', '2026-11-21T10:00:00.000Z') + formatPercent('ru', '0.9650');
  expect(text).toBe('Nov 21, 2026, 12:00 PM96,50\u00a0%');
});

it('the first language is the browser’s, and English where it is neither', () => {
  expect(preferredLanguage('de-DE,ru;q=0.8,en;q=0.5')).toBe('ru');
  expect(preferredLanguage('fr')).toBe('en');
  expect(preferredLanguage(null)).toBe('en');
});

it('both languages use the same placeholders', () => {
  const placeholders = (texts: object): string[] =>
    Object.entries(texts).flatMap(([key, value]) =>
      typeof value === 'string'
        ? [`${key} ${[...value.matchAll(/{{\w+}}/g)].map(String).sort().join()}`]
        : placeholders(value as object),
    );
  expect(placeholders(ru)).toEqual(placeholders(en));
});
