import { expect, it } from 'vitest';
import { readTelegramFields, signTelegramLogin } from './telegram.ts';

it('a development login is signed as Telegram signs: the published vector', () => {
  // Source: the telegram-login crate's vector.
  const person = {
    id: '666666666',
    username: 'my_username',
    firstName: 'Some',
    lastName: 'Guy',
    photoUrl: 'https://t.me/i/userpic/320/my_username.jpg',
    authDate: '1543194375',
  };
  expect(signTelegramLogin(`777777777:${'a'.repeat(35)}`, person).hash).toBe(
    'a9cf12636fb07b54b4c95673d017a72364472c41a760b6850bcd5405da769f80',
  );
});

it('what Telegram sends back is read in the graph’s words, and half of it is nothing', () => {
  const given = new URLSearchParams('id=1&first_name=Ann&auth_date=2&hash=ab');
  expect(readTelegramFields(given)).toMatchObject({ id: '1', firstName: 'Ann', authDate: '2', hash: 'ab' });
  expect(readTelegramFields(new URLSearchParams('id=1&first_name=Ann'))).toBeNull();
});
