import { expect, test } from 'vitest';
import { isFresh, isTelegramHash, telegramHash } from './telegram-login.ts';

// The telegram-login crate's published vector.
const token = `777777777:${'a'.repeat(35)}`;
const fields = {
  id: '666666666',
  username: 'my_username',
  first_name: 'Some',
  last_name: 'Guy',
  photo_url: 'https://t.me/i/userpic/320/my_username.jpg',
  auth_date: '1543194375',
};
const hash = 'a9cf12636fb07b54b4c95673d017a72364472c41a760b6850bcd5405da769f80';

test('the published vector verifies', () => {
  expect(telegramHash(token, fields)).toBe(hash);
  expect(isTelegramHash(token, fields, hash)).toBe(true);
});

test('any change of a field, a missing or added one, another bot and another hash are refused', () => {
  for (const name of Object.keys(fields)) {
    expect(isTelegramHash(token, { ...fields, [name]: `${fields[name as keyof typeof fields]}1` }, hash)).toBe(false);
    const { [name as keyof typeof fields]: _left, ...rest } = fields;
    expect(isTelegramHash(token, rest as Record<string, string>, hash)).toBe(false);
  }
  expect(isTelegramHash(token, { ...fields, extra: '' }, hash)).toBe(false);
  expect(isTelegramHash(`${token}b`, fields, hash)).toBe(false);
  expect(isTelegramHash(token, fields, `b${hash.slice(1)}`)).toBe(false);
  expect(isTelegramHash(token, fields, hash.slice(0, 62))).toBe(false);
});

test('a login counts from a minute ahead of our clock to ten minutes behind it', () => {
  const now = new Date('2026-11-21T12:00:00Z');
  const at = (seconds: number) => String(now.getTime() / 1000 + seconds);
  expect([-600, -1, 0, 60].map((seconds) => isFresh(at(seconds), now))).toEqual([true, true, true, true]);
  expect([-601, 61, -86_400].map((seconds) => isFresh(at(seconds), now))).toEqual([false, false, false]);
  for (const text of ['', 'x', '-5', '1e9', ' 1', '1.5']) expect(isFresh(text, now)).toBe(false);
});
